package org.executionsession.application;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.port.outbound.AccessPolicy;

/** The components that all services share. */
record ServiceContext(
        DraftValidator validator,
        AccessPolicy policy,
        Clock clock,
        Supplier<UUID> newIds,
        IdempotentExecution keyed,
        ReferenceResolver references) {}
