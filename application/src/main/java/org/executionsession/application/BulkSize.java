package org.executionsession.application;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.model.AuditedEntity;

/** Limits the size of the entities that one call changes together. */
final class BulkSize {

    /**
     * The maximum size of the details of entities that are changed together, before and after, as {@link AuditedEntity#detailBytes}, and of the
     * characters in the apps of a list. A transaction of H2 needs up to twenty times as much memory for them.
     */
    static final long MAX_BYTES = Math.max(2_097_152, Runtime.getRuntime().maxMemory() / 64);

    private final Map<UUID, Long> sizes = new HashMap<>();
    private long sum;

    /**
     * Adds an entity. Replaces the size that an earlier attempt has read for its id.
     *
     * @throws InvalidDraftException if all entities together are too large
     */
    void add(AuditedEntity entity) {
        long size = entity.detailBytes();
        Long before = sizes.put(entity.id(), size);
        sum += size - (before == null ? 0 : before);
        if (sum > MAX_BYTES) {
            throw new InvalidDraftException(List.of(new Violation(
                    List.of(),
                    "must be of entities with at most " + MAX_BYTES + " bytes of JSON in all messages, and of "
                            + AuditedEntity.DETAIL_BYTES + " for each detail; a filter can narrow it")));
        }
    }
}
