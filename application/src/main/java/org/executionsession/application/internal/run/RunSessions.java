package org.executionsession.application.internal.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.SessionProgress;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.EntityStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes the sessions of runs. A change is made only while its attempt is the current one and has not ended, so what an
 * executor has reported is never overwritten.
 */
public final class RunSessions {

    /** The longest message of a detail that the server writes. */
    private static final int MESSAGE_MAX = 4_000;

    /** How many details a result may have after a report: the rest is for the messages of the server, such as that of the end. */
    private static final int REPORTED_MAX = ExecutionResult.DETAILS_MAX - 10;

    private final EntityStore<ExecutionSession> store;
    private final Clock clock;
    private final Supplier<UUID> newIds;
    private final String nodeName;

    public RunSessions(EntityStore<ExecutionSession> store, Clock clock, Supplier<UUID> newIds, String nodeName) {
        this.store = store;
        this.clock = clock;
        this.newIds = newIds;
        this.nodeName = nodeName;
    }

    RunSessions on(EntityStore<ExecutionSession> other) {
        return new RunSessions(other, clock, newIds, nodeName);
    }

    /** Adds the session of a new run. */
    void add(TaskRun run, Task task, Caller caller) {
        Instant now = run.startedAt();
        ExecutionSessionDraft.Builder draft = ExecutionSessionDraft.builder()
                .id(run.sessionId())
                .user(caller.userName())
                .app(task.app())
                .executionResult(triggered(run.resultId(), now));
        TaskReference reference = task.toReference();
        if (task.taskType().equals(TaskType.EXTERNAL_PROGRAM)) {
            draft.externalProgramTask(reference);
        } else if (task.taskType().equals(TaskType.USER_SYNC)) {
            draft.userSyncTask(reference);
        } else {
            draft.reloadTask(reference);
        }
        store.add(ExecutionSession.create(draft.build(), now, caller, newIds));
    }

    private ExecutionResult triggered(UUID id, Instant now) {
        return ExecutionResult.builder()
                .id(id)
                .executingNodeName(nodeName)
                .status(TaskExecutionStatus.TRIGGERED)
                .details(List.of(detail(DetailsType.INFORMATION, "Changing task state to Triggered", now)))
                .build();
    }

    /** Reads the session of a run; empty if it was deleted, also if a client has created another one with its id. */
    Optional<ExecutionSession> find(TaskRun run) {
        return store.find(run.sessionId()).filter(session -> run.hasCreated(session.createdDate()));
    }

    /** Reads the session of a run, with its messages, unless its progress has changed. */
    Optional<ExecutionSession> find(TaskRun run, SessionProgress progress) {
        return find(run).filter(progress::isStillOf);
    }

    /** Deletes a session if it is unchanged since it was read. */
    boolean remove(ExecutionSession read) {
        return store.removeUnchanged(List.of(read));
    }

    /** Returns the time of the clock that dates the changes. */
    Instant now() {
        return clock.instant();
    }

    /** Records that the executor has accepted an attempt, unless it has reported more already. */
    void started(TaskRun run) {
        change(run, session -> {
            ExecutionResult result = session.executionResult();
            ExecutionResult started = started(result, clock.instant());
            return started == result ? session : updated(session, session.content(), started);
        });
    }

    /** A function can report, or end, before it is recorded that the executor has accepted its attempt. */
    private static ExecutionResult started(ExecutionResult result, Instant at) {
        if (!result.status().equals(TaskExecutionStatus.TRIGGERED)) {
            return result;
        }
        return with(result, DetailsType.INFORMATION, "Changing task state from Triggered to Started", at)
                .status(TaskExecutionStatus.STARTED)
                .startTime(result.startTime() == null ? at : result.startTime())
                .build();
    }

    /** Returns a message with the current time. Its id lets it be stored once, however often that is tried. */
    ExecutionResultDetail message(String text) {
        return new ExecutionResultDetail(
                newIds.get(), DetailsType.INFORMATION, StorableText.storable(text, MESSAGE_MAX), clock.instant());
    }

    /**
     * Records messages of an attempt, as many as there is room for; does nothing if the attempt has ended.
     *
     * @return how many messages were left out
     */
    int report(TaskRun run, List<ExecutionResultDetail> messages) {
        int[] leftOut = {0};
        change(run, session -> {
            List<ExecutionResultDetail> details =
                    new ArrayList<>(session.executionResult().details());
            Set<UUID> known = details.stream().map(ExecutionResultDetail::id).collect(Collectors.toSet());
            List<ExecutionResultDetail> added = messages.stream()
                    .filter(message -> !known.contains(message.id()))
                    .toList();
            int stored = fitting(added, session.executionResult());
            leftOut[0] = added.size() - stored;
            if (stored == 0) {
                return session;
            }
            details.addAll(added.subList(0, stored));
            ExecutionResult result =
                    session.executionResult().toBuilder().details(details).build();
            return updated(session, session.content(), result);
        });
        return leftOut[0];
    }

    /** Returns how many of the messages fit into a result. */
    private static int fitting(List<ExecutionResultDetail> messages, ExecutionResult result) {
        int room = Math.min(
                messages.size(), Math.max(0, REPORTED_MAX - result.details().size()));
        long bytes = result.messageBytes();
        for (int i = 0; i < room; i++) {
            bytes += messages.get(i).messageBytes();
            if (bytes > ExecutionResult.GROWTH_MAX_BYTES) {
                return i;
            }
        }
        return room;
    }

    /**
     * Records the end of an attempt; does nothing if it has ended already.
     *
     * @param begunAt when the attempt began; null if it is not known to have begun
     * @param leftOut how many messages there was no room for
     */
    void ended(
            TaskRun run,
            @Nullable Instant begunAt,
            TaskExecutionStatus status,
            DetailsType severity,
            String message,
            int leftOut) {
        change(run, session -> {
            Instant now = clock.instant();
            ExecutionResult result =
                    begunAt == null ? session.executionResult() : started(session.executionResult(), begunAt);
            if (leftOut > 0) {
                result = with(result, DetailsType.INFORMATION, leftOut + " more messages were left out", now)
                        .build();
            }
            Instant start = result.startTime() == null ? begunAt : result.startTime();
            ExecutionResult.Builder ended =
                    with(result, severity, message, now).status(status).stopTime(now);
            if (start != null) {
                ended.startTime(start).duration(milliseconds(Duration.between(start, now)));
            }
            return updated(session, session.content(), ended.build());
        });
    }

    private static int milliseconds(Duration duration) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }

    /** Records that an attempt has failed for a reason that the server knows; does nothing if it has ended already. */
    void failed(TaskRun run, String reason) {
        ended(run, null, TaskExecutionStatus.FINISHED_FAIL, DetailsType.ERROR, reason, 0);
    }

    /** Records that an attempt counts as aborted; does nothing if it has ended already. */
    void aborted(TaskRun run, String reason) {
        ended(run, null, TaskExecutionStatus.ABORTED, DetailsType.INFORMATION, reason, 0);
    }

    /** Records that an attempt is stopped. */
    void stopping(TaskRun run, TaskExecutionStatus status, AbortReason reason) {
        change(run, session -> {
            Instant now = clock.instant();
            ExecutionResult result = session.executionResult();
            if (result.status().equals(status)) {
                return session;
            }
            String message = "Changing task state from " + result.status() + " to " + status;
            return updated(
                    session,
                    session.content().toBuilder()
                            .abortReason(reason)
                            .abortAt(session.abortAt() == null ? now : session.abortAt())
                            .build(),
                    with(result, DetailsType.INFORMATION, message, now)
                            .status(status)
                            .build());
        });
    }

    /**
     * Records that an attempt was aborted because of its timeout; does nothing if a client has extended the timeout meanwhile.
     *
     * @param progressNow reads the progress of the run
     */
    void timedOut(TaskRun run, Supplier<Optional<SessionProgress>> progressNow) {
        change(run, session -> {
            Instant now = clock.instant();
            return progressNow
                    .get()
                    .filter(progress -> progress.exceedsTimeout(now))
                    .map(progress -> session.abortOnTimeout(progress.timeout(), now, newIds))
                    .orElse(session);
        });
    }

    /** Starts the next attempt of a session, whose current attempt has failed. Returns false if the session has changed. */
    boolean retry(ExecutionSession session, TaskRun next) {
        ExecutionSessionDraft draft =
                session.content().toBuilder().retries(next.attempt()).build();
        return store.replace(updated(session, draft, triggered(next.resultId(), clock.instant())), session);
    }

    private ExecutionSession updated(ExecutionSession session, ExecutionSessionDraft draft, ExecutionResult result) {
        return session.update(draft.withExecutionResult(result), clock.instant(), Caller.SERVICE, newIds);
    }

    private void change(TaskRun run, UnaryOperator<ExecutionSession> change) {
        while (true) {
            ExecutionSession read = unfinished(run);
            if (read == null) {
                return;
            }
            ExecutionSession next = change.apply(read);
            if (next == read || store.replace(next, read)) {
                return;
            }
        }
    }

    /** Returns the session of an attempt; null if the attempt has ended, or is not the current one. */
    @Nullable
    ExecutionSession unfinished(TaskRun run) {
        return find(run)
                .filter(session ->
                        run.resultId().equals(session.executionResult().id()))
                .filter(session -> !TaskExecutionStatus.TERMINAL.contains(
                        session.executionResult().status()))
                .orElse(null);
    }

    /** Adds a message to a result, unless it has the maximum number of them. */
    private static ExecutionResult.Builder with(
            ExecutionResult result, DetailsType severity, String message, Instant now) {
        List<ExecutionResultDetail> details = new ArrayList<>(result.details());
        if (details.size() < ExecutionResult.DETAILS_MAX) {
            details.add(detail(severity, message, now));
        }
        return result.toBuilder().details(details);
    }

    private static ExecutionResultDetail detail(DetailsType severity, String message, Instant now) {
        return new ExecutionResultDetail(null, severity, StorableText.storable(message, MESSAGE_MAX), now);
    }
}
