package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.jdbi.config.SchemaConfig;
import org.executionsession.jdbi.internal.migration.MigrationScript;
import org.executionsession.jdbi.support.TestDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests schemas that the application controls: names, scripts and stores that do not migrate. */
class SchemaScriptTest {

    private static final SchemaConfig CHECKED = SchemaConfig.DEFAULT.withMigrate(false);

    @TempDir
    Path folder;

    private static SchemaScript script(TestDatabase database) {
        return SchemaScript.valueOf(database.name());
    }

    private static JdbiExecutionSessionStore open(String url, SchemaConfig config) {
        return JdbiExecutionSessionStore.builder(TestDatabase.dataSource(url))
                .schema(config)
                .open();
    }

    private static void assertStores(JdbiExecutionSessionStore store, int sessions) {
        store.sessions()
                .add(ExecutionSession.create(
                        ExecutionSessionDraft.builder().build(),
                        Instant.parse("2026-11-24T10:20:30.456Z"),
                        Caller.SERVICE,
                        UUID::randomUUID));
        assertThat(store.sessions().count(Filter.all())).isEqualTo(sessions);
    }

    @ParameterizedTest
    @EnumSource
    void theResource_isTheScriptWithTheDefaultNames(SchemaScript script) throws IOException {
        String resource = "schema/" + script.name().toLowerCase(Locale.ROOT) + ".sql";
        String text = script.text(SchemaConfig.DEFAULT, 1);
        Files.createDirectories(Path.of("target/schema"));
        Files.writeString(Path.of("target", resource), text);
        try (var stream = SchemaScript.class.getResourceAsStream(resource)) {
            assertThat(stream)
                    .as(
                            "copy the files of adapter-jdbi/target/schema to src/main/resources/org/executionsession/jdbi/schema")
                    .isNotNull();
            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStore_acceptsWhatTheScriptHasMade(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        for (int run = 0; run < 2; run++) {
            TestDatabase.execute(url, script(database).text(SchemaConfig.DEFAULT, 1));
        }
        assertStores(open(url, CHECKED), 1);
        assertStores(open(url, SchemaConfig.DEFAULT), 2);
        TestDatabase.execute(url, script(database).text(SchemaConfig.DEFAULT, 2));
        assertStores(open(url, CHECKED), 3);
    }

    @ParameterizedTest
    @EnumSource
    void storesWithDifferentNames_areIndependent(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        TestDatabase.execute(url, "create schema jobs");
        TestDatabase.execute(url, "create schema \"order\"");
        List<SchemaConfig> names = List.of(
                SchemaConfig.DEFAULT,
                SchemaConfig.DEFAULT.withTablePrefix("a_"),
                SchemaConfig.DEFAULT.withTablePrefix("B_23456789012345"),
                SchemaConfig.DEFAULT.withSchema("Jobs"),
                SchemaConfig.DEFAULT.withSchema("order"),
                SchemaConfig.DEFAULT.withSchema("jobs").withTablePrefix("execution_"));
        TestDatabase.execute(url, script(database).text(names.get(3), 1));
        for (SchemaConfig config : names) {
            assertStores(open(url, config), 1);
        }
        for (SchemaConfig config : names) {
            assertStores(open(url, config.withMigrate(false)), 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutMigrations_theMessageNamesWhatIsMissing(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(url, CHECKED))
                .withMessageContaining("lacks the migrations V1__")
                .withMessageContaining("V2__")
                .withMessageContaining("command schema");
        assertThat(TestDatabase.query(
                        url,
                        "select count(*) from information_schema.tables where lower(table_name) like 'execution%'"))
                .as("nothing is created")
                .isEqualTo("0");
        TestDatabase.execute(url, script(database).text(SchemaConfig.DEFAULT, 1));
        TestDatabase.execute(url, "alter table execution_session drop column q_retries");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(url, CHECKED))
                .withMessageContaining("lacks the columns execution_session.q_retries");
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatSomebodyDropped_isNamedWithAndWithoutMigrations(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        open(url, SchemaConfig.DEFAULT);
        TestDatabase.execute(url, "drop table execution_node_heartbeat");
        for (SchemaConfig config : List.of(SchemaConfig.DEFAULT, CHECKED)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(url, config))
                    .withMessageContaining("lacks the columns execution_node_heartbeat.");
        }
    }

    /** A user with no privilege but those on rows, who is not the owner of the tables. */
    @Test
    void withoutMigrations_privilegesOnRowsSuffice() throws SQLException {
        String url = TestDatabase.POSTGRESQL.newUrl();
        SchemaConfig names = CHECKED.withSchema("jobs").withTablePrefix("app_");
        TestDatabase.execute(
                url,
                "create schema jobs",
                SchemaScript.POSTGRESQL.text(names, 1),
                "drop role if exists rows_only",
                "create role rows_only login password 'x'",
                "grant usage on schema jobs to rows_only",
                "grant select, insert, update, delete on all tables in schema jobs to rows_only");
        String asRowsOnly = url.replaceFirst("user=[^&]*", "user=rows_only") + "&password=x";
        assertStores(open(asRowsOnly, names), 1);
        TestDatabase.execute(url, "revoke delete on jobs.app_execution_result from rows_only");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> open(asRowsOnly, names))
                .withMessageContaining("DELETE on")
                .withMessageContaining("app_execution_result");
    }

    @ParameterizedTest
    @EnumSource
    void aTableOfTheHostWithThePrefix_isNamed(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        TestDatabase.execute(url, "create table app_execution_session (number integer)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(url, SchemaConfig.DEFAULT.withTablePrefix("app_")))
                .withMessageContaining("has a table app_execution_session of another application");
        assertStores(open(url, SchemaConfig.DEFAULT), 1);
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatDoesNotExist_isNamed(TestDatabase database) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(database.newUrl(), SchemaConfig.DEFAULT.withSchema("jbos")))
                .withMessageContaining("there is no schema jbos");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a", "a-b", "a b", "a;drop", "\"a\"", "ä", "a.b", "a_2345678901234567"})
    void aPrefixThatIsNoName_isRejected(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SchemaConfig.DEFAULT.withTablePrefix(prefix))
                .withMessageContaining("the table prefix")
                .withMessageEndingWith(": " + prefix);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SchemaConfig.DEFAULT.withSchema(prefix.repeat(4)))
                .withMessageContaining("the name of the schema");
    }

    @Test
    void aVersionThatDoesNotExist_isRejected() {
        int latest = MigrationScript.latestVersion();
        for (int from : new int[] {0, latest + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SchemaScript.H2.text(SchemaConfig.DEFAULT, from))
                    .withMessage("the version of a migration must be from 1 to " + latest + ": " + from);
        }
    }

    /** An application that migrates its own tables with Flyway. */
    private Flyway flyway(String url, boolean baseline) {
        return Flyway.configure()
                .dataSource(url, null, null)
                .locations("filesystem:" + folder)
                .baselineOnMigrate(baseline)
                .baselineVersion("0")
                .load();
    }

    @ParameterizedTest
    @EnumSource
    void theScript_isAMigrationOfAnApplication(TestDatabase database) throws Exception {
        String url = database.newUrl();
        Files.writeString(folder.resolve("V1__orders.sql"), "create table orders (number integer);");
        Files.writeString(
                folder.resolve("V2__execution_sessions.sql"), script(database).text(SchemaConfig.DEFAULT, 1));
        assertThat(flyway(url, false).migrate().migrationsExecuted).isEqualTo(2);
        assertStores(open(url, CHECKED), 1);
        assertStores(open(url, SchemaConfig.DEFAULT), 2);
        assertThat(flyway(url, false).migrate().migrationsExecuted).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anApplicationThatMigratesAfterTheStore_needsABaseline(TestDatabase database) throws Exception {
        String url = database.newUrl();
        Files.writeString(folder.resolve("V1__orders.sql"), "create table orders (number integer);");
        assertStores(open(url, SchemaConfig.DEFAULT), 1);
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> flyway(url, false).migrate())
                .withMessageContaining("baseline");
        assertThat(flyway(url, true).migrate().migrationsExecuted).isEqualTo(1);
        assertStores(open(url, SchemaConfig.DEFAULT), 2);
    }
}
