package org.executionsession.bootstrap.architecture.violating.http.internal.endpoint;

/** Public, as internals may be. */
public final class Endpoint {}
