package org.executionsession.bootstrap.architecture.violating.jdbi;

import org.executionsession.bootstrap.architecture.violating.domain.port.outbound.KeepThing;

/** Innocent: the entry point is public although it implements a port. */
public final class JdbiExecutionSessionStore implements KeepThing {
    @Override
    public void keep(String name) {}
}
