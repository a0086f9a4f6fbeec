package org.executionsession.bootstrap;

import picocli.CommandLine.Option;

/** Whether the server may create the schema. */
final class SchemaOptions {

    @Option(
            names = "--create-schema",
            defaultValue = "${env:EXECUTION_SESSIONS_CREATE_SCHEMA:-false}",
            description = "PostgreSQL: creates the schema of currentSchema in the URL if it does not exist.")
    private boolean createSchema;

    boolean createSchema() {
        return createSchema;
    }
}
