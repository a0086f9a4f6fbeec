package org.executionsession.bootstrap;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.executionsession.bootstrap.internal.memory.HeapCheck;
import org.executionsession.bootstrap.internal.memory.OutOfMemoryExit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves until the process is terminated. */
@Command(
        name = "serve",
        description = "Serves the QRS contract until the process is terminated (the default command).",
        mixinStandardHelpOptions = true,
        versionProvider = ExecutionSessionsCommand.Version.class,
        usageHelpAutoWidth = true)
final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServeOptions options;

    @Override
    public Integer call() {
        return serve(options, spec.commandLine());
    }

    static int serve(ServeOptions options, CommandLine command) {
        options.management().logFormat().use();
        OutOfMemoryExit.install();
        HeapCheck.warn();
        StandaloneServer server = StandaloneServer.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
        command.getOut().println("execution-sessions ready on " + server.url());
        server.adminUrl().ifPresent(url -> command.getOut().println("admin port on " + url));
        command.getOut().flush();
        waitForever();
        return CommandLine.ExitCode.OK;
    }

    /** Halts, because a process that was asked to end by a signal and did would otherwise report the signal. */
    private static void stop(StandaloneServer server) {
        int status = 1;
        try {
            server.close();
            status = CommandLine.ExitCode.OK;
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
