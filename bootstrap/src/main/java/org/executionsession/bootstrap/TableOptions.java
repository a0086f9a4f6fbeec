package org.executionsession.bootstrap;

import org.executionsession.jdbi.config.SchemaConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The names of the tables. */
final class TableOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    private String prefix = "";

    @Option(
            names = "--table-prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:EXECUTION_SESSIONS_TABLE_PREFIX}",
            description = "What the names of all tables and indexes begin with (default: none).")
    private void setPrefix(String value) {
        prefix = value == null ? "" : value;
        names();
    }

    /** The current schema, with the prefix. */
    SchemaConfig names() {
        try {
            return SchemaConfig.DEFAULT.withTablePrefix(prefix);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(
                    mixee.commandLine(), "Invalid value for option '--table-prefix': " + malformed.getMessage());
        }
    }
}
