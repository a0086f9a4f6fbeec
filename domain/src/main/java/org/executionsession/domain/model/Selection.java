package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A list of entities that a caller selected, to list, change or delete them together.
 *
 * @param id the selection's id; never null
 * @param createdDate when it was created, to the millisecond; never null
 * @param modifiedByUserName the user who created it, {@code DIR\\user}; never null
 * @param owner the key of the caller who owns it, see {@link Caller#key}; never null
 * @param expiresAt when it expires, to the millisecond; never null
 * @param items the entities; never null
 */
public record Selection(
        UUID id, Instant createdDate, String modifiedByUserName, String owner, Instant expiresAt, List<Item> items) {

    /** The maximum number of entities in a selection: a selection is kept in memory and returned as a whole. */
    public static final int ITEMS_MAX = 100_000;

    /** Rejects null, truncates the dates to milliseconds and copies the items. */
    public Selection {
        requireNonNull(id, "id");
        createdDate = Defaults.truncated(requireNonNull(createdDate, "createdDate"));
        requireNonNull(modifiedByUserName, "modifiedByUserName");
        requireNonNull(owner, "owner");
        expiresAt = Defaults.truncated(requireNonNull(expiresAt, "expiresAt"));
        items = List.copyOf(requireNonNull(items, "items"));
    }

    /**
     * One entity of a selection.
     *
     * @param type the contract's name of its kind, in the letter case of the request; never null
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
