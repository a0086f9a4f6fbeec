package org.executionsession.bootstrap.architecture.violating.bootstrap;

import picocli.CommandLine;

/** Innocent: the entry point is public; it writes where its caller wants to read. */
public final class Main {
    static void fail(CommandLine command) {
        command.getErr().println("failed");
    }
}
