package org.executionsession.bootstrap.architecture.violating.http;

/** Innocent: an entry point. */
public final class ExecutionSessionHttpServer {}
