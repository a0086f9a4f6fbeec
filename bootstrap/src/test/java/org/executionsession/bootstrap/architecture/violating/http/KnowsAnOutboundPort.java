package org.executionsession.bootstrap.architecture.violating.http;

import org.executionsession.bootstrap.architecture.violating.domain.port.outbound.KeepThing;

/** Breaks the allow-list of the HTTP adapter. */
record KnowsAnOutboundPort(KeepThing store) {}
