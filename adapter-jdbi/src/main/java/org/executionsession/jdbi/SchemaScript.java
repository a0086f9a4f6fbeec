package org.executionsession.jdbi;

import static java.util.Objects.requireNonNull;

import org.executionsession.jdbi.config.SchemaConfig;
import org.executionsession.jdbi.internal.migration.MigrationScript;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.internal.sql.PostgresqlDialect;
import org.executionsession.jdbi.internal.sql.TableNames;

/**
 * The statements that create and migrate the tables, for an application or an administrator that runs them before the store is opened.
 * The scripts with the default names are also resources beside this class: {@code schema/h2.sql} and {@code schema/postgresql.sql}.
 */
public enum SchemaScript {
    /** The script for H2. */
    H2("H2", new H2Dialect()),

    /** The script for PostgreSQL. */
    POSTGRESQL("PostgreSQL", new PostgresqlDialect());

    private final String product;
    private final Dialect dialect;

    SchemaScript(String product, Dialect dialect) {
        this.product = product;
        this.dialect = dialect;
    }

    /**
     * Returns the statements, each of which can be repeated. They record which migrations were applied, so that a store accepts the
     * tables.
     *
     * @param config the names; not null. A schema must exist, and its name is written without quotes: for one that needs quotes, leave it
     *     out and run the script with that schema as the current one. Whether the store migrates has no effect
     * @param from the version of the first migration; 1 for a new schema. The history of the migrations in the database has the
     *     versions that were applied
     * @return the script
     * @throws IllegalArgumentException if there is no such version
     */
    public String text(SchemaConfig config, int from) {
        requireNonNull(config, "config");
        if (from < 1 || from > MigrationScript.latestVersion()) {
            throw new IllegalArgumentException(
                    "the version of a migration must be from 1 to " + MigrationScript.latestVersion() + ": " + from);
        }
        return "-- The tables of Execution Sessions in " + product + ". Each statement can be repeated.\n"
                + (dialect.hasTransactionalDdl() ? "-- Run all statements in one transaction.\n" : "")
                + "\n"
                + MigrationScript.of(dialect, TableNames.ofScript(config), from);
    }
}
