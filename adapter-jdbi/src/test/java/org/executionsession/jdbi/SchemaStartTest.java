package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.jdbi.internal.sql.ForeignTables;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which databases the store accepts, and what a failed start leaves behind. */
class SchemaStartTest {

    private static final Set<String> TABLES = ForeignTables.columns().keySet();

    @TempDir
    Path folder;

    /** Tables of another application, and those of a start that failed. */
    @Nested
    class ExistingTables {

        static Stream<Arguments> databasesAndTables() {
            return Arrays.stream(TestDatabase.values())
                    .flatMap(database -> TABLES.stream().map(table -> Arguments.of(database, table)));
        }

        @ParameterizedTest
        @MethodSource("databasesAndTables")
        void aTableOfTheHostWithOurName_isNamedAndNothingIsCreated(TestDatabase database, String table)
                throws SQLException {
            String url = database.newUrl();
            TestDatabase.execute(url, "create table " + table + " (orders int)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(url))
                    .withMessageContaining("a table " + table.replace("\"", "") + " of another application");
            assertThat(TestDatabase.query(
                            url, "select count(*) from information_schema.tables where lower(table_schema) = 'public'"))
                    .isEqualTo("1");

            TestDatabase.execute(url, "drop table " + table);
            assertRecords(open(url));
        }

        @ParameterizedTest
        @EnumSource
        void aViewOfTheHostWithOurName_isNamed(TestDatabase database) throws SQLException {
            String url = database.newUrl();
            TestDatabase.execute(url, "create view execution_selection as select 1 as orders");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(url))
                    .withMessageContaining("a table execution_selection ");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "execution_result",
                    "execution_selection",
                    "execution_row_format",
                    "execution_idempotency_key"
                })
        void anInterruptedFirstStart_isResumed(String missing) throws SQLException {
            String url = TestDatabase.H2.newUrl();
            open(url);
            // H2 commits each statement of a migration. The statements after the one that failed have not run.
            TestDatabase.execute(url, "drop table " + missing, "delete from execution_schema_migration");
            assertRecords(open(url));
        }
    }

    /** The letter case of names, and the encoding. */
    @Nested
    class DatabaseSettings {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "DATABASE_TO_UPPER=FALSE",
                    "DATABASE_TO_LOWER=TRUE",
                    "CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                    "DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                    "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
                })
        void h2WithNamesInAnyLetterCase_isAccepted(String settings) {
            String url = TestDatabase.H2.newUrl() + ";" + settings;
            assertRecords(open(url));
            assertRecords(open(url));
        }

        @ParameterizedTest
        @ValueSource(strings = {"LATIN1", "SQL_ASCII", "WIN1252"})
        void anEncodingThatCannotHoldEveryText_isRejected(String encoding) {
            String url = EmbeddedPostgresql.newDatabaseUrl("encoding '" + encoding + "' template template0 locale 'C'");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(url))
                    .withMessageContaining("the encoding of the database is " + encoding);
        }
    }

    @Nested
    class Schemas {

        @ParameterizedTest
        @ValueSource(strings = {"typo", "typo,public", "%22Ty%20po%22", "%22ty,po%22,public", "%22t%22%22y%22"})
        void aMissingSchema_isNamedAndNotCreated(String path) throws SQLException {
            String database = TestDatabase.POSTGRESQL.newUrl();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(database + "&currentSchema=" + path))
                    .withMessageMatching("there is no schema (typo|Ty po|ty,po|t\"y) in the database.*");
            assertThat(TestDatabase.query(
                            database, "select count(*) from pg_namespace where lower(nspname) like 't%y%'"))
                    .isEqualTo("0");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sales", "Sales", "%22Sa les%22", "%22Sa les%22,public", "sales,public"})
        void anExistingSchema_isUsed(String path) throws SQLException {
            String database = TestDatabase.POSTGRESQL.newUrl();
            TestDatabase.execute(database, "create schema sales", "create schema \"Sa les\"");
            assertRecords(open(database + "&currentSchema=" + path));
            assertThat(TestDatabase.query(database, "select count(*) from pg_tables where schemaname = 'public'"))
                    .isEqualTo("0");
        }
    }

    /** Names of schemas are no patterns. */
    @Nested
    class SimilarSchemas {

        @ParameterizedTest
        @EnumSource
        void tablesOfASimilarSchema_areNotOurs(TestDatabase database) throws SQLException {
            String url = database.newUrl();
            TestDatabase.execute(url, "create schema tenant_1", "create schema tenant11");
            assertRecords(open(in("tenant11", url, database)));
            assertRecords(open(in("tenant_1", url, database)));
            assertThat(TestDatabase.query(
                            url,
                            "select count(*) from information_schema.tables"
                                    + " where lower(table_name) = 'execution_session'"))
                    .isEqualTo("2");
        }

        private static String in(String schema, String url, TestDatabase database) {
            return database == TestDatabase.H2
                    ? url + ";SCHEMA=" + schema.toUpperCase(Locale.ROOT)
                    : url + "&currentSchema=" + schema;
        }
    }

    @Nested
    class WriteAccess {

        @ParameterizedTest
        @EnumSource
        void aRoleThatMayOnlyReadAndWriteRows_isEnoughForACompleteSchema(TestDatabase database) throws SQLException {
            String url = database.newUrl();
            open(url);
            String role = "writer" + System.nanoTime();
            createRole(role, url, database);
            grant("select, insert, update, delete", role, url);
            assertRecords(open(as(role, url, database)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"select", "insert", "update", "delete"})
        void aPrivilegeThatAUserOfH2Lacks_isNamed(String missing) throws SQLException {
            String url = TestDatabase.H2.newUrl();
            open(url);
            createRole("limited", url, TestDatabase.H2);
            grant("select, insert, update, delete", "limited", url);
            TestDatabase.execute(url, "revoke " + missing + " on execution_result from limited");
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> open(as("limited", url, TestDatabase.H2)))
                    .withMessageStartingWith("the user of the database lacks privileges: ")
                    // H2 updates and deletes no row that the user may not read.
                    .withMessageContaining(missing.toUpperCase(Locale.ROOT) + " on execution_result")
                    .satisfies(rejection -> assertThat(rejection.condition()).isEqualTo(Condition.DENIED));
        }

        private static void createRole(String role, String url, TestDatabase database) throws SQLException {
            TestDatabase.execute(
                    url,
                    database == TestDatabase.H2
                            ? "create user " + role + " password ''"
                            : "create role " + role + " login");
        }

        private static void grant(String privileges, String role, String url) throws SQLException {
            for (String table : TABLES) {
                TestDatabase.execute(url, "grant " + privileges + " on " + table + " to " + role);
            }
        }

        private static String as(String role, String url, TestDatabase database) {
            // Only an administrator may set the delay.
            return database == TestDatabase.H2
                    ? url.replace("DB_CLOSE_DELAY=-1;USER=sa", "USER=" + role)
                    : url + "&user=" + role;
        }

        @Test
        void aReadOnlyRole_isRejected() throws SQLException {
            String url = TestDatabase.POSTGRESQL.newUrl();
            open(url);
            assertRejected(url + "&options=-c%20default_transaction_read_only=on", Condition.READ_ONLY);
        }

        @Test
        void aReadOnlyFile_isRejected() {
            String url = "jdbc:h2:file:" + folder.resolve("sessions");
            open(url);
            assertRejected(url + ";ACCESS_MODE_DATA=r", Condition.READ_ONLY);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"execution_session", "execution_result", "execution_result_detail", "execution_selection"})
        void aMissingPrivilege_isNamed(String table) throws SQLException {
            String url = TestDatabase.POSTGRESQL.newUrl();
            open(url);
            String role = "limited_" + table + System.nanoTime();
            TestDatabase.execute(
                    url,
                    "create role " + role + " login",
                    "grant all on all tables in schema public to " + role,
                    "revoke insert on " + table + " from " + role);
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> open(url + "&user=" + role))
                    .withMessageEndingWith("the user of the database lacks privileges: INSERT on " + table)
                    .satisfies(rejection -> assertThat(rejection.condition()).isEqualTo(Condition.DENIED));
        }

        @Test
        void aUserWhoMayNotCreateTables_isRejectedWithTheMessageOfTheDatabase() throws SQLException {
            String url = TestDatabase.POSTGRESQL.newUrl();
            String role = "nobody" + System.nanoTime();
            TestDatabase.execute(url, "create role " + role + " login", "revoke create on schema public from public");
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> open(url + "&user=" + role))
                    .satisfies(rejection -> assertThat(rejection.condition()).isEqualTo(Condition.DENIED))
                    .withStackTraceContaining("permission denied for schema public");
        }

        private static void assertRejected(String url, Condition condition) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> open(url))
                    .satisfies(rejection -> assertThat(rejection.condition()).isEqualTo(condition));
        }
    }

    private static JdbiExecutionSessionStore open(String url) {
        return JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
    }

    private static void assertRecords(JdbiExecutionSessionStore store) {
        String user = "ACME\\" + UUID.randomUUID();
        ExecutionSession session = ExecutionSession.create(
                ExecutionSessionDraft.builder().id(UUID.randomUUID()).user(user).build(),
                Instant.parse("2026-11-24T10:20:30.456Z"),
                Caller.SERVICE,
                UUID::randomUUID);
        store.sessions().add(session);
        assertThat(store.sessions()
                        .count(new Filter.Comparison<>(
                                QueryableProperties.SESSIONS.find("user").orElseThrow(), Operator.EQ, user)))
                .isEqualTo(1);
    }
}
