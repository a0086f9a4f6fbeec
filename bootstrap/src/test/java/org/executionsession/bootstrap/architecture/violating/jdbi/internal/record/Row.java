package org.executionsession.bootstrap.architecture.violating.jdbi.internal.record;

public final class Row {}
