package org.executionsession.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.SessionProperties;

/** Finds overdue sessions and aborts one after the other, each as a change that loses against anybody else's. */
final class OverdueSessionAborter implements AbortOverdueSessions {

    /** How many ids are held at once; the others are found the next time. */
    private static final int LIMIT = 10_000;

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMinutes(1);

    private final EntityStore<ExecutionSession> store;
    private final Clock clock;
    private final Supplier<UUID> newIds;

    OverdueSessionAborter(EntityStore<ExecutionSession> store, Clock clock, Supplier<UUID> newIds) {
        this.store = store;
        this.clock = clock;
        this.newIds = newIds;
    }

    @Override
    public int abort(BooleanSupplier shouldContinue) {
        int aborted = 0;
        ExecutionSessionException rejected = null;
        for (UUID id : overdue()) {
            if (!shouldContinue.getAsBoolean()) {
                break;
            }
            try {
                aborted += abort(id) ? 1 : 0;
            } catch (ExecutionSessionException failure) {
                // One that cannot be changed now must not keep the others from being aborted.
                rejected = failure;
            }
        }
        if (rejected != null) {
            throw rejected;
        }
        return aborted;
    }

    private List<UUID> overdue() {
        Instant now = clock.instant();
        List<UUID> overdue = new ArrayList<>();
        store.forEach(Query.of(unfinishedWithTimeout(now), List.of()), session -> {
            if (overdue.size() < LIMIT && session.isOverdue(now)) {
                overdue.add(session.id());
            }
        });
        return overdue;
    }

    private boolean abort(UUID id) {
        Instant now = clock.instant();
        return store.find(id)
                .filter(session -> session.isOverdue(now))
                .filter(session -> store.replace(session.abortOnTimeout(now, newIds), session))
                .isPresent();
    }

    /** Few of all that is stored, and all that can be overdue: the timeout is different for each. */
    private static Filter<ExecutionSession> unfinishedWithTimeout(Instant now) {
        return new Filter.And<>(List.of(
                new Filter.Or<>(TaskExecutionStatus.UNFINISHED.stream()
                        .map(SessionProperties.STATUS::eq)
                        .toList()),
                new Filter.Or<>(Stream.of(
                                SessionProperties.RELOAD_TASK,
                                SessionProperties.USER_SYNC_TASK,
                                SessionProperties.EXTERNAL_PROGRAM_TASK)
                        .map(task -> task.taskSessionTimeout().gt(0))
                        .toList()),
                SessionProperties.CREATED_DATE.lt(now.minus(SHORTEST_TIMEOUT))));
    }
}
