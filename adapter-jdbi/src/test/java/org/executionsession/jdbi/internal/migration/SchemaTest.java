package org.executionsession.jdbi.internal.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.ForeignTables;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.internal.sql.PostgresqlDialect;
import org.executionsession.jdbi.support.TestDatabase;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests how migrations are applied. */
class SchemaTest {

    private static final Path FILES = Path.of("src/main/resources/org/executionsession/jdbi/migration");

    private static final Migration LATER =
            new Migration(1_000, "V1000__later.sql", "create table if not exists later (id integer);\n");

    @Test
    void eachFile_isAMigration() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(Schema.MIGRATIONS)
                    .extracting(Migration::name)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
        assertThat(Schema.MIGRATIONS).extracting(Migration::version).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void eachStatement_isRepeatable(TestDatabase database) {
        Jdbi jdbi = jdbi(database.newUrl());
        Dialect dialect = dialect(database);
        new Schema(jdbi, dialect).migrate();
        jdbi.useHandle(handle -> Schema.MIGRATIONS.forEach(
                migration -> migration.statements(dialect.placeholders()).forEach(handle::execute)));
    }

    @ParameterizedTest
    @EnumSource
    void aMigration_isAppliedOnce(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        new Schema(jdbi(url), dialect(database)).migrate();
        new Schema(jdbi(url), dialect(database)).migrate();
        assertThat(TestDatabase.query(url, "select count(*) from " + ForeignTables.HISTORY))
                .isEqualTo(Integer.toString(Schema.MIGRATIONS.size()));
    }

    @ParameterizedTest
    @EnumSource
    void aMigrationOfALaterVersion_isIgnored(TestDatabase database) {
        Jdbi jdbi = jdbi(database.newUrl());
        migrate(jdbi, database, LATER);
        new Schema(jdbi, dialect(database)).migrate();
    }

    @ParameterizedTest
    @EnumSource
    void aMigrationThatHasChanged_isRejected(TestDatabase database) {
        Jdbi jdbi = jdbi(database.newUrl());
        migrate(jdbi, database, LATER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> migrate(
                        jdbi,
                        database,
                        new Migration(LATER.version(), LATER.name(), "create table other (id integer);\n")))
                .withMessageContaining("V1000__later.sql has changed since it was applied");
    }

    @ParameterizedTest
    @EnumSource
    void aLineSeparator_doesNotChangeAMigration(TestDatabase database) {
        Jdbi jdbi = jdbi(database.newUrl());
        migrate(jdbi, database, LATER);
        String script = LATER.script().replace("\n", "\r\n");
        migrate(jdbi, database, new Migration(LATER.version(), LATER.name(), script));
    }

    @ParameterizedTest
    @EnumSource
    void aMigrationThatFails_runsAgainAtTheNextStart(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        Jdbi jdbi = jdbi(url);
        Migration failing =
                new Migration(LATER.version(), LATER.name(), LATER.script() + "insert into nosuch values (1);\n");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> migrate(jdbi, database, failing))
                .withStackTraceContaining("nosuch");
        migrate(jdbi, database, LATER);
        assertThat(TestDatabase.query(url, "select count(*) from later")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void serversThatStartTogether_applyEachMigrationOnce(TestDatabase database) throws Exception {
        String url = database.newUrl();
        // Without a lock, as on H2, they collide at each migration.
        ExecutorService servers = Executors.newFixedThreadPool(32);
        try {
            List<Future<?>> starts = new ArrayList<>();
            for (int server = 0; server < 32; server++) {
                starts.add(servers.submit(() -> new Schema(jdbi(url), dialect(database)).migrate()));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        } finally {
            servers.shutdownNow();
        }
        assertThat(TestDatabase.query(url, "select count(*) from " + ForeignTables.HISTORY))
                .isEqualTo(Integer.toString(Schema.MIGRATIONS.size()));
    }

    private static void migrate(Jdbi jdbi, TestDatabase database, Migration next) {
        List<Migration> migrations =
                Stream.concat(Schema.MIGRATIONS.stream(), Stream.of(next)).toList();
        new Schema(jdbi, dialect(database), migrations).migrate();
    }

    private static Jdbi jdbi(String url) {
        return Jdbi.create(TestDatabase.dataSource(url));
    }

    private static Dialect dialect(TestDatabase database) {
        return switch (database) {
            case H2 -> new H2Dialect();
            case POSTGRESQL -> new PostgresqlDialect();
        };
    }
}
