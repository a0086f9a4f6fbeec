package org.executionsession.bootstrap;

import java.io.PrintWriter;
import picocli.CommandLine;

/** The entry point of the runnable jar. */
public final class Main {

    /** The server or its command failed. */
    private static final int FAILURE = 1;

    private Main() {}

    /**
     * Runs a command and ends the process with its status: 0 for success, 1 for a failure, 2 for wrong usage.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ExecutionSessionsCommand())
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
