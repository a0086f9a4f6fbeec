package org.executionsession.bootstrap.architecture.violating.bootstrap.internal.notification;

import picocli.CommandLine;

/** Breaks the allow-list of notifications; the rest of the bootstrap may do this. */
record KnowsTheCommandLine(CommandLine command) {}
