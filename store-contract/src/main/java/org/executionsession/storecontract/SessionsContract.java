package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.MAX;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.changed;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;
import static org.executionsession.storecontract.Samples.with;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Tests sessions and the results of their attempts. */
interface SessionsContract extends TestedStore {

    @Test
    default void session_isNotFoundByAnUnknownId() {
        assertThat(sessions().find(UUID.randomUUID())).isEmpty();
    }

    @RepeatedTest(300)
    default void session_isFoundUnchanged(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSession session = session(draft);
        sessions().add(session);
        assertThat(sessions().find(session.id())).contains(session);
        assertThat(results().find(requireNonNull(session.executionResult().id())))
                .contains(ExecutionResultEntity.of(session));
    }

    @Test
    default void session_withAnIdInUseIsRejectedAndTheStoredOneUnchanged() {
        ExecutionSession first = session(UUID.randomUUID(), "first");
        sessions().add(first);
        ExecutionSession second = session(first.id(), "second");
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> sessions().add(second))
                .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(first.id()));
        assertThat(sessions().find(first.id())).contains(first);
        assertThat(resultsOf(first.id())).containsExactly(ExecutionResultEntity.of(first));
        assertThat(results().find(requireNonNull(second.executionResult().id())))
                .isEmpty();
    }

    @Test
    default void sessions_withEqualIdsOfResultsAndDetailsAreSeparate() {
        ExecutionResult shared = content(UUID.randomUUID(), "one", message(UUID.randomUUID(), "m", 1));
        ExecutionSession one = session(UUID.randomUUID(), shared);
        ExecutionSession other = session(UUID.randomUUID(), shared);
        sessions().add(one);
        sessions().add(other);
        ExecutionSession changed = with(one, content(shared.id(), "changed"));
        assertThat(sessions().replace(changed, one)).isTrue();
        assertThat(sessions().find(one.id())).contains(changed);
        assertThat(sessions().find(other.id())).contains(other);
        assertThat(resultsOf(other.id())).containsExactly(ExecutionResultEntity.of(other));
    }

    @Test
    default void sessions_areAddedTogether() {
        List<ExecutionSession> sessions =
                Stream.generate(Samples::session).limit(300).toList();
        sessions().addAll(sessions);
        assertThat(sessions())
                .satisfies(store -> assertThat(sessions)
                        .allSatisfy(
                                session -> assertThat(store.find(session.id())).contains(session)));
        sessions().addAll(List.of());
    }

    @Test
    default void sessions_areNotAddedWhenTheIdOfTheLastIsInUse() {
        ExecutionSession stored = session();
        sessions().add(stored);
        ExecutionSession fresh = session();
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> sessions().addAll(List.of(session(), fresh, session(stored.id(), "again"))))
                .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(stored.id()));
        assertThat(sessions().find(fresh.id())).isEmpty();
        assertThat(resultsOf(fresh.id())).isEmpty();
        assertThat(sessions().find(stored.id())).contains(stored);
        sessions().add(fresh);
    }

    @Test
    default void sessions_areNotAddedWhenTwoOfThemHaveTheSameId() {
        ExecutionSession fresh = session();
        UUID twice = UUID.randomUUID();
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> sessions().addAll(List.of(session(twice, "one"), fresh, session(twice, "other"))))
                .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(twice));
        assertThat(sessions().find(twice)).isEmpty();
        assertThat(sessions().find(fresh.id())).isEmpty();
        assertThat(resultsOf(twice)).isEmpty();
    }

    @RepeatedTest(50)
    default void session_isFoundUnchangedAfterReplace(
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft before,
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft after) {
        ExecutionSession session = session(before);
        sessions().add(session);
        ExecutionSession next = changed(session, after);
        assertThat(sessions().replace(next, session)).isTrue();
        assertThat(sessions().find(session.id())).contains(next);
        ExecutionResultEntity first = ExecutionResultEntity.of(session);
        ExecutionResultEntity second = ExecutionResultEntity.of(next);
        assertThat(resultsOf(session.id()))
                .containsExactlyInAnyOrderElementsOf(
                        first.id().equals(second.id()) ? List.of(first.replacedBy(second)) : List.of(first, second));
    }

    @Test
    default void session_thatWasChangedSinceItWasReadIsNotReplaced() {
        ExecutionSession read = session();
        sessions().add(read);
        ExecutionSession stored = changed(read, draft("stored", read.executionResult()));
        sessions().replace(stored, read);
        List<ExecutionResultEntity> results = resultsOf(read.id());

        ExecutionSession late = changed(read, draft("late", content(UUID.randomUUID(), "next try")));
        assertThat(sessions().replace(late, read)).isFalse();
        ExecutionSession never = changed(late, late.content());
        assertThat(sessions().replace(changed(never, never.content()), never)).isFalse();
        assertThat(sessions().find(read.id())).contains(stored);
        assertThat(resultsOf(read.id())).isEqualTo(results);
    }

    @Test
    default void session_thatIsMissingIsNotReplaced() {
        ExecutionSession gone = session();
        assertThat(sessions().replace(changed(gone, gone.content()), gone)).isFalse();
        assertThat(sessions().find(gone.id())).isEmpty();
        assertThat(resultsOf(gone.id())).isEmpty();
    }

    @Test
    default void session_whoseResultWasChangedSinceItWasReadIsNotReplaced() {
        ExecutionSession read = session();
        sessions().add(read);
        ExecutionResultEntity started = ExecutionResultEntity.of(read);
        ExecutionResultEntity finished = changed(started, content(started.id(), "finished"));
        assertThat(results().replace(finished, started)).isTrue();

        assertThat(sessions().replace(changed(read, draft("late", null)), read)).isFalse();
        ExecutionSession stored = sessions().find(read.id()).orElseThrow();
        assertThat(stored).isEqualTo(read.withExecutionResult(finished.result()));
        assertThat(results().find(started.id())).contains(finished);
        assertThat(sessions().replace(changed(stored, draft("again", null)), stored))
                .isTrue();
        assertThat(results().find(started.id())).contains(finished);
    }

    @Test
    default void session_replacedWithoutAResultKeepsItsResult() {
        ExecutionSession session = session();
        sessions().add(session);
        ExecutionResultEntity before = ExecutionResultEntity.of(session);
        sessions().replace(changed(session, draft("changed", null)), session);
        assertThat(results().find(before.id())).contains(before);
    }

    @Test
    default void session_withTheNextAttemptAddsAResultAndKeepsEarlierOnes() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID detail = UUID.randomUUID();
        ExecutionSession one = session(UUID.randomUUID(), content(first, "first", message(detail, "failed", 1)));
        sessions().add(one);
        ExecutionSession two = with(one, content(second, "second"));
        sessions().replace(two, one);
        assertThat(sessions().find(one.id())).contains(two);
        assertThat(resultsOf(one.id()))
                .containsExactlyInAnyOrder(ExecutionResultEntity.of(one), ExecutionResultEntity.of(two));
        assertThat(details().find(detail).map(ExecutionResultDetailEntity::detail))
                .contains(message(detail, "failed", 1));
    }

    @Test
    default void session_withTheSameAttemptUpdatesItsResultAndKeepsItsCreatedDate() {
        UUID id = UUID.randomUUID();
        UUID goes = UUID.randomUUID();
        UUID comes = UUID.randomUUID();
        ExecutionSession started = session(UUID.randomUUID(), content(id, "started", message(goes, "goes", 1)));
        sessions().add(started);
        ExecutionSession ended = with(started, content(id, "ended", message(comes, "comes", 2)));
        sessions().replace(ended, started);

        ExecutionResultEntity result = results().find(id).orElseThrow();
        assertThat(result.createdDate()).isEqualTo(NOW);
        assertThat(result.modifiedDate()).isEqualTo(LATER);
        assertThat(result.modifiedByUserName()).isEqualTo(MAX.userName());
        assertThat(result.result()).isEqualTo(ended.executionResult());
        assertThat(details().find(goes)).isEmpty();
        assertThat(details().find(comes))
                .contains(result.detailEntities().findFirst().orElseThrow());
    }

    @Test
    default void session_thatReturnsToAnEarlierAttemptUpdatesThatResult() {
        ExecutionResult first = content(UUID.randomUUID(), "first");
        ExecutionSession one = session(UUID.randomUUID(), first);
        sessions().add(one);
        ExecutionSession two = with(one, content(UUID.randomUUID(), "second"));
        sessions().replace(two, one);
        ExecutionSession three = with(two, content(first.id(), "first again"));
        assertThat(sessions().replace(three, two)).isTrue();
        assertThat(sessions().find(one.id())).contains(three);
        assertThat(resultsOf(one.id()))
                .containsExactlyInAnyOrder(
                        ExecutionResultEntity.of(one).replacedBy(ExecutionResultEntity.of(three)),
                        ExecutionResultEntity.of(two));
    }

    @Test
    default void session_setsTheExecutionIdOfItsResult() {
        UUID task = UUID.randomUUID();
        UUID app = UUID.randomUUID();
        ExecutionSession session = session();
        sessions().add(session);
        ExecutionSession next = changed(
                session,
                session.content().toBuilder()
                        .externalProgramTask(TaskReference.of(task, "task", TaskType.EXTERNAL_PROGRAM))
                        .app(AppReference.of(app, "app"))
                        .build());
        sessions().replace(next, session);
        ExecutionResultEntity result =
                results().find(requireNonNull(session.executionResult().id())).orElseThrow();
        assertThat(result.origin()).isEqualTo(new ResultOrigin(session.id(), task, app, null));
        assertThat(result.modifiedDate()).isEqualTo(LATER);
    }

    @Test
    default void session_isRemovedAndItsResultsAndDetailsStay() {
        UUID detail = UUID.randomUUID();
        ExecutionSession one = session(UUID.randomUUID(), content(null, "one", message(detail, "m", 1)));
        sessions().add(one);
        ExecutionSession two = with(one, content(UUID.randomUUID(), "two"));
        sessions().replace(two, one);
        List<ExecutionResultEntity> results = resultsOf(one.id());

        assertThat(sessions().remove(one.id())).isTrue();
        assertThat(sessions().find(one.id())).isEmpty();
        assertThat(sessions().count(new Filter.OneOf<>(Set.of(one.id())))).isZero();
        assertThat(resultsOf(one.id())).hasSize(2).isEqualTo(results);
        assertThat(details().find(detail)).isPresent();
        assertThat(sessions().remove(one.id())).isFalse();
        assertThat(sessions().remove(UUID.randomUUID())).isFalse();
    }

    @Test
    default void sessions_areRemovedTogether() {
        List<ExecutionSession> sessions =
                Stream.generate(Samples::session).limit(300).toList();
        sessions().addAll(sessions);
        ExecutionSession stays = session();
        sessions().add(stays);
        Set<UUID> ids = sessions.stream().map(ExecutionSession::id).collect(toSet());
        sessions().remove(sessions.get(0).id());
        sessions().removeAll(ids);
        assertThat(sessions().count(new Filter.OneOf<>(ids))).isZero();
        assertThat(sessions().find(stays.id())).contains(stays);
        assertThat(resultsOf(sessions.get(299).id())).containsExactly(ExecutionResultEntity.of(sessions.get(299)));
    }

    @Test
    default void session_withTheIdOfARemovedOneIsAddedAndEarlierResultsStay() {
        ExecutionSession first = session();
        sessions().add(first);
        sessions().remove(first.id());
        ExecutionSession second = session(first.id(), "second");
        sessions().add(second);
        assertThat(sessions().find(first.id())).contains(second);
        assertThat(resultsOf(first.id()))
                .containsExactlyInAnyOrder(ExecutionResultEntity.of(first), ExecutionResultEntity.of(second));
    }

    @Test
    default void session_withTheIdsOfARemovedOneAndItsResultReplacesThatResult() {
        UUID goes = UUID.randomUUID();
        ExecutionSession first =
                session(UUID.randomUUID(), content(UUID.randomUUID(), "first", message(goes, "goes", 1)));
        sessions().add(first);
        sessions().remove(first.id());
        ExecutionSession second =
                session(first.id(), content(first.executionResult().id(), "second"));
        sessions().add(second);

        assertThat(sessions().find(first.id())).contains(second);
        ExecutionResultEntity result = ExecutionResultEntity.of(first).replacedBy(ExecutionResultEntity.of(second));
        assertThat(resultsOf(first.id())).containsExactly(result);
        assertThat(result.modifiedDate()).isEqualTo(NOW.plusMillis(1));
        assertThat(details().find(goes)).isEmpty();
    }

    @Test
    default void session_adoptsTheResultThatWasCreatedForItBefore() {
        UUID session = UUID.randomUUID();
        ExecutionResultEntity before = result(UUID.randomUUID(), session);
        results().add(before);
        ExecutionSession added = ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(session)
                        .executionResult(content(before.id(), "running"))
                        .build(),
                LATER,
                JO,
                UUID::randomUUID);
        sessions().add(added);
        assertThat(sessions().find(session)).contains(added);
        assertThat(resultsOf(session)).containsExactly(before.replacedBy(ExecutionResultEntity.of(added)));
    }

    private static ExecutionSessionDraft draft(String user, @Nullable ExecutionResult result) {
        return ExecutionSessionDraft.builder()
                .user(user)
                .executionResult(result)
                .build();
    }

    @Test
    default void sessionsOfApps_areThoseThatNameThem() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        List<ExecutionSession> sessions = Stream.of(one, one, other, null)
                .map(app -> session(ExecutionSessionDraft.builder()
                        .app(AppReference.builder().id(app).name("Sales").build())
                        .build()))
                .toList();
        sessions.forEach(sessions()::add);
        sessions().add(session());
        assertThat(storeUnderTest().sessionsOfApps(Integer.MAX_VALUE, CancellationSignal.NONE))
                .containsEntry(other, sessions.get(2).id())
                .doesNotContainKey(new UUID(0, 0))
                .extractingByKey(one)
                .isIn(sessions.get(0).id(), sessions.get(1).id());
        assertThat(storeUnderTest().sessionsOfApps(1, CancellationSignal.NONE)).hasSize(1);
        assertThat(storeUnderTest().sessionsOfApps(0, CancellationSignal.NONE)).isEmpty();
        sessions().removeAll(Set.of(sessions.get(0).id(), sessions.get(2).id()));
        assertThat(storeUnderTest().sessionsOfApps(Integer.MAX_VALUE, CancellationSignal.NONE))
                .containsEntry(one, sessions.get(1).id())
                .doesNotContainKey(other);
    }
}
