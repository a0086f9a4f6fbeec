package org.executionsession.application;

import static java.util.Objects.requireNonNull;

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

/** Finds overdue sessions and aborts them one by one. A session that another caller changes at the same time is not aborted. */
final class OverdueSessionAborter implements AbortOverdueSessions {

    /** The maximum number of ids in memory. Further sessions are found at the next run. */
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
        requireNonNull(shouldContinue, "shouldContinue");
        int aborted = 0;
        ExecutionSessionException rejected = null;
        for (UUID id : overdue()) {
            if (!shouldContinue.getAsBoolean()) {
                break;
            }
            try {
                aborted += abort(id) ? 1 : 0;
            } catch (ExecutionSessionException failure) {
                // A failure for one session must not prevent the abort of the others.
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

    /**
     * Returns a filter that preselects sessions that can be overdue. Each session has its own timeout, so the exact check is
     * made for each session that is found.
     */
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
