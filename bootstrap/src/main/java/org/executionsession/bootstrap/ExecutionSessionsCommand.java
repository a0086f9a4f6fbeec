package org.executionsession.bootstrap;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root command; without a subcommand it starts the server. */
@Command(
        name = "execution-sessions",
        description = "Records the executions of a scheduler's tasks behind the QRS executionsession contract.",
        subcommands = {ServeCommand.class, HealthCommand.class, SchemaCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = ExecutionSessionsCommand.Version.class,
        usageHelpAutoWidth = true,
        footer = "Each option is also an environment variable: --max-body-bytes is EXECUTION_SESSIONS_MAX_BODY_BYTES.")
final class ExecutionSessionsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServeOptions options;

    @Override
    public Integer call() {
        return ServeCommand.serve(options, spec.commandLine());
    }

    /** Returns the version in the manifest of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"execution-sessions " + (version == null ? "(not packaged)" : version)};
        }
    }
}
