package org.executionsession.bootstrap.architecture.violating.domain.port.inbound;

/** Breaks PORTS_ARE_INTERFACES. */
final class ConcretePort {}
