package org.executionsession.bootstrap;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs a program on the module path, with the module descriptor of docs/embedding.md. */
class ModulePathIT {

    /** What the two artifacts for embedding bring, and the driver. */
    private static final List<String> BROUGHT = List.of(
            "execution-sessions-domain",
            "execution-sessions-application",
            "execution-sessions-adapter-jdbi",
            "classmate",
            "geantyref",
            "h2",
            "hibernate-validator",
            "jackson-annotations",
            "jackson-core",
            "jackson-databind",
            "jakarta.validation-api",
            "jboss-logging",
            "jdbi3-core",
            "slf4j-api",
            "uuid-creator");

    private static final String PROGRAM = """
            package example;

            import org.executionsession.application.ExecutionSessions;
            import org.executionsession.domain.model.Caller;
            import org.executionsession.domain.model.ExecutionSessionDraft;
            import org.executionsession.jdbi.JdbiExecutionSessionStore;
            import org.h2.jdbcx.JdbcConnectionPool;

            public final class Main {
                public static void main(String[] arguments) {
                    JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:sessions", "sa", "");
                    try (ExecutionSessions sessions =
                            ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool)).build()) {
                        var draft = ExecutionSessionDraft.builder().user("ACME\\\\jo").build();
                        var created = sessions.createExecutionSession().create(draft, Caller.SERVICE);
                        var read = sessions.findExecutionSessions().find(created.id(), Caller.SERVICE);
                        System.out.println("read the session of " + read.orElseThrow().user());
                    }
                    pool.dispose();
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aProgramOnTheModulePath_createsAndReadsASession() throws Exception {
        Files.writeString(folder.resolve("module-info.java"), descriptor());
        Files.writeString(folder.resolve("Main.java"), PROGRAM);

        assertThat(run("javac", "--module-path", modulePath(), "-d", "classes", "module-info.java", "Main.java"))
                .isEmpty();
        assertThat(run("java", "--module-path", modulePath() + separator() + "classes", "-m", "example/example.Main"))
                .contains("read the session of ACME\\jo");
    }

    private static String descriptor() throws IOException {
        Matcher matcher = Pattern.compile("```java\\R(module example \\{.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "embedding.md")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String modulePath() {
        return Stream.of(System.getProperty("java.class.path").split(separator()))
                .filter(entry -> BROUGHT.stream()
                        .anyMatch(
                                name -> Path.of(entry).getFileName().toString().matches(name + "-\\d.*\\.jar")))
                .collect(joining(separator()));
    }

    private static String separator() {
        return System.getProperty("path.separator");
    }

    private String run(String tool, String... arguments) throws Exception {
        Path output = folder.resolve(tool + ".txt");
        List<String> command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", tool)
                                .toString()),
                        Stream.of(arguments))
                .toList();
        int status = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
