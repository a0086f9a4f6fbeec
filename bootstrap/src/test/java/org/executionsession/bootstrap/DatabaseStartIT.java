package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractStringAssert;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that cannot be used is told of in one line, in its own words. */
class DatabaseStartIT {

    private static PostgresqlServer database;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path folder) {
        database = PostgresqlServer.start(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
    }

    /** Roles, encodings and schemas of PostgreSQL. */
    @Nested
    class Postgresql {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "create role limited login|user=limited|permission denied for schema public",
                    "create role reader login; alter role reader set default_transaction_read_only = on|user=reader"
                            + "|the database is read-only",
                    "select 1|user=nosuch&password=SECRET|role \"***\" does not exist",
                    "create role locked nologin|user=locked|role \"***\" is not permitted to log in",
                    "create role busy login connection limit 0|user=busy|too many connections for role \"***\"",
                    "select 1|user=postgres&currentSchema=typo|there is no schema typo in the database",
                })
        void aRoleWithoutPermission_isReported(String preparation, String user, String reason) throws Exception {
            execute(preparation);
            assertFails(url("postgres", user)).contains(reason).doesNotContain("SECRET");
        }

        @Test
        void aMissingDatabase_isReported() throws Exception {
            assertFails(url("nosuch", "user=postgres")).endsWith("database \"nosuch\" does not exist");
        }

        @Test
        void anEncodingOtherThanUtf8_isReported() throws Exception {
            execute("create database latin encoding 'LATIN1' template template0 locale 'C'");
            assertFails(url("latin", "user=postgres")).contains("the encoding of the database is LATIN1");
        }

        @Test
        void aMigrationThatWaitsForALockTooLong_isReported() throws Exception {
            execute("create database locked");
            String url = url("locked", "user=postgres");
            RunnableJar.serve(folder, "--database", url).kill();
            try (Connection other = DriverManager.getConnection(url);
                    Statement statement = other.createStatement()) {
                statement.execute("delete from execution_schema_migration where version = 2");
                statement.execute("drop table execution_idempotency_key");
                other.setAutoCommit(false);
                statement.execute("create table execution_idempotency_key (other_migration int)");
                assertFails(url).endsWith("canceling statement due to lock timeout");
            }
        }

        @Test
        void aMissingSchema_isCreatedOnlyOnRequest() throws Exception {
            String url = url("postgres", "user=postgres&currentSchema=%22Sales%202%22");
            assertFails(url).contains("there is no schema Sales 2 in the database");
            for (int start = 0; start < 2; start++) {
                try (RunnableJar server = RunnableJar.serve(folder, "--create-schema", "--database", url)) {
                    assertThat(new HttpCaller(server.url())
                                    .post("/executionsession", "{}")
                                    .statusCode())
                            .isEqualTo(201);
                }
            }
        }

        @Test
        void aTableOfTheHostWithOurName_isReported() throws Exception {
            execute("create database host");
            String url = url("host", "user=postgres");
            try (Connection host = DriverManager.getConnection(url);
                    Statement statement = host.createStatement()) {
                statement.execute("create table execution_selection (orders int)");
            }
            assertFails(url).contains("the schema has a table execution_selection of another application");
        }
    }

    /** Files and passwords of H2. */
    @Nested
    class H2 {

        @ParameterizedTest
        @ValueSource(ints = {10, 5_000, 20_000})
        void aDamagedFile_isReported(int bytes) throws Exception {
            byte[] noise = new byte[bytes];
            new Random(7).nextBytes(noise);
            Files.write(Files.createDirectories(folder.resolve("data")).resolve("execution-sessions.mv.db"), noise);
            assertFails("jdbc:h2:file:./data/execution-sessions")
                    .doesNotEndWith("null")
                    .matches("execution-sessions: cannot open the database \\S+: .{10,}");
        }

        @Test
        void aFolderInPlaceOfTheFile_isReported() throws Exception {
            Files.createDirectories(folder.resolve("data/execution-sessions.mv.db"));
            assertFails("jdbc:h2:file:./data/execution-sessions")
                    .doesNotEndWith("null")
                    .contains("execution-sessions.mv.db");
        }

        @Test
        void aWrongPassword_isReported() throws Exception {
            String url = "jdbc:h2:file:./data/guarded;USER=es;PASSWORD=";
            RunnableJar.serve(folder, "--database", url + "RIGHT").kill();
            assertFails(url + "SECRET").contains("Wrong user name or password").doesNotContain("SECRET");
        }
    }

    private static String url(String name, String parameters) {
        return database.url().replaceAll("/postgres\\?.*", "/" + name + "?" + parameters);
    }

    private static void execute(String statements) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private AbstractStringAssert<?> assertFails(String url) throws IOException {
        RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), "serve", "--port=0", "--database=" + url);
        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        // Files that a test has made may be read by others, of which a line warns.
        List<String> lines = ended.err()
                .lines()
                .filter(line -> !line.contains(" WARN  FilePermissions: "))
                .toList();
        assertThat(lines).as(ended.err()).hasSize(1);
        assertThat(lines.get(0))
                .startsWith("execution-sessions: ")
                .doesNotContain("Exception", "\tat ", "please report");
        return assertThat(lines.get(0));
    }
}
