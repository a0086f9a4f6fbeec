package org.executionsession.jdbi;

import java.util.Map;
import javax.sql.DataSource;
import org.executionsession.domain.refusal.StoreUnavailableException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables up to date by versioned migrations. */
final class Schema {

    private Schema() {}

    static void migrate(DataSource dataSource, Dialect dialect) {
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations("classpath:org/executionsession/jdbi/migration")
                    .failOnMissingLocations(true)
                    .placeholders(Map.of("bytes", dialect.bytesType()))
                    .javaMigrations(new QueryableColumnsMigration(dialect))
                    // A history of our own, and a start beside whatever is there: the database may be the embedding
                    // application's, with tables and a Flyway of its own.
                    .table("execution_session_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException failure) {
            throw new StoreUnavailableException("cannot bring the schema of the database up to date", failure);
        }
    }
}
