package org.executionsession.bootstrap;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.executionsession.bootstrap.internal.startup.DamagedText;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** The entry point of the runnable jar. */
public final class Main {

    /** The exit status of a failure. */
    private static final int FAILURE = 1;

    /** How long a process that has failed waits for its shutdown hooks. */
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(5);

    private Main() {}

    /**
     * Runs a command and ends the process with its status: 0 for success, 1 for a failure, 2 for wrong usage.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        boundBuffers();
        DamagedText.fault(arguments).ifPresent(fault -> {
            commandLine().getErr().println("execution-sessions: " + fault);
            System.exit(CommandLine.ExitCode.USAGE);
        });
        bridgeJavaUtilLogging();
        int status = commandLine().execute(arguments);
        if (status == FAILURE) {
            haltLater();
        }
        System.exit(status);
    }

    /** If the disk is full, H2 can wait for itself in its shutdown hook for ever. */
    private static void haltLater() {
        Thread halt = new Thread(
                () -> {
                    long start = System.nanoTime();
                    for (long left = EXIT_TIMEOUT.toNanos();
                            left > 0;
                            left = EXIT_TIMEOUT.toNanos() - (System.nanoTime() - start)) {
                        LockSupport.parkNanos(left);
                    }
                    Runtime.getRuntime().halt(FAILURE);
                },
                "execution-sessions-exit");
        halt.setDaemon(true);
        halt.start();
    }

    /** Passes the log records of java.util.logging, such as those of the PostgreSQL driver, to the configured log. */
    private static void bridgeJavaUtilLogging() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /**
     * The JDK caches, for each thread, an off-heap buffer as large as the largest write of the thread. With all request
     * threads, the buffers would exceed the heap. Buffers over this limit are freed at once.
     */
    private static void boundBuffers() {
        if (System.getProperty("jdk.nio.maxCachedBufferSize") == null) {
            System.setProperty("jdk.nio.maxCachedBufferSize", "131072");
        }
    }

    static CommandLine commandLine() {
        return commandLine(System.getenv());
    }

    /**
     * Creates the command line, without the expansion of argument files and variables. Argument files would bypass the
     * check for damaged text; the expansion of variables would damage passwords with a {@code $}.
     */
    static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new ExecutionSessionsCommand())
                .setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    PrintWriter err = command.getErr();
                    if (failure instanceof StartupException) {
                        err.println("execution-sessions: " + failure.getMessage());
                    } else {
                        err.println("execution-sessions: unexpected failure, please report it: " + failure);
                    }
                    err.flush();
                    return FAILURE;
                });
    }
}
