package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.MAX;
import static org.executionsession.storecontract.Samples.changed;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.detail;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.junit.jupiter.api.Test;

/** Tests that several entities are replaced in one transaction. */
interface BulkEditsContract extends TestedStore {

    @Test
    default void bulkEdit_replacesChangedEntitiesAndKeepsOthers() {
        List<ExecutionSession> stored = three();
        UUID left = stored.get(1).id();
        List<ExecutionSession> checked = new ArrayList<>();
        Set<UUID> ids = ids(stored);
        ids.add(UUID.randomUUID());
        sessions()
                .replaceAll(ids, checked::add, session -> session.id().equals(left) ? session : oneMoreRetry(session));
        assertThat(checked).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(stored)
                .allSatisfy(session -> assertThat(sessions().find(session.id()))
                        .contains(session.id().equals(left) ? session : oneMoreRetry(session)));
        sessions().replaceAll(Set.of(), checked::add, UnaryOperator.identity());
        assertThat(checked).hasSize(3);
    }

    @Test
    default void bulkEdit_ofResultsShowsInTheirSessions() {
        ExecutionSession session = session();
        sessions().add(session);
        ExecutionResultEntity byItself = result(UUID.randomUUID(), null);
        results().add(byItself);
        UUID ofSession = session.executionResult().id();
        results()
                .replaceAll(
                        Set.of(ofSession, byItself.id()),
                        result -> {},
                        result -> changed(result, content(result.id(), "edited")));
        assertThat(results().find(byItself.id()))
                .get()
                .extracting(result -> result.result().executingNodeName())
                .isEqualTo("edited");
        assertThat(sessions().find(session.id()))
                .get()
                .extracting(found -> found.executionResult().executingNodeName())
                .isEqualTo("edited");
    }

    @Test
    default void bulkEdit_changesSeveralDetailsOfOneResult() {
        ExecutionSession session = session(
                UUID.randomUUID(),
                content(
                        null,
                        "node",
                        message(UUID.randomUUID(), "first", 1),
                        message(UUID.randomUUID(), "second", 2),
                        message(UUID.randomUUID(), "third", 3)));
        sessions().add(session);
        ExecutionResultDetailEntity byItself = detail(UUID.randomUUID(), "by itself");
        details().add(byItself);
        List<UUID> inResult = session.executionResult().details().stream()
                .map(detail -> detail.id())
                .toList();
        details()
                .replaceAll(
                        Set.of(inResult.get(0), inResult.get(2), byItself.id()),
                        detail -> assertThat(detail.modifiedDate()).isBefore(LATER),
                        detail -> detail.update(message(null, "edited", 9), LATER, MAX));
        assertThat(Stream.concat(inResult.stream(), Stream.of(byItself.id())))
                .extracting(id -> details().find(id).orElseThrow().detail().message())
                .containsExactly("edited", "second", "edited", "edited");
        assertThat(sessions().find(session.id()).orElseThrow().executionResult().details())
                .extracting(detail -> detail.message())
                .containsExactly("second", "edited", "edited");
    }

    @Test
    default void bulkEdit_rejectedForOneEntityChangesNone() {
        List<ExecutionSession> stored = three();
        for (int last = 0; last < stored.size(); last++) {
            UUID rejected = stored.get(last).id();
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> sessions()
                            .replaceAll(
                                    ids(stored),
                                    session -> reject(session, rejected),
                                    BulkEditsContract::oneMoreRetry));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> sessions().replaceAll(ids(stored), session -> {}, session -> {
                        reject(session, rejected);
                        return oneMoreRetry(session);
                    }));
        }
        assertThat(stored)
                .allSatisfy(session -> assertThat(sessions().find(session.id())).contains(session));
    }

    @Test
    default void bulkEdits_thatAreConcurrentAreSerialized() throws Exception {
        List<ExecutionSession> stored = three();
        Callable<Boolean> edit = () -> {
            sessions().replaceAll(ids(stored), session -> {}, BulkEditsContract::oneMoreRetry);
            return true;
        };
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                race.run(List.of(edit, edit, edit, edit));
            }
        }
        assertThat(stored)
                .allSatisfy(session -> assertThat(
                                sessions().find(session.id()).orElseThrow().retries())
                        .isEqualTo(4 * Race.ROUNDS));
    }

    private List<ExecutionSession> three() {
        List<ExecutionSession> sessions =
                Stream.generate(Samples::session).limit(3).toList();
        sessions().addAll(sessions);
        return sessions;
    }

    private static Set<UUID> ids(List<ExecutionSession> sessions) {
        return sessions.stream().map(AuditedEntity::id).collect(Collectors.toSet());
    }

    private static ExecutionSession oneMoreRetry(ExecutionSession session) {
        return changed(
                session,
                session.content().toBuilder().retries(session.retries() + 1).build());
    }

    private static void reject(AuditedEntity entity, UUID rejected) {
        if (entity.id().equals(rejected)) {
            throw new IllegalArgumentException("refused");
        }
    }
}
