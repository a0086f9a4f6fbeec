package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Race.ROUNDS;
import static org.executionsession.storecontract.Race.succeedsUnless;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.changed;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.detail;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.request;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;
import static org.executionsession.storecontract.Samples.with;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.References;
import org.executionsession.domain.query.Filter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests references to stored results and details: these are neither changed nor copied. */
interface ReferencesContract extends TestedStore {

    private ExecutionResultEntity stored(@Nullable UUID session) {
        ExecutionResultEntity stored =
                result(session, content(UUID.randomUUID(), "stored", message(UUID.randomUUID(), "m", 1)), NOW);
        results().add(stored);
        return stored;
    }

    private long countOf(UUID result) {
        return results().count(new Filter.OneOf<>(Set.of(result)));
    }

    @Test
    default void reference_toTheResultOfTheSessionKeepsTheResult() {
        UUID id = UUID.randomUUID();
        ExecutionResultEntity stored = stored(id);
        ExecutionSession session = session(id, stored.result());
        assertThat(sessions().addAll(List.of(session), References.to(stored), null, NOW))
                .isEmpty();
        assertThat(sessions().find(id)).contains(session);
        assertThat(resultsOf(id)).containsExactly(stored);

        ExecutionSession next = with(session, content(UUID.randomUUID(), "next"));
        sessions().replace(next, session);
        ExecutionSession back = with(next, stored.result());
        assertThat(sessions().replace(back, next, References.to(stored))).isTrue();
        assertThat(sessions().find(id)).contains(back);
        assertThat(resultsOf(id)).hasSize(2).contains(stored);
    }

    @Test
    default void reference_toAConcurrentlyChangedResultIsNotWritten() {
        UUID id = UUID.randomUUID();
        ExecutionResultEntity read = stored(id);
        ExecutionResultEntity stored = changed(read, content(null, "stored"));
        results().replace(stored, read);
        ExecutionSession session = session(id, read.result());
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() -> sessions().addAll(List.of(session(), session), References.to(read), request(), NOW));
        assertThat(sessions().find(id)).isEmpty();

        ExecutionSession other = session(id, content(UUID.randomUUID(), "other"));
        sessions().add(other);
        assertThat(sessions().replace(with(other, read.result()), other, References.to(read)))
                .isFalse();
        assertThat(sessions().find(id)).contains(other);
        assertThat(results().find(read.id())).contains(stored);

        ExecutionResultDetailEntity free = detail(UUID.randomUUID(), "read");
        details().add(free);
        ExecutionResultDetailEntity changed = free.update(message(null, "stored", 0), NOW, Samples.MAX);
        details().replace(changed, free);
        ExecutionResultEntity with = result(null, content(UUID.randomUUID(), "", free.detail()), NOW);
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() -> results().addAll(List.of(with), References.to(free), null, NOW));
        assertThat(results().find(with.id())).isEmpty();
        assertThat(details().find(free.id())).contains(changed);
    }

    @Test
    default void reference_toAResultOfNoSessionAssignsItToTheSession() {
        ExecutionResultEntity added = stored(null);
        ExecutionSession session = session(UUID.randomUUID(), added.result());
        sessions().addAll(List.of(session), References.to(added), request(), NOW);
        ExecutionResultEntity replaced = stored(null);
        ExecutionSession next = with(session, replaced.result());
        assertThat(sessions().replace(next, session, References.to(replaced))).isTrue();

        assertThat(sessions().find(session.id())).contains(next);
        assertThat(resultsOf(session.id()))
                .containsExactlyInAnyOrder(
                        added.replacedBy(ExecutionResultEntity.of(session)),
                        replaced.replacedBy(ExecutionResultEntity.of(next)));
        for (ExecutionResultEntity taken : List.of(added, replaced)) {
            assertThat(countOf(taken.id())).isEqualTo(1);
            assertThat(details()
                            .count(new Filter.OneOf<>(
                                    Set.of(taken.result().details().get(0).id()))))
                    .isEqualTo(1);
        }
    }

    @Test
    default void reference_toAResultOfAnotherSessionIsRejected() {
        ExecutionResultEntity foreign = stored(UUID.randomUUID());
        ExecutionSession session = session(UUID.randomUUID(), foreign.result());
        IdempotentRequest request = request();
        assertThatExceptionOfType(ResultConflictException.class)
                .isThrownBy(() -> sessions().addAll(List.of(session(), session), References.to(foreign), request, NOW));
        ExecutionSession stored = session(session.id(), content(UUID.randomUUID(), "own"));
        sessions().addAll(List.of(stored), request, NOW);
        assertThatExceptionOfType(ResultConflictException.class)
                .isThrownBy(() -> sessions().replace(with(stored, foreign.result()), stored, References.to(foreign)));
        assertThat(sessions().find(session.id())).contains(stored);
        assertThat(results().find(foreign.id())).contains(foreign);
        assertThat(countOf(foreign.id())).isEqualTo(1);
    }

    @Test
    default void reference_toADetailOfNoResultAssignsItToTheResult() {
        ExecutionResultDetailEntity ofSession = detail(UUID.randomUUID(), "of a session");
        ExecutionResultDetailEntity ofResult = detail(UUID.randomUUID(), "of a result");
        ExecutionResultDetailEntity ofChanged = detail(UUID.randomUUID(), "of a changed result");
        details().addAll(List.of(ofSession, ofResult, ofChanged));
        ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "", ofSession.detail()));
        sessions().addAll(List.of(session), References.to(ofSession), null, NOW);
        ExecutionResultEntity result = result(null, content(UUID.randomUUID(), "", ofResult.detail()), NOW);
        results().addAll(List.of(result), References.to(ofResult), null, NOW);
        ExecutionResultEntity next = changed(result, content(null, "", ofResult.detail(), ofChanged.detail()));
        assertThat(results().replace(next, result, References.to(ofChanged))).isTrue();

        assertThat(sessions().find(session.id())).contains(session);
        assertThat(results().find(result.id())).contains(next);
        for (ExecutionResultDetailEntity taken : List.of(ofSession, ofResult, ofChanged)) {
            assertThat(details().count(new Filter.OneOf<>(Set.of(taken.id())))).isEqualTo(1);
            assertThat(details().find(taken.id()).map(ExecutionResultDetailEntity::detail))
                    .contains(taken.detail());
        }
    }

    @Test
    default void reference_toADetailOfAnotherResultIsRejected() {
        ExecutionResultEntity other = stored(UUID.randomUUID());
        ExecutionResultDetailEntity foreign = other.detailEntities().findFirst().orElseThrow();
        ExecutionResultEntity fresh = result(null, content(UUID.randomUUID(), "", foreign.detail()), NOW);
        assertThatExceptionOfType(ResultConflictException.class)
                .isThrownBy(() -> results().addAll(List.of(fresh), References.to(foreign), request(), NOW));
        assertThat(results().find(fresh.id())).isEmpty();
        assertThat(details().count(new Filter.OneOf<>(Set.of(foreign.id())))).isEqualTo(1);
    }

    @Test
    default void reference_ofARepeatedRequestIsIgnored() {
        ExecutionResultEntity free = stored(null);
        IdempotentRequest request = request();
        ExecutionSession first = session(UUID.randomUUID(), free.result());
        sessions().addAll(List.of(first), References.to(free), request, NOW);
        ExecutionResultEntity taken = results().find(free.id()).orElseThrow();
        ExecutionSession again = session(UUID.randomUUID(), free.result());
        for (ExecutionResultEntity read : List.of(free, taken)) {
            assertThat(sessions().addAll(List.of(again), References.to(read), request, NOW))
                    .contains(new StoredResponse<>(request.content(), List.of(first)));
        }
        assertThat(sessions().find(again.id())).isEmpty();
        assertThat(results().find(free.id())).contains(taken);
    }

    @Test
    default void concurrently_aChangedResultIsNotOverwrittenByAReferringSession() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                UUID id = UUID.randomUUID();
                ExecutionResultEntity read = stored(id);
                ExecutionResultEntity finished = changed(read, content(null, "finished"));
                List<Boolean> done = race.run(List.of(
                        () -> results().replace(finished, read),
                        succeedsUnless(
                                VersionConflictException.class,
                                () -> sessions()
                                        .addAll(List.of(session(id, read.result())), References.to(read), null, NOW))));
                assertThat(done.get(0)).isTrue();
                assertThat(resultsOf(id)).containsExactly(finished);
                assertThat(sessions().find(id).isPresent()).isEqualTo(done.get(1));
            }
        }
    }

    @Test
    default void concurrently_aResultIsAssignedToOneSessionOnly() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionResultEntity free = stored(null);
                ExecutionSession one = session(UUID.randomUUID(), free.result());
                ExecutionSession other = session(UUID.randomUUID(), free.result());
                List<Boolean> taken = race.run(List.of(
                        succeedsUnless(
                                VersionConflictException.class,
                                () -> sessions().addAll(List.of(one), References.to(free), null, NOW)),
                        succeedsUnless(
                                VersionConflictException.class,
                                () -> sessions().addAll(List.of(other), References.to(free), null, NOW))));
                assertThat(taken).containsOnlyOnce(true);
                assertThat(countOf(free.id())).isEqualTo(1);
                assertThat(sessions().find((taken.get(0) ? other : one).id())).isEmpty();
            }
        }
    }

    private static References toMissing(Set<UUID> results, Set<UUID> details) {
        return new References(List.of(), results, details);
    }

    @Test
    default void reference_toAMissingEntityCreatesIt() {
        UUID detail = UUID.randomUUID();
        ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "", message(detail, "", 0)));
        UUID result = session.executionResult().id();
        sessions().addAll(List.of(session), toMissing(Set.of(result), Set.of(detail)), request(), NOW);
        ExecutionSession next = with(session, content(UUID.randomUUID(), "next"));
        References references = toMissing(Set.of(next.executionResult().id()), Set.of());
        assertThat(sessions().replace(next, session, references)).isTrue();
        assertThat(sessions().find(session.id())).contains(next);
        assertThat(countOf(result)).isEqualTo(1);
        assertThat(details().find(detail)).isPresent();
    }

    @Test
    default void reference_toAMissingResultThatWasAddedMeanwhileIsNotWritten() {
        ExecutionResultEntity added = stored(null);
        References references = toMissing(Set.of(added.id()), Set.of());
        ExecutionSession session = session(UUID.randomUUID(), content(added.id(), ""));
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() -> sessions().addAll(List.of(session(), session), references, request(), NOW));
        assertThat(sessions().find(session.id())).isEmpty();

        ExecutionSession other = session();
        sessions().add(other);
        assertThat(sessions().replace(with(other, content(added.id(), "")), other, references))
                .isFalse();
        assertThat(sessions().find(other.id())).contains(other);
        assertThat(results().find(added.id())).contains(added);
        assertThat(countOf(added.id())).isEqualTo(1);
    }

    @Test
    default void reference_toAMissingDetailThatWasAddedMeanwhileIsNotWritten() {
        ExecutionResultDetailEntity free = detail(UUID.randomUUID(), "free");
        details().add(free);
        UUID ofResult = stored(null).result().details().get(0).id();
        for (UUID added : List.of(free.id(), ofResult)) {
            References references = toMissing(Set.of(), Set.of(added));
            ExecutionResultEntity result = result(null, content(UUID.randomUUID(), "", message(added, "", 0)), NOW);
            assertThatExceptionOfType(VersionConflictException.class)
                    .isThrownBy(() -> results().addAll(List.of(result), references, null, NOW));
            ExecutionResultEntity other = result(UUID.randomUUID(), (UUID) null);
            results().add(other);
            assertThat(results().replace(changed(other, content(null, "", message(added, "", 0))), other, references))
                    .isFalse();
            assertThat(results().find(other.id())).contains(other);
            assertThat(details().count(new Filter.OneOf<>(Set.of(added)))).isEqualTo(1);
        }
    }

    @Test
    default void concurrently_aMissingResultIsAddedOnce() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                UUID id = UUID.randomUUID();
                List<Boolean> added = race.run(List.of(
                        succeedsUnless(
                                DuplicateIdException.class,
                                () -> results().add(result(null, content(id, "alone"), NOW))),
                        addsSessionWith(id),
                        addsSessionWith(id)));
                assertThat(added).containsOnlyOnce(true);
                assertThat(countOf(id)).isEqualTo(1);
            }
        }
    }

    private Callable<Boolean> addsSessionWith(UUID missingResult) {
        ExecutionSession session = session(UUID.randomUUID(), content(missingResult, ""));
        References references = toMissing(Set.of(missingResult), Set.of());
        return succeedsUnless(
                VersionConflictException.class, () -> sessions().addAll(List.of(session), references, null, NOW));
    }

    @Test
    default void concurrently_aMissingDetailIsAddedOnce() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                UUID id = UUID.randomUUID();
                References references = toMissing(Set.of(), Set.of(id));
                ExecutionResult alone = content(UUID.randomUUID(), "", message(id, "", 0));
                ExecutionResult ofSession = content(UUID.randomUUID(), "", message(id, "", 0));
                List<Boolean> added = race.run(List.of(
                        succeedsUnless(
                                DuplicateIdException.class, () -> details().add(detail(id, "alone"))),
                        succeedsUnless(
                                VersionConflictException.class,
                                () -> results().addAll(List.of(result(null, alone, NOW)), references, null, NOW)),
                        succeedsUnless(
                                VersionConflictException.class,
                                () -> sessions()
                                        .addAll(
                                                List.of(session(UUID.randomUUID(), ofSession)),
                                                references,
                                                null,
                                                NOW))));
                assertThat(added).containsOnlyOnce(true);
                assertThat(details().count(new Filter.OneOf<>(Set.of(id)))).isEqualTo(1);
            }
        }
    }
}
