package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A set of entities that a caller has selected, to be listed or deleted together.
 *
 * @param id the selection's id; never null
 * @param createdDate when it was made, to the millisecond; never null
 * @param modifiedByUserName who made it, {@code DIR\\user}; never null
 * @param owner whose it is, in a form in which owners are compared; never null
 * @param expiresAt when it is gone, to the millisecond; never null
 * @param items the entities; never null
 */
public record Selection(
        UUID id, Instant createdDate, String modifiedByUserName, String owner, Instant expiresAt, List<Item> items) {

    /** The most entities that can be selected at once: they are held, and answered, as a whole. */
    public static final int ITEMS_MAX = 100_000;

    /** Rejects null, cuts the dates to milliseconds and takes its own copy of the items. */
    public Selection {
        requireNonNull(id, "id");
        createdDate = Defaults.instant(requireNonNull(createdDate, "createdDate"));
        requireNonNull(modifiedByUserName, "modifiedByUserName");
        requireNonNull(owner, "owner");
        expiresAt = Defaults.instant(requireNonNull(expiresAt, "expiresAt"));
        items = List.copyOf(items);
    }

    /**
     * One entity of a selection.
     *
     * @param type the contract's name of its kind, in the letter case in which the caller wrote it; never null
     * @param objectId its id; never null
     */
    public record Item(String type, UUID objectId) {

        /** Rejects null. */
        public Item {
            requireNonNull(type, "type");
            requireNonNull(objectId, "objectId");
        }
    }
}
