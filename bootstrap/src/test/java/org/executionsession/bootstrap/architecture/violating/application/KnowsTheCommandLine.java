package org.executionsession.bootstrap.architecture.violating.application;

import picocli.CommandLine;

/** Breaks the allow-list of the application. */
record KnowsTheCommandLine(CommandLine command) {}
