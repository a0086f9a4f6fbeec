package org.executionsession.application;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/** The components that all services share. */
record ServiceContext(
        DraftValidator validator,
        AccessPolicy policy,
        Clock clock,
        Supplier<UUID> newIds,
        IdempotentExecution keyed,
        ReferenceResolver references) {

    /** Returns a holder for the entities that a request changes or creates. */
    EntityBudget.Held newHeld() {
        return references.budget().new Held();
    }

    /** Returns the same components with references to the entities of another store. */
    ServiceContext on(ExecutionSessionStore store) {
        return new ServiceContext(validator, policy, clock, newIds, keyed, references.on(store));
    }
}
