package org.executionsession.bootstrap;

import picocli.CommandLine.Option;

/** What an operator lets the server do to the schema. */
final class SchemaOptions {

    @Option(
            names = "--create-schema",
            defaultValue = "${env:EXECUTION_SESSIONS_CREATE_SCHEMA:-false}",
            description = "PostgreSQL: creates the schema that currentSchema in the URL names, if there is none.")
    private boolean createSchema;

    boolean createSchema() {
        return createSchema;
    }
}
