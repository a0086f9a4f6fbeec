package org.executionsession.bootstrap.architecture.violating.domain.port.outbound;

/** Innocent: an outbound port. */
public interface KeepThing {
    void keep(String name);
}
