package org.executionsession.bootstrap.architecture.violating.bootstrap.internal.client;

import picocli.CommandLine;

/** Breaks the allow-list of the HTTP client; the rest of the bootstrap may do this. */
record KnowsTheCommandLine(CommandLine command) {}
