package org.executionsession.bootstrap;

import java.util.Arrays;
import java.util.concurrent.Callable;
import org.executionsession.jdbi.SchemaScript;
import org.executionsession.jdbi.config.SchemaConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints the statements that create and migrate the tables, for administrators who run them themselves. */
@Command(
        name = "schema",
        description = "Prints the SQL statements that create the tables; the server then needs --no-migrate.",
        mixinStandardHelpOptions = true,
        versionProvider = ExecutionSessionsCommand.Version.class,
        usageHelpAutoWidth = true)
final class SchemaCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private SchemaScript database;

    @Option(
            names = "--schema",
            paramLabel = "SCHEMA",
            description = "The schema of the tables, which must exist (default: the current one).")
    private String schema;

    @Mixin
    private TableOptions tables;

    @Option(
            names = "--from",
            paramLabel = "VERSION",
            defaultValue = "1",
            description = "The first migration, for tables that exist (default: 1).")
    private int from;

    @Option(
            names = "--database",
            paramLabel = "PRODUCT",
            required = true,
            description = "The database product: h2 or postgresql.")
    private void setDatabase(String value) {
        database = Arrays.stream(SchemaScript.values())
                .filter(product -> product.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "Invalid value for option '--database': must be h2 or postgresql"));
    }

    @Override
    public Integer call() {
        try {
            SchemaConfig names = tables.names().withSchema(schema);
            spec.commandLine().getOut().print(database.text(names, from));
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException invalid) {
            throw new ParameterException(spec.commandLine(), invalid.getMessage());
        }
    }
}
