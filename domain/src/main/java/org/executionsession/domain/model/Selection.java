package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
     * Starts a selection without values; all but the items must be set.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a selection from this one.
     *
     * @return a builder with the same values
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.id = id;
        builder.createdDate = createdDate;
        builder.modifiedByUserName = modifiedByUserName;
        builder.owner = owner;
        builder.expiresAt = expiresAt;
        builder.items = items;
        return builder;
    }

    /** Builds a selection. Not thread-safe. */
    public static final class Builder {
        private @Nullable UUID id;
        private @Nullable Instant createdDate;
        private @Nullable String modifiedByUserName;
        private @Nullable String owner;
        private @Nullable Instant expiresAt;
        private List<Item> items = List.of();

        private Builder() {}

        /**
         * Sets the id.
         *
         * @param value the id; not null
         * @return this builder
         */
        public Builder id(UUID value) {
            id = requireNonNull(value, "id");
            return this;
        }

        /**
         * Sets the date of its creation.
         *
         * @param value the date; not null
         * @return this builder
         */
        public Builder createdDate(Instant value) {
            createdDate = requireNonNull(value, "createdDate");
            return this;
        }

        /**
         * Sets the user who creates it.
         *
         * @param value the user, {@code DIR\\user}; not null
         * @return this builder
         */
        public Builder modifiedByUserName(String value) {
            modifiedByUserName = requireNonNull(value, "modifiedByUserName");
            return this;
        }

        /**
         * Sets the owner.
         *
         * @param value the key of the caller, see {@link Caller#key}; not null
         * @return this builder
         */
        public Builder owner(String value) {
            owner = requireNonNull(value, "owner");
            return this;
        }

        /**
         * Sets the date of its expiry.
         *
         * @param value the date; not null
         * @return this builder
         */
        public Builder expiresAt(Instant value) {
            expiresAt = requireNonNull(value, "expiresAt");
            return this;
        }

        /**
         * Sets the entities.
         *
         * @param value the entities; not null
         * @return this builder
         */
        public Builder items(List<Item> value) {
            items = requireNonNull(value, "items");
            return this;
        }

        /**
         * Builds the selection.
         *
         * @return the selection
         * @throws NullPointerException when a value was not set; its message is the name of the value
         */
        @SuppressWarnings("NullAway") // The constructor rejects null.
        public Selection build() {
            return new Selection(id, createdDate, modifiedByUserName, owner, expiresAt, items);
        }
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
