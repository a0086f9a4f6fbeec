package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.LATER;
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
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.query.Filter;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Tests results that are stored without their sessions. */
interface ResultsContract extends TestedStore {

    @Test
    default void result_isNotFoundByAnUnknownId() {
        assertThat(results().find(UUID.randomUUID())).isEmpty();
    }

    @RepeatedTest(50)
    default void result_isFoundUnchangedAfterAddAndReplace(
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft before,
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft after) {
        // The sessions are not stored; they only give random content and origins to the results.
        ExecutionSession session = session(before);
        ExecutionResultEntity added = ExecutionResultEntity.of(session);
        results().add(added);
        assertThat(results().find(added.id())).contains(added);
        ExecutionResultEntity next = added.update(
                new ExecutionResultDraft(
                        ResultOrigin.of(session(after)), session(after).executionResult()),
                LATER,
                JO,
                UUID::randomUUID);
        assertThat(results().replace(next, added)).isTrue();
        assertThat(results().find(added.id())).contains(next);
        assertThat(resultsOf(session.id())).containsExactly(next);
        assertThat(sessions().find(session.id())).isEmpty();
    }

    @Test
    default void result_withAnIdInUseIsRejected() {
        ExecutionResultEntity byItself = result(UUID.randomUUID(), null);
        results().add(byItself);
        ExecutionSession session = session();
        sessions().add(session);
        for (UUID id : List.of(byItself.id(), session.executionResult().id())) {
            for (UUID execution : Stream.of(UUID.randomUUID(), session.id()).toList()) {
                assertThatExceptionOfType(DuplicateIdException.class)
                        .isThrownBy(() -> results().add(result(id, execution)))
                        .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(id));
            }
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> results().add(result(id, null)));
        }
        assertThat(results().find(byItself.id())).contains(byItself);
        assertThat(resultsOf(session.id())).containsExactly(ExecutionResultEntity.of(session));
    }

    @Test
    default void results_areAddedAtomically() {
        ExecutionResultEntity stored = result(UUID.randomUUID(), null);
        List<ExecutionResultEntity> fresh = Stream.generate(() -> result(UUID.randomUUID(), UUID.randomUUID()))
                .limit(30)
                .toList();
        results().add(stored);
        UUID twice = UUID.randomUUID();
        for (ExecutionResultEntity last : List.of(
                result(stored.id(), UUID.randomUUID()), result(fresh.get(0).id(), UUID.randomUUID()))) {
            List<ExecutionResultEntity> all =
                    Stream.concat(fresh.stream(), Stream.of(last)).toList();
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> results().addAll(all))
                    .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(last.id()));
        }
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() ->
                        results().addAll(List.of(result(twice, UUID.randomUUID()), result(twice, UUID.randomUUID()))));
        assertThat(results().find(twice)).isEmpty();
        assertThat(results().find(stored.id())).contains(stored);
        assertThat(fresh)
                .allSatisfy(result -> assertThat(results().find(result.id())).isEmpty());
        results().addAll(fresh);
        assertThat(fresh)
                .allSatisfy(result -> assertThat(results().find(result.id())).contains(result));
    }

    @Test
    default void result_thatWasChangedSinceItWasReadIsNotReplaced() {
        ExecutionResultEntity read = result(UUID.randomUUID(), UUID.randomUUID());
        results().add(read);
        ExecutionResultEntity stored = changed(read, content(null, "stored", message(UUID.randomUUID(), "kept", 1)));
        results().replace(stored, read);
        ExecutionResultEntity late = changed(read, content(null, "late"));
        assertThat(results().replace(late, read)).isFalse();
        assertThat(results().find(read.id())).contains(stored);
        assertThat(details()
                        .find(requireNonNull(stored.result().details().get(0).id())))
                .isPresent();
        ExecutionResultEntity gone = result(UUID.randomUUID(), null);
        assertThat(results().replace(changed(gone, content(null, "gone")), gone))
                .isFalse();
        assertThat(results().find(gone.id())).isEmpty();
    }

    @Test
    default void result_thatIsReplacedChangesOnlyTheResultOfItsSession() {
        ExecutionSession session = session();
        sessions().add(session);
        ExecutionResult shared = session.executionResult();
        ExecutionSession older = ExecutionSession.create(
                ExecutionSessionDraft.builder().executionResult(shared).build(),
                NOW.minusMillis(1),
                JO,
                UUID::randomUUID);
        sessions().add(older);

        ExecutionResultEntity read = results().find(requireNonNull(shared.id())).orElseThrow();
        ExecutionResultEntity next = changed(read, content(null, "next", message(UUID.randomUUID(), "m", 1)));
        assertThat(results().replace(next, read)).isTrue();
        assertThat(sessions().find(session.id())).contains(session.withExecutionResult(next.result()));
        assertThat(sessions().find(older.id())).contains(older);
        assertThat(resultsOf(older.id())).containsExactly(ExecutionResultEntity.of(older));
    }

    @Test
    default void result_thatIsReplacedHasOnlyItsNewDetails() {
        UUID goes = UUID.randomUUID();
        UUID stays = UUID.randomUUID();
        ExecutionResultEntity read =
                result(null, content(UUID.randomUUID(), "", message(goes, "a", 1), message(stays, "b", 2)), NOW);
        results().add(read);
        ExecutionResultEntity next = changed(read, content(null, "", message(stays, "c", 3)));
        results().replace(next, read);
        assertThat(details().find(goes)).isEmpty();
        assertThat(details().find(stays))
                .contains(next.detailEntities().findFirst().orElseThrow());
        assertThat(details().count(new Filter.OneOf<>(Set.of(goes, stays)))).isEqualTo(1);
    }

    @Test
    default void result_ofNoSessionCanBeAssignedToASessionWithoutAResultOfItsId() {
        UUID id = UUID.randomUUID();
        ExecutionResultEntity free = result(id, null);
        results().add(free);
        ExecutionResultEntity taken = of(UUID.randomUUID(), free);
        assertThat(results().replace(taken, free)).isTrue();
        assertThat(resultsOf(requireNonNull(taken.origin().executionId()))).containsExactly(taken);

        UUID other = UUID.randomUUID();
        ExecutionResultEntity late = result(null, content(other, "late"), LATER);
        results().add(late);
        ExecutionSession session = session(UUID.randomUUID(), content(other, "session's"));
        sessions().add(session);
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> results().replace(of(session.id(), late), late))
                .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(other));
        assertThat(results().find(other)).contains(late);
        assertThat(sessions().find(session.id())).contains(session);
        assertThat(resultsOf(session.id())).containsExactly(ExecutionResultEntity.of(session));
    }

    @Test
    default void result_isRemovedWithItsDetails() {
        UUID detail = UUID.randomUUID();
        ExecutionResultEntity result = result(UUID.randomUUID(), content(null, "", message(detail, "m", 1)), NOW);
        results().add(result);
        assertThat(results().remove(result.id())).isTrue();
        assertThat(results().find(result.id())).isEmpty();
        assertThat(details().find(detail)).isEmpty();
        assertThat(results().remove(result.id())).isFalse();
        assertThat(results().remove(UUID.randomUUID())).isFalse();
        results().add(result);
    }

    @Test
    default void result_ofTheCurrentAttemptIsNotRemoved() {
        UUID detail = UUID.randomUUID();
        ExecutionSession one = session(UUID.randomUUID(), content(UUID.randomUUID(), "one"));
        sessions().add(one);
        ExecutionSession two = with(one, content(UUID.randomUUID(), "two", message(detail, "m", 1)));
        sessions().replace(two, one);

        assertThatExceptionOfType(ResultInUseException.class)
                .isThrownBy(() ->
                        results().remove(requireNonNull(two.executionResult().id())));
        assertThat(sessions().find(two.id())).contains(two);
        assertThat(details().find(detail)).isPresent();
        assertThat(results().remove(requireNonNull(one.executionResult().id()))).isTrue();
        assertThat(resultsOf(two.id())).containsExactly(ExecutionResultEntity.of(two));

        sessions().remove(two.id());
        assertThat(results().remove(requireNonNull(two.executionResult().id()))).isTrue();
        assertThat(resultsOf(two.id())).isEmpty();
        assertThat(details().find(detail)).isEmpty();
    }

    @Test
    default void results_areRemovedAtomically() {
        ExecutionResultEntity one = result(UUID.randomUUID(), null);
        ExecutionResultEntity other = result(UUID.randomUUID(), UUID.randomUUID());
        results().addAll(List.of(one, other));
        ExecutionSession session = session();
        sessions().add(session);
        UUID current = session.executionResult().id();
        Set<UUID> ids = Set.of(one.id(), other.id(), current, UUID.randomUUID());
        assertThatExceptionOfType(ResultInUseException.class)
                .isThrownBy(() -> results().removeAll(ids));
        assertThat(results().count(new Filter.OneOf<>(ids))).isEqualTo(3);
        sessions().remove(session.id());
        results().removeAll(ids);
        assertThat(results().count(new Filter.OneOf<>(ids))).isZero();
        results().removeAll(ids);
        results().removeAll(Set.of());
    }

    @Test
    default void results_withEqualIdsAreListedInOrderAndTheLastIsFound() {
        UUID id = UUID.randomUUID();
        ExecutionSession last = stored(Samples.early(), id, 2);
        ExecutionSession greaterId = stored(Samples.late(), id, 1);
        ExecutionSession lesserId = stored(Samples.early(), id, 1);
        sessions().addAll(List.of(greaterId, last, lesserId));
        assertThat(TestedStore.all(results(), new Filter.OneOf<>(Set.of(id))))
                .containsExactly(
                        ExecutionResultEntity.of(lesserId),
                        ExecutionResultEntity.of(greaterId),
                        ExecutionResultEntity.of(last));

        sessions().removeAll(Set.of(last.id(), greaterId.id(), lesserId.id()));
        for (ExecutionSession session : List.of(last, greaterId, lesserId)) {
            assertThat(results().find(id)).contains(ExecutionResultEntity.of(session));
            assertThat(results().remove(id)).isTrue();
        }
        assertThat(results().find(id)).isEmpty();
    }

    private static ExecutionSession stored(UUID id, UUID result, int seconds) {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(id)
                        .executionResult(content(result, ""))
                        .build(),
                NOW.plusSeconds(seconds),
                JO,
                UUID::randomUUID);
    }

    private static ExecutionResultEntity of(UUID session, ExecutionResultEntity result) {
        return result.update(
                new ExecutionResultDraft(new ResultOrigin(session, null, null, null), result.result()),
                LATER,
                JO,
                UUID::randomUUID);
    }
}
