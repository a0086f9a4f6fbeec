package org.executionsession.bootstrap.architecture.violating.spring;

import picocli.CommandLine;

/** Breaks INTEGRATIONS_KNOW_ONLY_PUBLIC_APIS. */
final class KnowsTheCommandLine {

    private KnowsTheCommandLine() {}

    static Class<?> commandLine() {
        return CommandLine.class;
    }
}
