package org.executionsession.application;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.application.support.RecordingListener;
import org.executionsession.application.support.RecordingListener.Notification;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which changes listeners are notified of, with what has changed. */
class ExecutionSessionListenerTest {

    private static final Caller JO = new Caller("ACME", "jo");

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:20:30.456Z"));
    private final InterruptedStore store = new InterruptedStore(new InMemoryStore());
    private final RecordingListener listener = new RecordingListener();
    private final ExecutionSessions library =
            ExecutionSessions.builder(store).clock(clock).listener(listener).build();

    @AfterEach
    void close() {
        library.close();
    }

    @Test
    void createdSessions_areNotified() {
        ExecutionSession one = create(started());
        List<ExecutionSession> many = library.createExecutionSession().createAll(List.of(started(), started()), JO);
        assertNotified(
                Notification.of("created", one),
                Notification.of("created", many.get(0)),
                Notification.of("created", many.get(1)));
    }

    @Test
    void aRepeatedRequest_isNotifiedOnce() {
        IdempotencyKey key = new IdempotencyKey("key");
        ExecutionSessionDraft draft = started();
        ExecutionSession first = library.createExecutionSession().create(draft, JO, key);
        assertThat(library.createExecutionSession().create(draft, JO, key)).isEqualTo(first);
        assertNotified(Notification.of("created", first));
    }

    @Test
    void rejectedChanges_areNotNotified() {
        ExecutionSession session = create(started());
        ExecutionSessionDraft again =
                session.content().toBuilder().id(session.id()).build();
        assertThatExceptionOfType(DuplicateIdException.class).isThrownBy(() -> create(again));
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() ->
                        library.updateExecutionSession().update(session.id(), session.content(), Instant.EPOCH, JO));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> library.endExecutionSession().end(UUID.randomUUID(), JO));
        assertNotified(Notification.of("created", session));
    }

    @Test
    void updatesAndTheEnd_haveTheVersionsBeforeAndAfter() {
        ExecutionSession session = create(started());
        ExecutionSession updated = update(session, TaskExecutionStatus.FINISHED_SUCCESS);
        library.endExecutionSession().end(session.id(), JO);
        assertNotified(
                Notification.of("created", session),
                Notification.of("updated", session, updated),
                Notification.of("ended", updated));
    }

    @Test
    void anEndThatMeetsAnUpdate_hasTheUpdatedVersion() {
        ExecutionSession session = create(started());
        ExecutionSession[] updated = new ExecutionSession[1];
        store.beforeTheNextDeletion(() -> updated[0] = update(session, TaskExecutionStatus.FINISHED_FAIL));
        library.endExecutionSession().end(session.id(), JO);
        assertNotified(
                Notification.of("created", session),
                Notification.of("updated", session, updated[0]),
                Notification.of("ended", updated[0]));
    }

    @Test
    void changesOfASelection_areNotifiedOneByOne() {
        ExecutionSession changed = create(started());
        ExecutionSession kept = create(started());
        clock.pass(Duration.ofSeconds(1));
        Selection selection = library.selections().selectSessions(Filter.all(), JO, null);
        library.selections()
                .updateSessions(
                        selection.id(),
                        new BulkEdit<>(
                                Filter.all(),
                                clock.instant(),
                                session -> session.id().equals(changed.id())
                                        ? Optional.of(session.content().withStatus(TaskExecutionStatus.ABORTED))
                                        : Optional.empty()),
                        JO);
        ExecutionSession after = find(changed);
        library.selections().endSessions(selection.id(), JO);
        library.close();
        assertThat(listener.notifications())
                .containsExactlyInAnyOrder(
                        Notification.of("created", changed),
                        Notification.of("created", kept),
                        Notification.of("updated", changed, after),
                        Notification.of("ended", after),
                        Notification.of("ended", kept));
    }

    /** All sessions of a selection could take more memory than there is. */
    @ParameterizedTest
    @CsvSource({"1000, 0, false", "1001, 0, true", "20, 99000, false", "22, 99000, true"})
    void aSelectionThatIsTooLargeForTheMemory_isNotifiedWithIds(int count, int characters, boolean onlyIds) {
        ExecutionSessionDraft draft = ExecutionSessionDraft.builder()
                .executionResult(ExecutionResult.builder()
                        .details(List.of(new ExecutionResultDetail(
                                null, DetailsType.INFORMATION, "m".repeat(characters), clock.instant())))
                        .build())
                .build();
        List<ExecutionSession> created =
                library.createExecutionSession().createAll(Collections.nCopies(count, draft), JO);
        Selection selection = library.selections().selectSessions(Filter.all(), JO, null);
        library.selections().endSessions(selection.id(), JO);
        assertThat(library.findExecutionSessions().count(Filter.all(), JO)).isZero();
        library.close();
        List<Notification> ended =
                listener.notifications().subList(count, listener.notifications().size());
        if (onlyIds) {
            assertThat(ended)
                    .containsExactly(Notification.of(
                            "manyEnded",
                            created.stream().map(ExecutionSession::id).collect(toSet())));
        } else {
            assertThat(ended)
                    .containsExactlyInAnyOrderElementsOf(created.stream()
                            .map(session -> Notification.of("ended", session))
                            .toList());
        }
    }

    /** A listener gets no notification of them, so it must not cost a read either. */
    @Test
    void resultsThatAreDeletedByThemselves_areNotReadForTheListener() {
        List<ExecutionResultEntity> results = IntStream.range(0, 3)
                .mapToObj(i -> library.executionResults()
                        .create(
                                new ExecutionResultDraft(
                                        ResultOrigin.UNKNOWN, started().executionResult()),
                                JO))
                .toList();
        UUID selection = library.selections()
                .select(
                        results.subList(1, 3).stream()
                                .map(result -> new Selection.Item(EntityKind.RESULT.schemaPath(), result.id()))
                                .toList(),
                        JO)
                .id();
        store.beforeTheNextDeletion(() -> {
            throw new AssertionError("reads the results to compare them");
        });
        library.executionResults().delete(results.get(0).id(), JO);
        library.selections().deleteResults(selection, JO);
        assertThat(library.executionResults().count(Filter.all(), JO)).isZero();
        assertNotified();
    }

    @Test
    void aResultThatIsUpdatedByItself_isNotified() {
        ExecutionSession session = create(started());
        ExecutionResultEntity before = library.executionResults()
                .find(session.executionResult().id(), JO)
                .orElseThrow();
        ExecutionResultEntity after = library.executionResults()
                .update(
                        before.id(),
                        new ExecutionResultDraft(
                                before.origin(),
                                before.result().toBuilder()
                                        .status(TaskExecutionStatus.FINISHED_SUCCESS)
                                        .build()),
                        before.modifiedDate(),
                        JO);
        assertNotified(Notification.of("created", session), Notification.of("resultUpdated", before, after));
    }

    @Test
    void abortsAndPurges_areNotified() {
        ExecutionSession session = create(ExecutionSessionDraft.builder()
                .reloadTask(new TaskReference(null, "task", TaskType.RELOAD, true, 1, 0, null))
                .executionResult(ExecutionResult.of(TaskExecutionStatus.STARTED))
                .build());
        clock.pass(Duration.ofMinutes(2));
        assertThat(library.abortOverdueSessions().abort(() -> true)).isOne();
        ExecutionSession aborted = find(session);
        clock.pass(Duration.ofDays(2));
        Instant olderThan = clock.instant().minus(Duration.ofDays(1));
        assertThat(library.purgeResults().purge(Duration.ofDays(1), () -> true)).isOne();
        assertNotified(
                Notification.of("created", session),
                Notification.of("aborted", session, aborted),
                Notification.of("purged", 1, olderThan));
    }

    @Test
    void oneListener_doesNotDelayAnotherOrTheCaller() {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        ExecutionSessionListener slow = new ExecutionSessionListener() {
            @Override
            public void onCreated(ExecutionSession session) {
                called.countDown();
                await(stopped);
            }
        };
        RecordingListener other = new RecordingListener();
        ExecutionSession session;
        try (var sessions =
                ExecutionSessions.builder(store).listener(slow).listener(other).build()) {
            session = sessions.createExecutionSession().create(started(), JO);
            await(called);
            while (other.notifications().isEmpty()) {
                Thread.onSpinWait();
            }
            stopped.countDown();
        }
        assertThat(other.notifications()).containsExactly(Notification.of("created", session));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the library, so that all notifications have arrived. */
    private void assertNotified(Notification... notifications) {
        library.close();
        assertThat(listener.notifications()).containsExactly(notifications);
    }

    private ExecutionSession create(ExecutionSessionDraft draft) {
        return library.createExecutionSession().create(draft, JO);
    }

    private ExecutionSession update(ExecutionSession session, TaskExecutionStatus status) {
        return library.updateExecutionSession()
                .update(session.id(), session.content().withStatus(status), session.modifiedDate(), JO);
    }

    private ExecutionSession find(ExecutionSession session) {
        return library.findExecutionSessions().find(session.id(), JO).orElseThrow();
    }

    private static ExecutionSessionDraft started() {
        return ExecutionSessionDraft.builder()
                .executionResult(ExecutionResult.of(TaskExecutionStatus.STARTED))
                .build();
    }
}
