package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/** Validates a draft, completes it to a session and stores that. */
final class SessionRecorder implements CreateExecutionSession {

    private final ExecutionSessionStore store;
    private final DraftValidator validator;
    private final Clock clock;
    private final Supplier<UUID> newIds;

    SessionRecorder(ExecutionSessionStore store, DraftValidator validator, Clock clock, Supplier<UUID> newIds) {
        this.store = store;
        this.validator = validator;
        this.clock = clock;
        this.newIds = newIds;
    }

    @Override
    public ExecutionSession create(ExecutionSessionDraft draft, Caller caller) {
        requireNonNull(draft, "draft");
        requireNonNull(caller, "caller");
        validator.validate(draft);
        ExecutionSession session = ExecutionSession.recorded(draft, clock.instant(), caller, newIds);
        store.add(session);
        return session;
    }
}
