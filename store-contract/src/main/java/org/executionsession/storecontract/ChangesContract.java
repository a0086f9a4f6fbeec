package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.executionsession.domain.model.ChangeType.CREATE;
import static org.executionsession.domain.model.ChangeType.DELETE;
import static org.executionsession.domain.model.ChangeType.UPDATE;
import static org.executionsession.domain.model.EntityKind.RESULT;
import static org.executionsession.domain.model.EntityKind.SESSION;
import static org.executionsession.domain.model.EntityKind.TASK;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.junit.jupiter.api.Test;

/** Tests the change feed. */
interface ChangesContract extends TestedStore {

    /** The date of the changes; later than those that other tests assign. */
    Instant ASSIGNED = Instant.parse("2100-01-01T00:00:00Z");

    private ChangeStore changes() {
        return storeUnderTest().changes();
    }

    private void assign() {
        while (changes().assignPositions(ASSIGNED, 1_000) > 0) {
            // Until there are no more.
        }
    }

    /** Returns the place behind all changes so far. */
    private ChangeCursor now() {
        assign();
        return changes().state().latest();
    }

    private List<Change> since(ChangeCursor cursor) {
        assign();
        return pages(cursor, 1_000);
    }

    private List<Change> pages(ChangeCursor cursor, int limit) {
        List<Change> all = new ArrayList<>();
        List<Change> page = changes().list(cursor, limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            page = changes().list(page.get(page.size() - 1).cursor(), limit);
        }
        return all;
    }

    private List<EntityChange> entities(ChangeCursor cursor) {
        return since(cursor).stream().map(Change::entity).toList();
    }

    @Test
    default void session_isCreatedUpdatedAndDeletedTogetherWithItsResult() {
        ChangeCursor start = now();
        ExecutionSession session = Samples.session();
        UUID result = requireNonNull(session.executionResult().id());
        sessions().add(session);
        ExecutionSession updated = Samples.changed(
                session,
                session.content().toBuilder()
                        .user("max")
                        .executionResult(session.executionResult().toBuilder()
                                .status(TaskExecutionStatus.STARTED)
                                .build())
                        .build());
        assertThat(sessions().replace(updated, session)).isTrue();
        sessions().remove(session.id());
        results().remove(result);
        assertThat(entities(start))
                .extracting(EntityChange::type, EntityChange::kind, EntityChange::id, EntityChange::executionId)
                .containsExactly(
                        tuple(CREATE, SESSION, session.id(), null),
                        tuple(CREATE, RESULT, result, session.id()),
                        tuple(UPDATE, SESSION, session.id(), null),
                        tuple(UPDATE, RESULT, result, session.id()),
                        tuple(DELETE, SESSION, session.id(), null),
                        tuple(DELETE, RESULT, result, session.id()));
        assertThat(entities(start))
                .extracting(EntityChange::modifiedDate)
                .containsExactly(
                        session.modifiedDate(),
                        session.modifiedDate(),
                        updated.modifiedDate(),
                        updated.modifiedDate(),
                        null,
                        null);
        assertThat(entities(start).get(2).properties())
                .containsExactlyInAnyOrder("modifiedByUserName", "user", "executionResult");
        assertThat(entities(start).get(3).properties()).containsExactlyInAnyOrder("modifiedByUserName", "status");
        assertThat(entities(start).get(0).properties()).isEmpty();
    }

    @Test
    default void changesOfOneCommit_haveOnePosition() {
        ChangeCursor start = now();
        sessions().addAll(List.of(Samples.session(), Samples.session()));
        assertThat(since(start))
                .extracting(change -> change.cursor().position())
                .hasSize(4)
                .containsOnly(start.position() + 1);
        assertThat(since(start)).extracting(change -> change.cursor().index()).containsExactly(0, 1, 2, 3);
    }

    @Test
    default void rejectedWrite_hasNoChange() {
        ExecutionSession session = Samples.session();
        sessions().add(session);
        ExecutionResultEntity result = Samples.result(UUID.randomUUID(), null);
        results().add(result);
        ChangeCursor start = now();
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> sessions().addAll(List.of(Samples.session(), session)));
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> results().add(result));
        assertThat(sessions()
                        .replace(
                                Samples.changed(session, session.content()),
                                Samples.changed(
                                        session,
                                        session.content().toBuilder().user("x").build())))
                .isFalse();
        assertThat(sessions().remove(UUID.randomUUID())).isFalse();
        assertThat(results().remove(UUID.randomUUID())).isFalse();
        assertThat(entities(start)).isEmpty();
    }

    @Test
    default void detail_changesItsResult() {
        UUID detail = UUID.randomUUID();
        ExecutionSession session = Samples.session(
                UUID.randomUUID(), Samples.content(UUID.randomUUID(), "node", Samples.message(detail, "before", 0)));
        sessions().add(session);
        ChangeCursor start = now();
        ExecutionResultDetailEntity read = details().find(detail).orElseThrow();
        assertThat(details()
                        .replace(read.update(Samples.message(detail, "after", 0), Samples.LATER, Samples.MAX), read))
                .isTrue();
        details().remove(detail);
        ExecutionResultDetailEntity alone = Samples.detail(UUID.randomUUID(), "without a result");
        details().add(alone);
        details().remove(alone.id());
        assertThat(entities(start))
                .extracting(EntityChange::type, EntityChange::kind, EntityChange::executionId)
                .containsExactly(tuple(UPDATE, RESULT, session.id()), tuple(UPDATE, RESULT, session.id()));
        assertThat(entities(start).get(0).properties()).contains("details");
    }

    @Test
    default void result_canChangeByItself() {
        ExecutionResultEntity result = Samples.result(UUID.randomUUID(), UUID.randomUUID());
        ChangeCursor start = now();
        results().add(result);
        ExecutionResultEntity next = Samples.changed(result, Samples.content(result.id(), "other"));
        assertThat(results().replace(next, result)).isTrue();
        assertThat(results().removeUnchanged(List.of(next))).isTrue();
        assertThat(entities(start))
                .extracting(EntityChange::type, EntityChange::kind, EntityChange::id)
                .containsExactly(
                        tuple(CREATE, RESULT, result.id()),
                        tuple(UPDATE, RESULT, result.id()),
                        tuple(DELETE, RESULT, result.id()));
        assertThat(entities(start).get(0).concerns(result)).isTrue();
        assertThat(entities(start).get(0).concerns(Samples.result(result.id(), UUID.randomUUID())))
                .isFalse();
    }

    @Test
    default void task_isCreatedUpdatedDeletedAndRecorded() {
        ChangeCursor start = now();
        Task task = Task.create(TaskDraft.builder().name("one").build(), Samples.NOW, Samples.JO, UUID::randomUUID);
        tasks().add(task);
        Task renamed = task.update(task.content().toBuilder().name("two").build(), Samples.LATER, Samples.JO);
        assertThat(tasks().replace(renamed, task)).isTrue();
        tasks().remove(task.id());
        UUID recorded = UUID.randomUUID();
        ExecutionSession session = Samples.session(ExecutionSessionDraft.builder()
                .reloadTask(
                        TaskReference.builder().id(recorded).name("recorded").build())
                .build());
        sessions().add(session);
        assertThat(entities(start))
                .extracting(EntityChange::type, EntityChange::kind, EntityChange::id)
                .contains(
                        tuple(CREATE, TASK, task.id()),
                        tuple(UPDATE, TASK, task.id()),
                        tuple(DELETE, TASK, task.id()),
                        tuple(CREATE, TASK, recorded),
                        tuple(CREATE, SESSION, session.id()))
                .hasSize(6);
        assertThat(entities(start).get(1).properties()).containsExactly("name");
    }

    @Test
    default void manyDeletions_areReadInPagesOfAnySize() {
        List<ExecutionSession> sessions =
                IntStream.range(0, 300).mapToObj(i -> Samples.session()).toList();
        sessions().addAll(sessions);
        ChangeCursor start = now();
        Set<UUID> ids =
                new HashSet<>(sessions.stream().map(ExecutionSession::id).toList());
        sessions().removeAll(ids);
        assign();
        for (int limit : new int[] {1, 7, 256, 1_000}) {
            List<Change> read = pages(start, limit);
            assertThat(read).extracting(Change::cursor).isSorted().doesNotHaveDuplicates();
            assertThat(read).extracting(change -> change.entity().id()).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    default void purgedResults_haveTombstones() {
        ExecutionResult old = ExecutionResult.builder()
                .id(UUID.randomUUID())
                .status(TaskExecutionStatus.FINISHED_SUCCESS)
                .build();
        ExecutionSession session = ExecutionSession.create(
                ExecutionSessionDraft.builder().executionResult(old).build(),
                PurgeContract.LONG_AGO,
                Samples.JO,
                UUID::randomUUID);
        sessions().add(session);
        ChangeCursor start = now();
        storeUnderTest().purgeResults(PurgeContract.BEFORE, 100);
        assertThat(entities(start))
                .extracting(EntityChange::type, EntityChange::kind, EntityChange::id)
                .contains(tuple(DELETE, SESSION, session.id()), tuple(DELETE, RESULT, old.id()));
    }

    @Test
    default void commits_waitForTheirPositions() {
        ChangeCursor start = now();
        sessions().add(Samples.session());
        sessions().add(Samples.session());
        assertThat(changes().state().waiting()).isTrue();
        assertThat(changes().state().latest()).isEqualTo(start);
        assertThat(changes().assignPositions(ASSIGNED, 1)).isOne();
        assertThat(changes().state().position()).isEqualTo(start.position() + 1);
        assertThat(changes().assignPositions(ASSIGNED, 10)).isOne();
        assertThat(changes().state().waiting()).isFalse();
        assertThat(changes().assignPositions(ASSIGNED, 10)).isZero();
    }

    @Test
    default void dates_doNotGoBack() {
        ChangeCursor start = now();
        sessions().add(Samples.session());
        assign();
        sessions().add(Samples.session());
        changes().assignPositions(ASSIGNED.minusSeconds(10), 10);
        assertThat(pages(start, 10)).extracting(Change::date).isSorted();
    }

    @Test
    default void purgedChange_makesItsCursorExpire() {
        ChangeCursor start = now();
        sessions().add(Samples.session());
        Instant first = ASSIGNED.plusSeconds(1 + start.position());
        changes().assignPositions(first, 10);
        sessions().add(Samples.session());
        Instant second = first.plusMillis(500);
        changes().assignPositions(second, 10);
        assertThat(changes().before(second)).isEqualTo(ChangeCursor.after(start.position() + 1));
        assertThat(changes().before(first)).isEqualTo(start);
        assertThat(changes().before(second.plusMillis(1)))
                .isEqualTo(changes().state().latest());
        while (changes().purge(second, start.position(), 10) > 0) {
            // Until no more are left.
        }
        assertThat(changes().list(start, 10)).as("behind the position").isNotEmpty();
        while (changes().purge(second, Long.MAX_VALUE, 10) > 0) {
            // Until no more are left.
        }
        assertThatExceptionOfType(CursorExpiredException.class)
                .isThrownBy(() -> changes().list(start, 10));
        assertThatExceptionOfType(CursorExpiredException.class)
                .isThrownBy(() -> changes().list(new ChangeCursor(start.position() + 1, 0), 10));
        assertThatExceptionOfType(CursorExpiredException.class)
                .isThrownBy(() -> changes().before(first));
        assertThat(changes().list(ChangeCursor.after(start.position() + 1), 10)).hasSize(2);
        assertThat(changes().before(second)).isEqualTo(ChangeCursor.after(start.position() + 1));
        assertThat(changes().list(changes().state().latest(), 10)).isEmpty();
    }

    @Test
    default void cursorThatTheFeedNeverHad_hasExpired() {
        ChangeCursor unknown = ChangeCursor.after(now().position() + 1);
        assertThatExceptionOfType(CursorExpiredException.class)
                .isThrownBy(() -> changes().list(unknown, 10));
    }

    @Test
    default void listener_isToldOfCommitsOfThisProcessUntilItIsRemoved() {
        List<EntityChange> told = Collections.synchronizedList(new ArrayList<>());
        Runnable remove = changes().onCommit(told::addAll);
        ExecutionSession session = Samples.session();
        sessions().add(session);
        remove.run();
        sessions().remove(session.id());
        assertThat(told)
                .extracting(EntityChange::type, EntityChange::id)
                .containsExactly(
                        tuple(CREATE, session.id()),
                        tuple(CREATE, session.executionResult().id()));
    }

    @Test
    default void concurrentUpdates_haveTheOrderOfTheirVersions() throws Exception {
        ChangeCursor start = now();
        ExecutionSession session = Samples.session();
        sessions().add(session);
        Callable<Integer> updates = () -> {
            int done = 0;
            while (done < 10) {
                ExecutionSession read = sessions().find(session.id()).orElseThrow();
                done += sessions()
                                .replace(
                                        read.update(
                                                read.content(),
                                                read.modifiedDate().plusMillis(1),
                                                Samples.MAX,
                                                UUID::randomUUID),
                                        read)
                        ? 1
                        : 0;
                changes().assignPositions(ASSIGNED, 3);
            }
            return done;
        };
        try (Race race = new Race()) {
            race.run(Collections.nCopies(4, updates));
        }
        assertThat(entities(start).stream()
                        .filter(change -> change.kind() == SESSION)
                        .map(EntityChange::modifiedDate))
                .hasSize(41)
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
