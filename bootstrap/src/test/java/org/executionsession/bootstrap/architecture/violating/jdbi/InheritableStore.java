package org.executionsession.bootstrap.architecture.violating.jdbi;

import org.executionsession.bootstrap.architecture.violating.domain.port.outbound.KeepThing;

/** Breaks IMPLEMENTATIONS_OF_PORTS_ARE_FINAL_AND_HIDDEN. */
class InheritableStore implements KeepThing {
    @Override
    public void keep(String name) {}
}
