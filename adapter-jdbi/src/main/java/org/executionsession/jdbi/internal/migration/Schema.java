package org.executionsession.jdbi.internal.migration;

import java.util.List;
import javax.sql.DataSource;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.TableColumns;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/** Updates the schema by versioned migrations. */
public final class Schema {

    /**
     * The history table of the migrations. It has its own name, because the database may belong to an embedding
     * application that has its own tables and Flyway history.
     */
    public static final String HISTORY = "execution_session_schema_history";

    /** The location of the migration files. */
    static final String LOCATION = "classpath:org/executionsession/jdbi/migration";

    private Schema() {}

    /**
     * Runs the pending migrations.
     *
     * @param dataSource the database; not null
     * @param dialect the dialect of the database; not null
     * @throws StoreUnavailableException when a migration fails
     */
    public static void migrate(DataSource dataSource, Dialect dialect) {
        migrate(dataSource, dialect, List.of(LOCATION));
    }

    /** Runs the migrations of several locations; tests simulate later versions with it. */
    static void migrate(DataSource dataSource, Dialect dialect, List<String> locations) {
        try {
            deleteFailures(dataSource);
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations(locations.toArray(String[]::new))
                    .failOnMissingLocations(true)
                    .placeholders(dialect.placeholders())
                    .callbacks(new NewColumnsCallback(dialect))
                    .table(HISTORY)
                    // A misspelt schema name must not create an empty schema.
                    .createSchemas(false)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (RuntimeException failure) {
            // Some pools throw unchecked exceptions of their own, besides those of Flyway and Jdbi.
            throw new StoreUnavailableException(
                    "cannot migrate the schema of the database", SqlExceptionTranslator.condition(failure), failure);
        }
    }

    /** Deletes failed migrations from the history, because Flyway does not continue after one. */
    private static void deleteFailures(DataSource dataSource) {
        Jdbi.create(dataSource).useHandle(handle -> {
            if (!TableColumns.ofQuoted(handle, HISTORY).isEmpty()) {
                handle.begin();
                handle.execute("delete from \"" + HISTORY + "\" where not \"success\"");
                handle.commit();
            }
        });
    }
}
