package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
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
        if (execution.isBesideSession()) {
            return besideSession(execution, attempt);
        }
        return version == null ? create(execution, attempt) : update(execution, attempt, version);
    }

    private @Nullable Instant create(Execution execution, Attempt attempt) {
        while (true) {
            try {
                return sessions.createExecutionSession()
                        .create(draft(execution, attempt), caller)
                        .modifiedDate();
            } catch (DuplicateIdException | ResultConflictException exists) {
                // The response of an earlier try was lost, or the session of an earlier attempt was left behind.
                Optional<ExecutionSession> stored = find(execution);
                if (stored.isPresent()) {
                    try {
                        return takeOver(execution, attempt, stored.get());
                    } catch (NotFoundException ended) {
                        // Another node has just ended the session of an earlier attempt, or a client has ended ours.
                    }
                }
                if (isStored(attempt)) {
                    return withoutSession(execution, attempt);
                }
            }
        }
    }

    private @Nullable Instant takeOver(Execution execution, Attempt attempt, ExecutionSession stored) {
        if (isOfAnother(stored, execution, attempt)
                && (stored.retries() > attempt.number() || execution.isStored() || isStored(attempt))) {
            return besideSession(execution, attempt);
        }
        return isEnded(stored, attempt)
                ? ended(stored, attempt)
                : updateStored(execution, execution.merged(attempt, stored.executionResult()), stored.modifiedDate());
    }

    private @Nullable Instant update(Execution execution, Attempt attempt, Instant version) {
        try {
            return updateStored(execution, attempt, version);
        } catch (NotFoundException gone) {
            return withoutSession(execution, attempt);
        }
    }

    /** Updates the session; throws {@link NotFoundException} if it has ended. */
    private @Nullable Instant updateStored(Execution execution, Attempt attempt, Instant version) {
        Instant basedOn = version;
        Attempt next = attempt;
        while (true) {
            try {
                return sessions.updateExecutionSession()
                        .update(execution.id(), draft(execution, next), basedOn, caller)
                        .modifiedDate();
            } catch (VersionConflictException changed) {
                Optional<ExecutionSession> found = find(execution);
                if (found.isPresent()) {
                    ExecutionSession stored = found.get();
                    if (isOfAnother(stored, execution, attempt)) {
                        return besideSession(execution, attempt);
                    }
                    if (isEnded(stored, attempt)) {
                        return ended(stored, attempt);
                    }
                    basedOn = stored.modifiedDate();
                    next = execution.merged(next, stored.executionResult());
                }
            }
        }
    }

    /**
     * Another execution with the same key has continued the session, with an attempt that is not earlier: one that another node has started
     * before this one has written the end of its own.
     */
    private static boolean isOfAnother(ExecutionSession stored, Execution execution, Attempt attempt) {
        UUID result = stored.executionResult().id();
        return stored.retries() >= attempt.number()
                && !attempt.resultId().equals(result)
                && !execution.isLastStored(result);
    }

    private static boolean isEnded(ExecutionSession stored, Attempt attempt) {
        ExecutionResult result = stored.executionResult();
        return attempt.resultId().equals(result.id()) && TaskExecutionStatus.TERMINAL.contains(result.status());
    }

    /** The attempt has ended in the store: by a write of ours whose response was lost, or by someone else. */
    private static @Nullable Instant ended(ExecutionSession stored, Attempt attempt) {
        return stored.executionResult().status().equals(attempt.result().status()) ? stored.modifiedDate() : null;
    }

    /**
     * Someone has ended the session. If its result is unfinished, records the attempt in it from now on: another execution with the same key,
     * which had continued the session, has ended it, or a client has deleted it.
     */
    private @Nullable Instant withoutSession(Execution execution, Attempt attempt) {
        boolean isUnfinished = sessions.executionResults()
                .find(attempt.resultId(), caller)
                .filter(stored ->
                        !TaskExecutionStatus.TERMINAL.contains(stored.result().status()))
                .isPresent();
        return isUnfinished ? besideSession(execution, attempt) : null;
    }

    /** The session is of another attempt, or has ended. Records this one beside it, from now on. */
    private Instant besideSession(Execution execution, Attempt attempt) {
        execution.setBesideSession();
        while (true) {
            Optional<ExecutionResultEntity> found = sessions.executionResults().find(attempt.resultId(), caller);
            if (found.isEmpty()) {
                ResultOrigin origin =
                        new ResultOrigin(execution.id(), execution.start().job().taskId(), null, nodeId);
                return sessions.executionResults()
                        .create(new ExecutionResultDraft(origin, attempt.result()), caller)
                        .modifiedDate();
            }
            ExecutionResultEntity stored = found.get();
            if (TaskExecutionStatus.TERMINAL.contains(stored.result().status())) {
                return stored.modifiedDate();
            }
            try {
                return sessions.executionResults()
                        .update(
                                stored.id(),
                                new ExecutionResultDraft(stored.origin(), attempt.result()),
                                stored.modifiedDate(),
                                caller)
                        .modifiedDate();
            } catch (VersionConflictException | NotFoundException changed) {
                // Others have changed or deleted it since it was read.
            }
        }
    }

    /** Returns whether the result of an attempt is stored. */
    boolean isStored(Attempt attempt) {
        return sessions.executionResults().find(attempt.resultId(), caller).isPresent();
    }

    /** Ends the session; its results stay. */
    void end(Execution execution) {
        if (execution.start().key() != null && hasOtherResult(execution)) {
            return;
        }
        try {
            sessions.endExecutionSession().end(execution.id(), caller);
        } catch (NotFoundException ended) {
            // The response of an earlier try was lost, or a client has ended it.
        }
    }

    /** Whether a later attempt has continued the session. */
    private boolean hasOtherResult(Execution execution) {
        return find(execution)
                .map(session -> session.executionResult().id())
                .filter(result -> !execution.lastResultId().equals(result))
                .isPresent();
    }

    /**
     * Ends as failed an attempt that another node has started and will not end. A session that a later attempt has continued stays; an
     * attempt that has ended stays as it is.
     */
    void endLeftBehind(ExecutionStart start, String reason, Instant now) {
        UUID id = start.job().sessionId(requireNonNull(start.key(), "key"));
        boolean isDone = false;
        while (!isDone) {
            try {
                sessions.findExecutionSessions()
                        .find(id, caller)
                        .filter(session -> session.content().retries() == start.attempt())
                        .ifPresent(session -> end(session, reason, now));
                endResults(id, reason, now);
                isDone = true;
            } catch (VersionConflictException | NotFoundException changed) {
                // By another node, which may have ended the attempt.
                isDone = false;
            }
        }
    }

    private void end(ExecutionSession session, String reason, Instant now) {
        ExecutionResult result = session.executionResult();
        if (!TaskExecutionStatus.TERMINAL.contains(result.status())) {
            sessions.updateExecutionSession()
                    .update(
                            session.id(),
                            session.content().withExecutionResult(LeftBehind.failed(result, reason, now)),
                            session.modifiedDate(),
                            caller);
        }
        sessions.endExecutionSession().end(session.id(), caller);
    }

    /** Ends the unfinished results of a session but the one that it has now. */
    private void endResults(UUID id, String reason, Instant now) {
        List<ExecutionResultEntity> unfinished = new ArrayList<>();
        sessions.executionResults()
                .forEach(
                        Query.of(
                                ResultProperties.EXECUTION_ID
                                        .eq(id)
                                        .and(ResultProperties.STATUS.eq(TaskExecutionStatus.STARTED)),
                                List.of()),
                        caller,
                        unfinished::add);
        Optional<UUID> current = sessions.findExecutionSessions()
                .find(id, caller)
                .map(session -> session.executionResult().id());
        for (ExecutionResultEntity left : unfinished) {
            if (!current.equals(Optional.of(left.id()))) {
                sessions.executionResults()
                        .update(
                                left.id(),
                                new ExecutionResultDraft(left.origin(), LeftBehind.failed(left.result(), reason, now)),
                                left.modifiedDate(),
                                caller);
            }
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
