package org.executionsession.benchmarks;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be set for crashes. */
final class CrashOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Mixin
    private KillOptions killing;

    private int kills;

    @Option(
            names = "--kills",
            defaultValue = "20",
            description = "How often the server is killed, at least once (default: ${DEFAULT-VALUE}).")
    private void setKills(int value) {
        kills = atLeastOne("--kills", value);
    }

    private int acknowledged;

    @Option(
            names = "--acknowledged",
            paramLabel = "SESSIONS",
            defaultValue = "100000",
            description = "How many sessions are acknowledged, at least (default: ${DEFAULT-VALUE}).")
    private void setAcknowledged(int value) {
        acknowledged = atLeastOne("--acknowledged", value);
    }

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "How many connections the load has (default: ${DEFAULT-VALUE}).")
    private int connections;

    private int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new ParameterException(
                    mixee.commandLine(), "Invalid value for option '" + name + "': must be at least 1");
        }
        return value;
    }

    ServerOptions server() {
        return killing.server();
    }

    int kills() {
        return kills;
    }

    int acknowledged() {
        return acknowledged;
    }

    int connections() {
        return connections;
    }

    long seed() {
        return killing.seed();
    }

    Path folder() {
        return killing.folder();
    }
}
