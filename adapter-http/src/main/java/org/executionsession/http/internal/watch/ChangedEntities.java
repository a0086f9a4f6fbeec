package org.executionsession.http.internal.watch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;

/**
 * The entities of a batch of changes. They are in memory together, so a batch of several changes has only small ones: it is complete up to the
 * first large one, which is then read as a batch of its own.
 */
public final class ChangedEntities {

    /** The maximum size of the details of a batch of several changes. */
    private static final long MAX_BYTES = 256 * 1024;

    private final List<Change> batch;
    private final boolean withSessions;
    private final Map<UUID, List<AuditedEntity>> found = new HashMap<>();
    private final Set<UUID> omitted = new HashSet<>();
    private long bytes;

    private ChangedEntities(List<Change> batch, boolean withSessions) {
        this.batch = batch;
        this.withSessions = withSessions;
    }

    /** Reads entities of one kind. */
    @FunctionalInterface
    public interface Reader {

        /** Passes the entities with some ids to a consumer. */
        void read(EntityKind kind, Set<UUID> ids, Consumer<AuditedEntity> consumer);
    }

    /** Reads the created and updated entities. */
    public static ChangedEntities read(List<Change> batch, Reader reader) {
        return new ChangedEntities(batch, false).readWith(reader);
    }

    /** Reads the created and updated entities, and the sessions that changed with an update of their results. */
    static ChangedEntities readWithSessions(List<Change> batch, Reader reader) {
        return new ChangedEntities(batch, true).readWith(reader);
    }

    private ChangedEntities readWith(Reader reader) {
        Map<EntityKind, Set<UUID>> ids = new EnumMap<>(EntityKind.class);
        batch.stream()
                .flatMap(this::changesOf)
                .forEach(change -> ids.computeIfAbsent(change.kind(), none -> new HashSet<>())
                        .add(change.id()));
        ids.forEach((kind, ofKind) -> reader.read(kind, ofKind, this::add));
        return this;
    }

    /** Returns the changes whose entities are read for a change. */
    private Stream<EntityChange> changesOf(Change change) {
        EntityChange entity = change.entity();
        if (entity.type() == ChangeType.DELETE) {
            return Stream.empty();
        }
        EntityChange session = withSessions ? changeOfSession(entity) : null;
        return session == null ? Stream.of(entity) : Stream.of(entity, session);
    }

    /** Returns the change of the session that an update of its result is, too; null for none. A created result comes with its session. */
    static EntityChange changeOfSession(EntityChange result) {
        return result.kind() == EntityKind.RESULT && result.type() == ChangeType.UPDATE && result.executionId() != null
                ? new EntityChange(
                        ChangeType.UPDATE,
                        EntityKind.SESSION,
                        result.executionId(),
                        null,
                        null,
                        Set.of("executionResult"))
                : null;
    }

    private void add(AuditedEntity entity) {
        // Results of several sessions can have the same id.
        if (batch.stream()
                .flatMap(this::changesOf)
                .noneMatch(change -> change.id().equals(entity.id()) && change.concerns(entity))) {
            return;
        }
        bytes += entity.detailBytes();
        if (bytes <= MAX_BYTES || batch.size() == 1) {
            found.computeIfAbsent(entity.id(), none -> new ArrayList<>(1)).add(entity);
        } else {
            omitted.add(entity.id());
        }
    }

    /** Returns the changes before the first one with a large entity. */
    public List<Change> complete() {
        return batch.stream()
                .takeWhile(change -> changesOf(change).map(EntityChange::id).noneMatch(omitted::contains))
                .toList();
    }

    /** Returns whether no change has a large entity, unless it is the only one. */
    public boolean isComplete() {
        return omitted.isEmpty();
    }

    boolean isLarge() {
        return bytes > MAX_BYTES;
    }

    /** Returns the entity of a change as it is now; null if it does not exist any more. */
    public AuditedEntity get(EntityChange change) {
        return change.type() == ChangeType.DELETE
                ? null
                : found.getOrDefault(change.id(), List.of()).stream()
                        .filter(change::concerns)
                        .findFirst()
                        .orElse(null);
    }
}
