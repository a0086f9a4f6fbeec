package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Race.ROUNDS;
import static org.executionsession.storecontract.Race.succeedsUnless;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.MAX;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.changed;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.detail;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;
import static org.executionsession.storecontract.Samples.with;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Filter;
import org.junit.jupiter.api.Test;

/** Tests that concurrent writes have the same result as the same writes in some serial order. */
interface ConcurrencyContract extends TestedStore {

    @Test
    default void concurrently_oneOfManyAddsOfOneIdSucceeds() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                UUID id = UUID.randomUUID();
                List<ExecutionSession> sessions = IntStream.range(0, 8)
                        .mapToObj(writer -> session(id, "writer " + writer))
                        .toList();
                List<Boolean> added = race.run(sessions.stream()
                        .map(session -> succeedsUnless(
                                DuplicateIdException.class, () -> sessions().add(session)))
                        .toList());
                assertThat(added).containsOnlyOnce(true);
                ExecutionSession winner = sessions.get(added.indexOf(true));
                assertThat(sessions().find(id)).contains(winner);
                assertThat(resultsOf(id)).containsExactly(ExecutionResultEntity.of(winner));
            }
        }
    }

    @Test
    default void concurrently_allAddsOfDifferentIdsSucceed() throws Exception {
        UUID result = UUID.randomUUID();
        UUID detail = UUID.randomUUID();
        List<ExecutionSession> sessions = Stream.generate(
                        () -> session(UUID.randomUUID(), content(result, "", message(detail, "m", 1))))
                .limit(160)
                .toList();
        try (Race race = new Race()) {
            race.run(IntStream.range(0, 8)
                    .<Callable<Void>>mapToObj(writer -> () -> {
                        sessions.subList(20 * writer, 20 * (writer + 1))
                                .forEach(session -> sessions().add(session));
                        return null;
                    })
                    .toList());
        }
        Filter<ExecutionSession> own =
                new Filter.OneOf<>(sessions.stream().map(AuditedEntity::id).collect(toSet()));
        assertThat(TestedStore.all(sessions(), own)).containsExactlyInAnyOrderElementsOf(sessions);
        assertThat(results().count(new Filter.OneOf<>(Collections.singleton(result))))
                .isEqualTo(160);
    }

    @Test
    default void concurrently_oneOfTwoListsWithEqualIdsIsAdded() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                List<UUID> ids = Stream.generate(UUID::randomUUID).limit(10).toList();
                List<ExecutionSession> one =
                        ids.stream().map(id -> session(id, "one")).toList();
                List<ExecutionSession> other = new ArrayList<>(
                        ids.stream().map(id -> session(id, "other")).toList());
                Collections.reverse(other);
                List<Boolean> added = race.run(List.of(
                        succeedsUnless(
                                DuplicateIdException.class, () -> sessions().addAll(one)),
                        succeedsUnless(
                                DuplicateIdException.class, () -> sessions().addAll(other))));
                assertThat(added).containsOnlyOnce(true);
                assertThat(added.get(0) ? one : other)
                        .allSatisfy(session ->
                                assertThat(sessions().find(session.id())).contains(session));
            }
        }
    }

    @Test
    default void concurrently_oneOfTwoReplacesOfOneVersionSucceeds() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionSession session =
                        session(UUID.randomUUID(), content(null, "", message(UUID.randomUUID(), "m", 1)));
                sessions().add(session);
                oneWins(
                        race,
                        sessions(),
                        session,
                        with(session, content(UUID.randomUUID(), "one")),
                        with(session, content(UUID.randomUUID(), "other")));
                assertThat(resultsOf(session.id())).hasSize(2);

                ExecutionResultEntity result = result(UUID.randomUUID(), session.id());
                results().add(result);
                oneWins(
                        race,
                        results(),
                        result,
                        changed(result, content(null, "one")),
                        changed(result, content(null, "other")));

                ExecutionResultDetailEntity ofResult = details()
                        .find(requireNonNull(
                                session.executionResult().details().get(0).id()))
                        .orElseThrow();
                ExecutionResultDetailEntity byItself = detail(UUID.randomUUID(), "by itself");
                details().add(byItself);
                for (ExecutionResultDetailEntity detail : List.of(ofResult, byItself)) {
                    oneWins(
                            race,
                            details(),
                            detail,
                            detail.update(message(null, "one", 0), LATER, MAX),
                            detail.update(message(null, "other", 0), LATER, MAX));
                }
            }
        }
    }

    private static <E extends AuditedEntity> void oneWins(Race race, EntityStore<E> store, E read, E one, E other)
            throws Exception {
        List<Boolean> won = race.run(List.of(() -> store.replace(one, read), () -> store.replace(other, read)));
        assertThat(won).containsOnlyOnce(true);
        assertThat(store.find(read.id())).contains(won.get(0) ? one : other);
    }

    @Test
    default void concurrently_oneOfManyRemovesOfOneIdSucceeds() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                UUID inResult = UUID.randomUUID();
                ExecutionSession session = session(UUID.randomUUID(), content(null, "", message(inResult, "m", 1)));
                sessions().add(session);
                ExecutionResultDetailEntity byItself = detail(UUID.randomUUID(), "m");
                details().add(byItself);
                removedOnce(race, sessions(), session.id());
                removedOnce(race, details(), inResult);
                removedOnce(race, details(), byItself.id());
                removedOnce(
                        race,
                        results(),
                        requireNonNull(session.executionResult().id()));
            }
        }
    }

    private static void removedOnce(Race race, EntityStore<?> store, UUID id) throws Exception {
        List<Boolean> removed = race.run(Collections.nCopies(3, () -> store.remove(id)));
        assertThat(removed).containsOnlyOnce(true);
        assertThat(store.find(id)).isEmpty();
    }

    @Test
    default void concurrently_aRemovedSessionIsNotRestoredByAReplace() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "before"));
                sessions().add(session);
                ExecutionSession next =
                        with(session, content(session.executionResult().id(), "after"));
                List<Boolean> done = race.run(List.of(
                        () -> sessions().replace(next, session),
                        () -> sessions().remove(session.id())));
                assertThat(done.get(1)).isTrue();
                assertThat(sessions().find(session.id())).isEmpty();
                ExecutionResultEntity before = ExecutionResultEntity.of(session);
                assertThat(resultsOf(session.id()))
                        .containsExactly(done.get(0) ? before.replacedBy(ExecutionResultEntity.of(next)) : before);
            }
        }
    }

    @Test
    default void concurrently_aChangedResultIsNotOverwrittenByItsSession() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "started"));
                sessions().add(session);
                ExecutionResultEntity started = ExecutionResultEntity.of(session);
                ExecutionResultEntity finished = changed(started, content(null, "finished"));
                ExecutionSession next = changed(
                        session, ExecutionSessionDraft.builder().user("next").build());
                List<Boolean> done = race.run(List.of(
                        () -> results().replace(finished, started),
                        () -> sessions().replace(next, session)));
                assertThat(done.get(0)).isTrue();
                assertThat(results().find(started.id())).contains(finished);
                assertThat(sessions().find(session.id()))
                        .contains((done.get(1) ? next : session).withExecutionResult(finished.result()));
            }
        }
    }

    @Test
    default void concurrently_oneOfTwoAddsOfOneResultForTwoSessionsSucceeds() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                UUID id = UUID.randomUUID();
                List<ExecutionResultEntity> attempts = Stream.generate(() -> result(id, UUID.randomUUID()))
                        .limit(4)
                        .toList();
                List<Boolean> added = race.run(attempts.stream()
                        .map(result -> succeedsUnless(
                                DuplicateIdException.class, () -> results().add(result)))
                        .toList());
                assertThat(added).containsOnlyOnce(true);
                assertThat(TestedStore.all(results(), new Filter.OneOf<>(Collections.singleton(id))))
                        .containsExactly(attempts.get(added.indexOf(true)));
            }
        }
    }

    @Test
    default void concurrently_aSessionIsAddedBeforeOrAfterItsResult() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "session's"));
                ExecutionResultEntity byItself =
                        result(session.id(), content(session.executionResult().id(), "own"), NOW);
                List<Boolean> added = race.run(List.of(
                        succeedsUnless(
                                DuplicateIdException.class, () -> sessions().add(session)),
                        succeedsUnless(
                                DuplicateIdException.class, () -> results().add(byItself))));
                assertThat(added.get(0)).isTrue();
                assertThat(sessions().find(session.id())).contains(session);
                ExecutionResultEntity result = ExecutionResultEntity.of(session);
                assertThat(resultsOf(session.id()))
                        .containsExactly(added.get(1) ? byItself.replacedBy(result) : result);
            }
        }
    }

    @Test
    default void concurrently_aSessionKeepsItsResultAgainstARemove() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionSession ended = session(UUID.randomUUID(), content(UUID.randomUUID(), "ended"));
                sessions().add(ended);
                sessions().remove(ended.id());
                List<Boolean> added = race.run(List.of(
                        succeedsUnless(
                                DuplicateIdException.class, () -> sessions().add(ended)),
                        succeedsUnless(
                                ResultInUseException.class,
                                () -> results()
                                        .remove(requireNonNull(
                                                ended.executionResult().id())))));
                assertThat(added.get(0)).isTrue();
                assertThat(sessions().find(ended.id())).contains(ended);
                assertThat(resultsOf(ended.id())).containsExactly(ExecutionResultEntity.of(ended));

                ExecutionSession retried = with(ended, content(UUID.randomUUID(), "second"));
                sessions().replace(retried, ended);
                ExecutionSession back = with(retried, ended.executionResult());
                List<Boolean> done = race.run(List.of(
                        () -> sessions().replace(back, retried),
                        succeedsUnless(
                                ResultInUseException.class,
                                () -> results()
                                        .remove(requireNonNull(
                                                ended.executionResult().id())))));
                assertThat(done.get(0)).isTrue();
                assertThat(sessions().find(ended.id())).contains(back);
                assertThat(resultsOf(ended.id())).hasSize(2);
            }
        }
    }

    @Test
    default void concurrently_allRemovesOfDifferentDetailsOfOneResultSucceed() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionResultDetail stays = message(UUID.randomUUID(), "stays", 9);
                List<ExecutionResultDetail> go = IntStream.range(0, 4)
                        .mapToObj(i -> message(UUID.randomUUID(), "goes", i))
                        .toList();
                ExecutionResultEntity result = result(
                        null,
                        content(
                                UUID.randomUUID(),
                                "",
                                Stream.concat(go.stream(), Stream.of(stays)).toArray(ExecutionResultDetail[]::new)),
                        NOW);
                results().add(result);
                List<Boolean> removed = race.run(go.stream()
                        .<Callable<Boolean>>map(detail -> () -> details().remove(requireNonNull(detail.id())))
                        .toList());
                assertThat(removed).containsOnly(true);
                assertThat(results().find(result.id()).orElseThrow().result().details())
                        .containsExactly(stays);
            }
        }
    }

    @Test
    default void concurrently_aRemovedDetailIsNotRestoredByAChangeOfItsResult() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionResultDetail goes = message(UUID.randomUUID(), "goes", 1);
                ExecutionResultEntity before = result(null, content(UUID.randomUUID(), "before", goes), NOW);
                results().add(before);
                ExecutionResultEntity after = changed(before, content(null, "after", goes));
                List<Boolean> done = race.run(List.of(
                        () -> results().replace(after, before), () -> details().remove(requireNonNull(goes.id()))));
                assertThat(done.get(1)).isTrue();
                ExecutionResultEntity stored = results().find(before.id()).orElseThrow();
                assertThat(stored.result().details()).isEmpty();
                assertThat(stored.result().executingNodeName()).isEqualTo(done.get(0) ? "after" : "before");
                assertThat(details().find(requireNonNull(goes.id()))).isEmpty();
            }
        }
    }
}
