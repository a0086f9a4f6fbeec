package org.executionsession.http.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches of changes, whose entities have random sizes. */
class ChangedEntitiesTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final int MAX_BATCH = 20;
    private static final int LARGE = 300_000;
    private static final List<Integer> LENGTHS = List.of(0, 1_000, 100_000, LARGE);

    private final List<AuditedEntity> stored = new ArrayList<>();

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    private static ExecutionResult result(UUID id, int length) {
        return ExecutionResult.builder()
                .id(id)
                .details(List.of(ExecutionResultDetail.builder()
                        .message("m".repeat(length))
                        .build()))
                .build();
    }

    private static ExecutionResultEntity resultOf(UUID session, UUID id, int length) {
        ResultOrigin origin = ResultOrigin.of(session(session, id, length));
        return ExecutionResultEntity.create(
                new ExecutionResultDraft(origin, result(id, length)), Instant.EPOCH, JO, UUID::randomUUID);
    }

    private static ExecutionSession session(UUID id, UUID result, int length) {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(id)
                        .executionResult(result(result, length))
                        .build(),
                Instant.EPOCH,
                JO,
                UUID::randomUUID);
    }

    private void read(EntityKind kind, Set<UUID> ids, Consumer<AuditedEntity> consumer) {
        stored.stream()
                .filter(entity -> entity.kind() == kind && ids.contains(entity.id()))
                .forEach(consumer);
    }

    /** Adds sessions with results, some with the same id as another one, and returns random changes of them. */
    private List<EntityChange> randomChanges(Random random) {
        List<EntityChange> changes = new ArrayList<>();
        UUID sameId = UUID.randomUUID();
        for (int i = 0; i < 40; i++) {
            UUID id = UUID.randomUUID();
            UUID resultId = random.nextInt(4) == 0 ? sameId : UUID.randomUUID();
            int length = LENGTHS.get(random.nextInt(LENGTHS.size()));
            ExecutionResultEntity result = resultOf(id, resultId, length);
            stored.add(session(id, resultId, length));
            stored.add(result);
            changes.add(EntityChange.updated(result, Set.of()));
            if (random.nextBoolean()) {
                changes.add(EntityChange.created(stored.get(stored.size() - 2)));
            }
            if (random.nextInt(3) == 0) {
                changes.add(EntityChange.deleted(EntityKind.SESSION, UUID.randomUUID(), null));
            }
        }
        return changes;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allChanges_areReadOnceInOrderAndInBoundedMemory(int seed) {
        Random random = new Random(seed);
        List<EntityChange> changes = randomChanges(random);
        boolean withSessions = random.nextBoolean();
        List<EntityChange> handled = new ArrayList<>();
        BatchSize size = new BatchSize(MAX_BATCH);
        while (handled.size() < changes.size()) {
            int from = handled.size();
            List<Change> batch = IntStream.range(from, Math.min(changes.size(), from + size.next()))
                    .mapToObj(i -> new Change(new ChangeCursor(i, 0), Instant.EPOCH, changes.get(i)))
                    .toList();
            ChangedEntities entities = withSessions
                    ? ChangedEntities.readWithSessions(batch, this::read)
                    : ChangedEntities.read(batch, this::read);
            List<Change> complete = entities.complete();
            assertThat(complete.isEmpty() && batch.size() == 1)
                    .as("a change of its own is not read")
                    .isFalse();
            Set<AuditedEntity> kept = entitiesOf(complete, entities, withSessions);
            assertThat(kept).doesNotContainNull();
            if (batch.size() > 1) {
                assertThat(kept.stream().mapToLong(AuditedEntity::detailBytes).sum())
                        .isLessThan(LARGE);
            }
            size.read(entities);
            complete.forEach(change -> handled.add(change.entity()));
        }
        assertThat(handled).isEqualTo(changes);
    }

    private static Set<AuditedEntity> entitiesOf(List<Change> changes, ChangedEntities entities, boolean withSessions) {
        Set<AuditedEntity> found = new HashSet<>();
        for (Change change : changes) {
            if (change.entity().type() != ChangeType.DELETE) {
                found.add(entities.get(change.entity()));
            }
            EntityChange ofSession = ChangedEntities.changeOfSession(change.entity());
            if (withSessions && ofSession != null) {
                found.add(entities.get(ofSession));
            }
        }
        return found;
    }
}
