package org.executionsession.bootstrap.architecture.violating.domain.port.inbound;

/** Innocent: an inbound port. */
public interface AskForThing {
    String ask();
}
