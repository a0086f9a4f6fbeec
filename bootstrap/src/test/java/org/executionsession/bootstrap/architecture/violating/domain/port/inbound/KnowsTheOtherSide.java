package org.executionsession.bootstrap.architecture.violating.domain.port.inbound;

import org.executionsession.bootstrap.architecture.violating.domain.port.outbound.KeepThing;

/** Breaks PORTS_OF_ONE_SIDE_DO_NOT_KNOW_THE_OTHER. */
interface KnowsTheOtherSide {
    KeepThing store();
}
