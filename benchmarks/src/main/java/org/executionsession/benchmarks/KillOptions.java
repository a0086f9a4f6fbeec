package org.executionsession.benchmarks;

import java.nio.file.Path;
import java.util.Random;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be set for each command that kills servers. */
final class KillOptions {

    @Mixin
    private ServerOptions server;

    @Option(names = "--seed", description = "Chooses the moments of the kills again as in another run.")
    private long seed = new Random().nextLong();

    @Option(
            names = "--folder",
            defaultValue = "benchmarks/target/crash",
            description = "Where databases and logs are kept during the run (default: ${DEFAULT-VALUE}).")
    private Path folder;

    ServerOptions server() {
        return server;
    }

    long seed() {
        return seed;
    }

    Path folder() {
        return folder;
    }
}
