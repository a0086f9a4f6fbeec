package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupIT {

    @TempDir
    Path folder;

    /** Options, environment variables, help and usage errors. */
    @Nested
    class CommandLine {

        @Test
        void serve_isTheDefaultCommandAndMakesItsDatabaseInTheFolder() throws IOException {
            try (RunnableJar server = RunnableJar.start(folder, Map.of(), List.of("--port", "0"))) {
                server.awaitReady();
                assertThat(server.url().getHost()).isEqualTo("127.0.0.1");
                assertThat(new HttpCaller(server.url())
                                .post("/executionsession", "{}")
                                .statusCode())
                        .isEqualTo(201);
                assertThat(folder.resolve("data/execution-sessions.mv.db")).exists();
                assertThat(server.err()).isEmpty();
            }
        }

        @Test
        void everyOption_isAlsoAnEnvironmentVariable() throws IOException {
            Map<String, String> environment = Map.of(
                    "EXECUTION_SESSIONS_HOST", "localhost",
                    "EXECUTION_SESSIONS_PORT", "0",
                    "EXECUTION_SESSIONS_DATABASE", "jdbc:h2:file:./elsewhere/sessions",
                    "EXECUTION_SESSIONS_MAX_BODY_BYTES", "1024");
            try (RunnableJar server = RunnableJar.start(folder, environment, List.of())) {
                server.awaitReady();
                assertThat(server.url().getHost()).isEqualTo("localhost");
                HttpCaller caller = new HttpCaller(server.url());
                assertThat(caller.post("/executionsession", "{}").statusCode()).isEqualTo(201);
                assertThat(caller.post("/executionsession", "{\"user\":\"" + "x".repeat(1_024) + "\"}")
                                .statusCode())
                        .isEqualTo(413);
                assertThat(folder.resolve("elsewhere/sessions.mv.db")).exists();
            }
        }

        @Test
        void anOption_overridesItsEnvironmentVariable() throws IOException {
            try (RunnableJar server = RunnableJar.start(
                    folder,
                    Map.of("EXECUTION_SESSIONS_HOST", "no such host"),
                    List.of("--port=0", "--host=127.0.0.1"))) {
                server.awaitReady();
                assertThat(server.url().getHost()).isEqualTo("127.0.0.1");
            }
        }

        @Test
        void help_namesEveryFlag() throws IOException {
            for (List<String> asked : List.of(List.of("--help"), List.of("serve", "--help"))) {
                RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), asked.toArray(String[]::new));
                assertThat(ended.status()).isZero();
                assertThat(ended.out()).contains("--host", "--port", "--database", "--max-body-bytes", "--version");
                assertThat(ended.out()).contains("--result-retention", "--abort-overdue-sessions");
            }
        }

        @Test
        void version_isThatOfTheBuild() throws IOException {
            RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), "--version");
            assertThat(ended.status()).isZero();
            assertThat(ended.out()).matches("execution-sessions \\d+\\.\\d+\\.\\d+\\S*\\R");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "--port=abc",
                    "--port=65536",
                    "--port=-1",
                    "--port",
                    "--max-body-bytes=0",
                    "--tls-key=key.pem",
                    "--tls-client-ca=authority.pem",
                    "--jwt-issuer=issuer",
                    "--allowed-hosts=sessions.example:80",
                    "--allowed-hosts=http://sessions.example",
                    "--readers=jo",
                    "--writers=ACME\\",
                    "--writers=ACME\\a,,ACME\\b",
                    "--readers=",
                    "--no-such-flag",
                    "no-such-command",
                    "serve surplus"
                })
        void wrongUsage_isExplainedWithStatus2(String arguments) throws IOException {
            RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), arguments.split(" "));
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.err()).contains("Usage: execution-sessions").doesNotContain("\tat ", "Exception");
            assertThat(ended.out()).isEmpty();
        }
    }

    /** The host and the port. */
    @Nested
    class Listening {

        /** Several times, since Jetty logs an exception if it is stopped before its threads have started, which is a race. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "--port=",
                    "--port=",
                    "--port=",
                    "--port=0 --admin-port=",
                    "--port=0 --admin-port=",
                    "--port=0 --admin-port="
                })
        void aPortInUse_isReportedInOneLine(String arguments) throws IOException {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                assertFails((arguments + taken.getLocalPort()).split(" "))
                        .isEqualTo("execution-sessions: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                                + ": Address already in use");
            }
        }

        @Test
        void aForeignHost_isReportedInOneLine() throws IOException {
            assertFails("--port=0", "--host=192.0.2.1", "--insecure")
                    .startsWith("execution-sessions: cannot listen on 192.0.2.1:0: ");
            assertFails("--port=0", "--host=no-such-host.invalid")
                    .startsWith("execution-sessions: cannot listen on no-such-host.invalid:0: ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
        void aNonLoopbackHostWithoutAuthentication_isReportedInOneLine(String host) throws IOException {
            assertFails("--port=0", "--host=" + host)
                    .isEqualTo("execution-sessions: listening on the non-loopback address " + host
                            + " requires client authentication: set --tls-client-ca or --jwt-public-key, or allow"
                            + " it with --insecure");
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }

    /** The URL, the user and the files of the database. */
    @Nested
    class Database {

        @Test
        void anUnwritableDirectory_isReportedInOneLine() throws IOException {
            // A file where the directory should be: permissions would not stop a test that runs as root.
            Files.writeString(folder.resolve("data"), "in the way");
            assertFails("--port=0").startsWith("execution-sessions: cannot open the database jdbc:h2:file:./data/");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "nonsense", "jdbc:", "jdbc:nosuch:thing", "jdbc:mysql://localhost/x"})
        void aUrlOfAnotherDatabase_isReportedInOneLine(String url) throws IOException {
            assertFails("--port=0", "--database=" + url)
                    .isEqualTo("execution-sessions: the database URL must start with jdbc:h2: or jdbc:postgresql:");
        }

        @ParameterizedTest
        @ValueSource(strings = {"jdbc:h2:", "jdbc:h2:file:x;NO_SUCH_SETTING=1", "jdbc:h2:tcp://127.0.0.1:1/x"})
        void aUrlThatDoesNotWork_isReportedInOneLine(String url) throws IOException {
            assertFails("--port=0", "--database=" + url)
                    .startsWith("execution-sessions: cannot open the database " + url.split(";")[0] + ": ");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "jdbc:postgresql://127.0.0.1/db?service=SECRET",
                    "jdbc:postgresql://127.0.0.1:99999/db",
                    "jdbc:postgresql://127.0.0.1/db?port=77777"
                })
        void aUrlThatTheDriverRejects_isReportedInOneLine(String url) throws IOException {
            assertFails("--port=0", "--database=" + url)
                    .startsWith("execution-sessions: ")
                    .contains("database")
                    .doesNotContain("SECRET", "77777");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "jdbc:h2:tcp://127.0.0.1:1/x;USER=jo;PASSWORD=abc&secret",
                    "jdbc:h2:tcp://127.0.0.1:1/x;USER=jo;PASSWORD=abc\\;secret",
                    "jdbc:h2:tcp://127.0.0.1:1/x;USER=jo;PASSWORD=abc;secret",
                    "jdbc:postgresql://127.0.0.1:1/x?password=abc;secret",
                    "jdbc:postgresql://es:secret@127.0.0.1:1/x",
                    "postgresql://es:secret@127.0.0.1:1/x"
                })
        void aSecretInAUrl_isNotPrinted(String url) throws IOException {
            assertFails("--port=0", "--database=" + url).contains("database").doesNotContain("secret");
        }

        @Test
        void userAndPasswordOfTheDatabase_areGivenApartFromItsUrl() throws Exception {
            Path password = Files.writeString(folder.resolve("password"), "a;b&c\n");
            Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
            String h2 = "jdbc:h2:file:" + folder.resolve("sessions");
            String[] arguments = {"--database=" + h2, "--database-user=es", "--database-password-file=" + password};
            try (RunnableJar server = RunnableJar.serve(folder, arguments)) {
                assertThat(new HttpCaller(server.url())
                                .post("/executionsession", "{}")
                                .statusCode())
                        .isEqualTo(201);
                assertThat(server.err()).isEmpty();
            }
            DriverManager.getConnection(h2, "es", "a;b&c").close();
            assertFails("--port=0", "--database=" + h2, "--database-user=es")
                    .isEqualTo("execution-sessions: cannot open the database " + h2 + ": Wrong user name or password");
            assertFails("--port=0", "--database=" + h2 + ";USER=es", arguments[1], arguments[2])
                    .contains("the user of the database " + h2 + " is given twice");
        }

        @Test
        void thePasswordFileOfADatabase_isReadOrRejectedByItsName() throws IOException {
            try (PostgresqlServer database = PostgresqlServer.start(folder)) {
                Path password = Files.writeString(folder.resolve("password"), "secret");
                Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
                String url = database.url().substring(0, database.url().indexOf('?'));
                Map<String, String> environment = Map.of(
                        "EXECUTION_SESSIONS_DATABASE",
                        url,
                        "EXECUTION_SESSIONS_DATABASE_USER",
                        "postgres",
                        "EXECUTION_SESSIONS_DATABASE_PASSWORD_FILE",
                        password.toString());
                try (RunnableJar server = RunnableJar.start(folder, environment, List.of("--port=0"))) {
                    server.awaitReady();
                    assertThat(server.err())
                            .contains("other users of this machine may read or write", "chmod o-rwx " + password);
                }
            }
            assertFails("--port=0", "--database-password-file=nowhere.txt")
                    .isEqualTo("execution-sessions: there is no file nowhere.txt with the password of the database");
            assertFails("--port=0", "--database-password-file=s3cret")
                    .isEqualTo(
                            "execution-sessions: there is no file of the given name with the password of the database; the"
                                    + " name is not repeated here, because it could be the secret itself");
            Files.writeString(folder.resolve("lines"), "secret\nsecret");
            assertFails("--port=0", "--database-password-file=lines")
                    .isEqualTo(
                            "execution-sessions: the file lines must contain the password of the database in one line, but has"
                                    + " more lines");
        }

        @Test
        void aDatabaseFileInUse_isReportedInOneLineAndTheOtherProcessContinues() throws IOException {
            try (RunnableJar first = RunnableJar.serve(folder)) {
                assertFails("--port=0")
                        .startsWith(
                                "execution-sessions: cannot open the database jdbc:h2:file:./data/execution-sessions: ")
                        .contains("already in use");
                assertThat(new HttpCaller(first.url())
                                .post("/executionsession", "{}")
                                .statusCode())
                        .isEqualTo(201);
            }
        }
    }

    private org.assertj.core.api.AbstractStringAssert<?> assertFails(String... arguments) throws IOException {
        RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), arguments);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
        assertThat(ended.err()).doesNotContain("Exception", "\tat ");
        return assertThat(ended.err().strip());
    }
}
