package org.executionsession.bootstrap;

import org.executionsession.jdbi.config.SchemaConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the tables are, and what the server may create. */
final class SchemaOptions {

    @Option(
            names = "--create-schema",
            defaultValue = "${env:EXECUTION_SESSIONS_CREATE_SCHEMA:-false}",
            description = "PostgreSQL: creates the schema of currentSchema in the URL if it does not exist.")
    private boolean createSchema;

    @Option(
            names = "--no-migrate",
            defaultValue = "${env:EXECUTION_SESSIONS_NO_MIGRATE:-false}",
            description = "Does not create or change tables; the server only checks them. The command schema prints the"
                    + " statements.")
    private boolean noMigrate;

    @Mixin
    private TableOptions tables;

    SchemaConfig config() {
        return tables.names().withMigrate(!noMigrate);
    }

    boolean createSchema() {
        return createSchema;
    }
}
