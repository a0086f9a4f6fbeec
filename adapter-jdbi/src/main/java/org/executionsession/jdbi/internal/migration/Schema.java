package org.executionsession.jdbi.internal.migration;

import java.util.List;
import javax.sql.DataSource;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.TableColumns;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Brings the tables up to date by versioned migrations. */
public final class Schema {

    /**
     * A history of our own, and a start beside whatever is there: the database may be the embedding application's, with
     * tables and a Flyway of its own.
     */
    public static final String HISTORY = "execution_session_schema_history";

    /** Where the files of the migrations are. */
    static final String LOCATION = "classpath:org/executionsession/jdbi/migration";

    private Schema() {}

    /**
     * Brings the tables up to date.
     *
     * @param dataSource gives connections to the database
     * @param dialect the dialect of the database
     * @throws StoreUnavailableException when that fails
     */
    public static void migrate(DataSource dataSource, Dialect dialect) {
        migrate(dataSource, dialect, List.of(LOCATION));
    }

    /** The same with the migrations of several locations, as in a later version. */
    static void migrate(DataSource dataSource, Dialect dialect, List<String> locations) {
        try {
            forgetFailures(dataSource);
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations(locations.toArray(String[]::new))
                    .failOnMissingLocations(true)
                    .placeholders(dialect.placeholders())
                    .callbacks(new NewColumnsCallback(dialect))
                    .table(HISTORY)
                    // A name with a typing error must not become an empty schema.
                    .createSchemas(false)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException | JdbiException failure) {
            throw new StoreUnavailableException(
                    "cannot bring the schema of the database up to date",
                    SqlExceptionTranslator.condition(failure),
                    failure);
        }
    }

    /** The migrations continue where one has failed, which Flyway would not let them. */
    private static void forgetFailures(DataSource dataSource) {
        Jdbi.create(dataSource).useHandle(handle -> {
            if (!TableColumns.ofQuoted(handle, HISTORY).isEmpty()) {
                handle.begin();
                handle.execute("delete from \"" + HISTORY + "\" where not \"success\"");
                handle.commit();
            }
        });
    }
}
