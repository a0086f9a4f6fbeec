package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AbortOverdueSessionsTest {

    private static final Instant START = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");

    private final MovingClock clock = new MovingClock(START);
    private final InterruptedStore store = new InterruptedStore(new InMemoryStore());
    private final ExecutionSessions library =
            ExecutionSessions.builder(store).clock(clock).build();

    @AfterEach
    void close() {
        library.close();
    }

    @Test
    void anOverdueSession_isAbortedWithItsReasonAndItsResult() {
        ExecutionSession session = create(reload(60), started().build());
        clock.pass(Duration.ofMinutes(60));
        assertThat(abort()).as("at its timeout").isZero();
        clock.pass(Duration.ofMillis(1));
        Instant now = clock.instant();
        assertThat(abort()).isOne();

        ExecutionSession aborted = find(session);
        assertThat(aborted.abortReason()).isEqualTo(AbortReason.TIMEOUT);
        assertThat(aborted.abortAt()).isEqualTo(now);
        assertThat(aborted.modifiedDate()).isEqualTo(now);
        assertThat(aborted.modifiedByUserName()).isEqualTo(Caller.SERVICE.userName());
        ExecutionResult result = aborted.executionResult();
        assertThat(result.status()).isEqualTo(TaskExecutionStatus.ABORTED);
        assertThat(result.stopTime()).isEqualTo(now);
        assertThat(result.duration()).isEqualTo(3_600_001);
        assertThat(result.details()).singleElement().satisfies(detail -> {
            assertThat(detail.id()).isNotNull();
            assertThat(detail.detailsType()).isEqualTo(DetailsType.ERROR);
            assertThat(detail.message())
                    .isEqualTo("Aborted: the session is older than its task's taskSessionTimeout of 60 min");
            assertThat(detail.detailCreatedDate()).isEqualTo(now);
        });
        assertThat(aborted.withExecutionResult(session.executionResult()).content())
                .as("nothing else has changed")
                .isEqualTo(session.content().toBuilder()
                        .abortAt(now)
                        .abortReason(AbortReason.TIMEOUT)
                        .build());
        assertThat(abort()).as("once").isZero();
    }

    @Test
    void onlySessionsThatHaveNotEnded_canBeOverdue() {
        List<ExecutionSession> unfinished = TaskExecutionStatus.UNFINISHED.stream()
                .map(status -> create(reload(1), ExecutionResult.of(status)))
                .toList();
        List<ExecutionSession> others = Stream.concat(
                        TaskExecutionStatus.TERMINAL.stream(), Stream.of(new TaskExecutionStatus(99)))
                .map(status -> create(reload(1), ExecutionResult.of(status)))
                .toList();
        clock.pass(Duration.ofDays(1));
        assertThat(abort()).isEqualTo(unfinished.size());
        assertThat(unfinished)
                .allSatisfy(session ->
                        assertThat(find(session).executionResult().status()).isEqualTo(TaskExecutionStatus.ABORTED));
        assertThat(others).allSatisfy(session -> assertThat(find(session)).isEqualTo(session));
    }

    @Test
    void theTimeout_isTheShortestOfAllTasks() {
        ExecutionSession none =
                create(ExecutionSessionDraft.builder(), started().build());
        ExecutionSession unlimited = create(reload(0), started().build());
        ExecutionSession sync = create(
                ExecutionSessionDraft.builder().userSyncTask(task(5)), started().build());
        ExecutionSession program = create(
                ExecutionSessionDraft.builder().externalProgramTask(task(5)),
                started().build());
        ExecutionSession several = create(
                reload(600).userSyncTask(task(5)).externalProgramTask(task(0)),
                started().build());
        ExecutionSession longest = create(reload(Integer.MAX_VALUE), started().build());
        clock.pass(Duration.ofMinutes(6));
        assertThat(abort()).isEqualTo(3);
        for (ExecutionSession session : List.of(sync, program, several)) {
            assertThat(find(session).abortReason()).isEqualTo(AbortReason.TIMEOUT);
        }
        for (ExecutionSession session : List.of(none, unlimited, longest)) {
            assertThat(find(session)).isEqualTo(session);
        }
    }

    @Test
    void aConcurrentlyChangedSession_isNotAborted() {
        ExecutionSession session = create(reload(1), started().build());
        clock.pass(Duration.ofMinutes(2));
        store.beforeTheNextReplace(() -> {
            ExecutionSessionDraft finished = session.content().toBuilder()
                    .executionResult(session.executionResult().toBuilder()
                            .status(TaskExecutionStatus.FINISHED_SUCCESS)
                            .build())
                    .build();
            library.updateExecutionSession().update(session.id(), finished, session.modifiedDate(), JO);
        });
        assertThat(abort()).isZero();
        assertThat(find(session).executionResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
        assertThat(find(session).abortReason()).isEqualTo(AbortReason.UNDEFINED);
        assertThat(abort()).isZero();
    }

    @Test
    void aResultWithoutRoomForAnotherDetail_isAbortedWithoutOne() {
        ExecutionResultDetail detail = new ExecutionResultDetail(null, DetailsType.INFORMATION, "said", START);
        ExecutionSession session = create(
                reload(1),
                started()
                        .details(Collections.nCopies(ExecutionResult.DETAILS_MAX, detail))
                        .build());
        clock.pass(Duration.ofMinutes(2));
        assertThat(abort()).isOne();
        assertThat(find(session).executionResult().details())
                .isEqualTo(session.executionResult().details());
    }

    @Test
    void aStartInTheFuture_isNotAfterTheStop() {
        Instant future = START.plus(Duration.ofDays(1));
        ExecutionSession session = create(reload(1), started().startTime(future).build());
        clock.pass(Duration.ofMinutes(2));
        assertThat(abort()).isOne();
        assertThat(find(session).executionResult().stopTime()).isEqualTo(future);
        assertThat(find(session).executionResult().duration()).isZero();
    }

    @Test
    void aborting_stopsWhenRequested() {
        Stream.generate(() -> create(reload(1), started().build())).limit(3).toList();
        clock.pass(Duration.ofMinutes(2));
        assertThat(library.abortOverdueSessions().abort(() -> false)).isZero();
        assertThat(abort()).isEqualTo(3);
    }

    private int abort() {
        return library.abortOverdueSessions().abort(() -> true);
    }

    private ExecutionSession create(ExecutionSessionDraft.Builder draft, ExecutionResult result) {
        return library.createExecutionSession()
                .create(draft.executionResult(result).build(), JO);
    }

    private ExecutionSession find(ExecutionSession session) {
        return library.findExecutionSessions().find(session.id(), JO).orElseThrow();
    }

    private static ExecutionResult.Builder started() {
        return ExecutionResult.builder().status(TaskExecutionStatus.STARTED).startTime(START);
    }

    private static ExecutionSessionDraft.Builder reload(int timeout) {
        return ExecutionSessionDraft.builder().reloadTask(task(timeout));
    }

    private static TaskReference task(int timeout) {
        return new TaskReference(null, "task", TaskType.RELOAD, true, timeout, 0, null);
    }
}
