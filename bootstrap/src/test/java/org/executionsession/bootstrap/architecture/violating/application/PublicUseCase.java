package org.executionsession.bootstrap.architecture.violating.application;

import org.executionsession.bootstrap.architecture.violating.domain.port.inbound.AskForThing;

/** Breaks ONLY_THE_DOMAIN_AND_ENTRY_POINTS_ARE_PUBLIC and IMPLEMENTATIONS_OF_PORTS_ARE_FINAL_AND_HIDDEN. */
public final class PublicUseCase implements AskForThing {
    @Override
    public String ask() {
        return "thing";
    }
}
