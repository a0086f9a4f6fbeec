package org.executionsession.bootstrap.architecture.violating.domain.model;

import org.executionsession.bootstrap.architecture.violating.domain.port.inbound.AskForThing;

/** Breaks RECORDS_DO_NOT_KNOW_PORTS. */
record KnowsAPort(AskForThing port) {}
