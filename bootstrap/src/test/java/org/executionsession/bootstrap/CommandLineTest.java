package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.executionsession.jdbi.SchemaScript;
import org.executionsession.jdbi.config.SchemaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line has the features that the documents describe, and no others. */
class CommandLineTest {

    private static final String VALUE = "a$$b${env:OTHER}${sys:os.name}\\${x}\"c,d\"";

    @Test
    void arguments_areNotReadFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("arguments"), "--version");
        assertWrongUsage("@" + file);
        assertWrongUsage("serve", "@" + file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--versio",
                "--data=jdbc:h2:mem:x",
                "--VERSION",
                "--no-access-log",
                "--no-insecure",
                "-hV",
                "-Vh",
                "SERVE",
                "help",
                "-- --version"
            })
    void undocumentedArguments_areWrongUsage(String arguments) {
        assertWrongUsage(arguments.split(" "));
    }

    @Test
    void values_areTakenLiterally() {
        assertThat(parsed(Map.of(), "--tls-key-password", VALUE)).isEqualTo(VALUE);
        assertThat(parsed(Map.of("EXECUTION_SESSIONS_TLS_KEY_PASSWORD", VALUE, "OTHER", "x")))
                .isEqualTo(VALUE);
        assertThat(parsed(Map.of("EXECUTION_SESSIONS_TLS_KEY_PASSWORD", VALUE), "--tls-key-password", "p"))
                .isEqualTo("p");
        assertThat(parsed(Map.of())).isNull();
    }

    @Test
    void defaults_areThoseOfTheDeclarations() {
        CommandLine command = Main.commandLine(Map.of("EXECUTION_SESSIONS_ADMIN_HOST", "::1"));
        command.parseArgs();
        assertThat(command.getCommandSpec().findOption("--host").<Object>getValue())
                .isEqualTo("127.0.0.1");
        assertThat(command.getCommandSpec().findOption("--admin-host").<Object>getValue())
                .isEqualTo("::1");
        assertThat(command.getUsageMessage()).doesNotContain("${").contains("--help", "text or json");
    }

    @Test
    void schema_printsTheStatementsWithTheNames() {
        StringWriter out = new StringWriter();
        assertThat(Main.commandLine(Map.of("EXECUTION_SESSIONS_DATABASE", "jdbc:h2:mem:x"))
                        .setOut(new PrintWriter(out, true))
                        .execute("schema", "--database", "postgresql", "--schema", "jobs", "--table-prefix", "app_"))
                .isZero();
        assertThat(out.toString())
                .isEqualTo(SchemaScript.POSTGRESQL.text(
                        SchemaConfig.DEFAULT.withSchema("jobs").withTablePrefix("app_"), 1))
                .contains("create table if not exists jobs.app_execution_session (")
                .contains(
                        "create index if not exists app_execution_session_created_date on jobs.app_execution_session");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema",
                "schema --database oracle",
                "schema --database h2 --from 0",
                "schema --database h2 --schema a-b",
                "schema --database h2 --table-prefix 1",
                "serve --table-prefix a-b"
            })
    void schemaWithInvalidNames_isWrongUsage(String arguments) {
        assertWrongUsage(arguments.split(" "));
    }

    private static String parsed(Map<String, String> environment, String... arguments) {
        CommandLine command = Main.commandLine(environment);
        command.parseArgs(arguments);
        return command.getCommandSpec().findOption("--tls-key-password").getValue();
    }

    private static void assertWrongUsage(String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("Usage: execution-sessions");
    }
}
