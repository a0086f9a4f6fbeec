package org.executionsession.recorder;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.inbound.UseCases;
import org.jspecify.annotations.Nullable;

/**
 * Writes executions through the use cases. Each write can be repeated, because the ids of sessions, results and messages are known
 * before: a write whose response was lost is found again.
 */
final class ExecutionWriter {

    /** The maximum length of names. */
    private static final int NAME_MAX = 1_000;

    private final UseCases sessions;
    private final UUID nodeId;
    private final Caller caller;

    ExecutionWriter(UseCases sessions, UUID nodeId, Caller caller) {
        this.sessions = sessions;
        this.nodeId = nodeId;
        this.caller = caller;
    }

    /** Returns a writer for a transaction of the application. */
    ExecutionWriter in(UseCases transaction) {
        return new ExecutionWriter(transaction, nodeId, caller);
    }

    /**
     * Creates or updates the session with an attempt.
     *
     * @param version when the session was last changed, as far as known; null if it is not stored
     * @return when it was changed now; null if a client or another node has ended the attempt before
     */
    @Nullable
    Instant write(Execution execution, Attempt attempt, @Nullable Instant version) {
        return version == null ? create(execution, attempt) : update(execution, attempt, version);
    }

    private @Nullable Instant create(Execution execution, Attempt attempt) {
        try {
            return sessions.createExecutionSession()
                    .create(draft(execution, attempt), caller)
                    .modifiedDate();
        } catch (DuplicateIdException | ResultConflictException exists) {
            // The response of an earlier try was lost, or the session of an earlier attempt was left behind.
            Optional<ExecutionSession> stored = find(execution);
            return stored.isEmpty() ? withoutSession(attempt) : update(execution, attempt, stored.get());
        }
    }

    private @Nullable Instant update(Execution execution, Attempt attempt, Instant version) {
        Instant basedOn = version;
        Attempt next = attempt;
        while (true) {
            try {
                return sessions.updateExecutionSession()
                        .update(execution.id(), draft(execution, next), basedOn, caller)
                        .modifiedDate();
            } catch (VersionConflictException changed) {
                Optional<ExecutionSession> stored = find(execution);
                if (stored.isEmpty()) {
                    return withoutSession(attempt);
                }
                if (isEnded(stored.get(), attempt)) {
                    return ended(stored.get(), attempt);
                }
                basedOn = stored.get().modifiedDate();
                next = execution.merged(next, stored.get().executionResult());
            } catch (NotFoundException gone) {
                return withoutSession(attempt);
            }
        }
    }

    private @Nullable Instant update(Execution execution, Attempt attempt, ExecutionSession stored) {
        return isEnded(stored, attempt)
                ? ended(stored, attempt)
                : update(execution, execution.merged(attempt, stored.executionResult()), stored.modifiedDate());
    }

    private static boolean isEnded(ExecutionSession stored, Attempt attempt) {
        ExecutionResult result = stored.executionResult();
        return attempt.resultId().equals(result.id()) && TaskExecutionStatus.TERMINAL.contains(result.status());
    }

    /** The attempt has ended in the store: by a write of ours whose response was lost, or by someone else. */
    private static @Nullable Instant ended(ExecutionSession stored, Attempt attempt) {
        return stored.executionResult().status().equals(attempt.result().status()) ? stored.modifiedDate() : null;
    }

    /** Someone has ended the session. If its result is unfinished, records the end of the attempt in it. */
    private @Nullable Instant withoutSession(Attempt attempt) {
        if (TaskExecutionStatus.TERMINAL.contains(attempt.result().status())) {
            sessions.executionResults()
                    .find(attempt.resultId(), caller)
                    .filter(stored -> !TaskExecutionStatus.TERMINAL.contains(
                            stored.result().status()))
                    .ifPresent(stored -> sessions.executionResults()
                            .update(
                                    stored.id(),
                                    new ExecutionResultDraft(stored.origin(), attempt.result()),
                                    stored.modifiedDate(),
                                    caller));
        }
        return null;
    }

    /** Ends the session; its results stay. */
    void end(Execution execution) {
        try {
            sessions.endExecutionSession().end(execution.id(), caller);
        } catch (NotFoundException ended) {
            // The response of an earlier try was lost, or a client has ended it.
        }
    }

    private Optional<ExecutionSession> find(Execution execution) {
        return sessions.findExecutionSessions().find(execution.id(), caller);
    }

    private ExecutionSessionDraft draft(Execution execution, Attempt attempt) {
        ExecutionStart start = execution.start();
        return ExecutionSessionDraft.builder()
                .id(execution.id())
                .executingNode(new SchedulerReference(nodeId))
                .externalProgramTask(TaskReference.of(
                        start.job().taskId(),
                        StorableText.storable(start.job().name(), NAME_MAX),
                        TaskType.EXTERNAL_PROGRAM))
                .executionResult(attempt.result())
                .retries(attempt.number())
                .user(StorableText.storable(start.user(), NAME_MAX))
                .build();
    }
}
