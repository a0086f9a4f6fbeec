package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.changed;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.detail;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.outbound.EntityStore;
import org.junit.jupiter.api.Test;

/** Tests that entities are removed only if they are unchanged since they were read. */
interface RemoveUnchangedContract extends TestedStore {

    /** Checks with two entities and a changed version of the first one that both are removed or none. */
    private <E extends AuditedEntity> void removesBothOrNone(EntityStore<E> store, E first, E second, E firstChanged) {
        store.addAll(List.of(first, second));
        assertThat(store.replace(firstChanged, first)).isTrue();
        assertThat(store.removeUnchanged(List.of(first, second))).as("changed").isFalse();
        assertThat(store.find(first.id())).contains(firstChanged);
        assertThat(store.find(second.id())).contains(second);

        assertThat(store.removeUnchanged(List.of(second, firstChanged))).isTrue();
        assertThat(store.find(first.id())).isEmpty();
        assertThat(store.find(second.id())).isEmpty();

        store.add(second);
        assertThat(store.removeUnchanged(List.of(first, second))).as("gone").isFalse();
        assertThat(store.find(second.id())).contains(second);
        assertThat(store.removeUnchanged(List.of())).isTrue();
    }

    @Test
    default void removeUnchanged_removesAllOrNothing() {
        ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "before"));
        removesBothOrNone(
                sessions(),
                session,
                session(),
                changed(session, ExecutionSessionDraft.builder().user("next").build()));
        ExecutionResultEntity result = result(UUID.randomUUID(), UUID.randomUUID());
        removesBothOrNone(
                results(),
                result,
                result(UUID.randomUUID(), UUID.randomUUID()),
                changed(result, content(null, "after")));
        ExecutionResultDetailEntity detail = detail(UUID.randomUUID(), "before");
        removesBothOrNone(
                details(),
                detail,
                detail(UUID.randomUUID(), "other"),
                detail.update(message(null, "after", 0), Samples.LATER, Samples.MAX));
    }

    @Test
    default void removeUnchanged_keepsASessionWhoseResultHasChanged() {
        ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "before"));
        sessions().add(session);
        ExecutionResultEntity before = ExecutionResultEntity.of(session);
        assertThat(results().replace(changed(before, content(null, "after")), before))
                .isTrue();
        assertThat(sessions().removeUnchanged(List.of(session))).isFalse();
        ExecutionSession now = sessions().find(session.id()).orElseThrow();
        assertThat(sessions().removeUnchanged(List.of(now))).isTrue();
        assertThat(sessions().find(session.id())).isEmpty();
    }

    @Test
    default void removeUnchanged_keepsANewEntityWithTheSameId() {
        ExecutionSession session = session();
        sessions().add(session);
        sessions().remove(session.id());
        ExecutionSession anew = session(session.id(), "somebody else");
        sessions().add(anew);
        assertThat(sessions().removeUnchanged(List.of(session))).isFalse();
        assertThat(sessions().find(session.id())).contains(anew);
    }

    @Test
    default void removeUnchanged_keepsAResultWhoseSessionHasNotEnded() {
        ExecutionSession session = session(UUID.randomUUID(), content(UUID.randomUUID(), "node"));
        ExecutionResultEntity other = result(UUID.randomUUID(), UUID.randomUUID());
        sessions().add(session);
        results().add(other);
        assertThatExceptionOfType(ResultInUseException.class)
                .isThrownBy(() -> results().removeUnchanged(List.of(other, ExecutionResultEntity.of(session))));
        assertThat(results().find(other.id())).contains(other);
    }

    @Test
    default void removeUnchanged_removesSeveralDetailsOfOneResult() {
        ExecutionResultDetail goes = message(UUID.randomUUID(), "goes", 1);
        ExecutionResultDetail goesToo = message(UUID.randomUUID(), "goes", 2);
        ExecutionResultDetail stays = message(UUID.randomUUID(), "stays", 3);
        ExecutionResultEntity result =
                result(UUID.randomUUID(), content(null, "node", goes, stays, goesToo), Samples.NOW);
        results().add(result);
        List<ExecutionResultDetailEntity> read = Stream.of(goes, goesToo)
                .map(detail -> details().find(requireNonNull(detail.id())).orElseThrow())
                .toList();
        assertThat(details().removeUnchanged(read)).isTrue();
        assertThat(results().find(result.id()).orElseThrow().result().details()).containsExactly(stays);
    }

    @Test
    default void concurrently_createdEntitiesWithTheSameIdsStay() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                List<ExecutionSession> read =
                        Stream.generate(Samples::session).limit(8).toList();
                sessions().addAll(read);
                List<ExecutionSession> anew = read.stream()
                        .map(session -> session(session.id(), "somebody else"))
                        .toList();
                List<Callable<Boolean>> actions = new ArrayList<>();
                actions.add(() -> sessions().removeUnchanged(read));
                IntStream.range(0, 4)
                        .forEach(i -> actions.add(() -> {
                            sessions().remove(read.get(i).id());
                            sessions().add(anew.get(i));
                            return true;
                        }));
                boolean removed = race.run(actions).get(0);
                for (int i = 0; i < read.size(); i++) {
                    assertThat(sessions().find(read.get(i).id()))
                            .isEqualTo(
                                    i < 4
                                            ? Optional.of(anew.get(i))
                                            : Optional.of(read.get(i)).filter(session -> !removed));
                }
            }
        }
    }
}
