package org.executionsession.application.internal.run;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.EntityStore;

/** Reads and ends the results of attempts whose session is deleted. */
final class RunResults {

    private static final String REASON = "Aborted: the session was deleted before the task had ended";

    private final EntityStore<ExecutionResultEntity> store;
    private final Clock clock;
    private final Supplier<UUID> newIds;

    RunResults(EntityStore<ExecutionResultEntity> store, Clock clock, Supplier<UUID> newIds) {
        this.store = store;
        this.clock = clock;
        this.newIds = newIds;
    }

    RunResults on(EntityStore<ExecutionResultEntity> other) {
        return new RunResults(other, clock, newIds);
    }

    /** Returns the status of an attempt; empty if it has no result. */
    Optional<TaskExecutionStatus> status(TaskRun run) {
        return store.find(run.resultId()).map(result -> result.result().status());
    }

    boolean isAborted(TaskRun run) {
        return status(run).filter(TaskExecutionStatus.ABORTED::equals).isPresent();
    }

    /** Records that an attempt was aborted, since its session was deleted; does nothing if it has ended already. */
    void abort(TaskRun run) {
        while (true) {
            Optional<ExecutionResultEntity> read = store.find(run.resultId())
                    .filter(result -> !TaskExecutionStatus.TERMINAL.contains(
                            result.result().status()));
            if (read.isEmpty()) {
                return;
            }
            ExecutionResultEntity result = read.get();
            Instant now = clock.instant();
            ExecutionResultEntity aborted = result.update(
                    new ExecutionResultDraft(result.origin(), result.result().aborted(now, REASON)),
                    now,
                    Caller.SERVICE,
                    newIds);
            if (store.replace(aborted, result)) {
                return;
            }
        }
    }
}
