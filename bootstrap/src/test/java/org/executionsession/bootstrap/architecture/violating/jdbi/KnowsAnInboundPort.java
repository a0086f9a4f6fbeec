package org.executionsession.bootstrap.architecture.violating.jdbi;

import org.executionsession.bootstrap.architecture.violating.domain.port.inbound.AskForThing;

/** Breaks the allow-list of the JDBI adapter. */
record KnowsAnInboundPort(AskForThing port) {}
