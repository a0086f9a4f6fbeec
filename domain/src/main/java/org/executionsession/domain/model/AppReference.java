package org.executionsession.domain.model;

import jakarta.validation.Valid;
import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.Text;
import org.jspecify.annotations.Nullable;

/**
 * The app that an execution reloads, as the client reported it.
 *
 * @param id the app's id; null when not given
 * @param name the app's name; never null, empty when not given
 * @param appId the app's id as the engine spells it; never null, empty when not given
 * @param publishTime when it was published; null when it was not
 * @param published whether it is published
 * @param stream where it is published; null when nowhere
 * @param savedInProductVersion the version that saved it; never null, empty when not given
 * @param migrationHash the hash of its migration; never null, empty when not given
 * @param availabilityStatus whether it can be opened; never null
 * @param reference true if only the id is given and refers to the stored values; always false in a stored entity, and
 *     without an id
 */
public record AppReference(
        @Nullable UUID id,
        @Text String name,
        @Text String appId,
        @CalendarDate @Nullable Instant publishTime,
        boolean published,
        @Valid @Nullable StreamReference stream,
        @Text String savedInProductVersion,
        @Text String migrationHash,
        AppAvailabilityStatus availabilityStatus,
        boolean reference) {

    /** Normalizes the values: the zero GUID and null mean "not given", and dates are truncated to milliseconds. */
    public AppReference(
            @Nullable UUID id,
            @Nullable String name,
            @Nullable String appId,
            @Nullable Instant publishTime,
            boolean published,
            @Nullable StreamReference stream,
            @Nullable String savedInProductVersion,
            @Nullable String migrationHash,
            @Nullable AppAvailabilityStatus availabilityStatus,
            boolean reference) {
        this.id = Defaults.id(id);
        this.name = Defaults.text(name);
        this.appId = Defaults.text(appId);
        this.publishTime = Defaults.instant(publishTime);
        this.published = published;
        this.stream = stream;
        this.savedInProductVersion = Defaults.text(savedInProductVersion);
        this.migrationHash = Defaults.text(migrationHash);
        this.availabilityStatus = Defaults.code(availabilityStatus, AppAvailabilityStatus.NOT_APPLICABLE);
        this.reference = reference && this.id != null;
    }

    /**
     * An app that is not a reference.
     *
     * @param id the app's id
     * @param name the app's name
     * @param appId the app's id as the engine spells it
     * @param publishTime when it was published; null when it was not
     * @param published whether it is published
     * @param stream where it is published; null when nowhere
     * @param savedInProductVersion the version that saved it
     * @param migrationHash the hash of its migration
     * @param availabilityStatus whether it can be opened
     */
    public AppReference(
            @Nullable UUID id,
            @Nullable String name,
            @Nullable String appId,
            @Nullable Instant publishTime,
            boolean published,
            @Nullable StreamReference stream,
            @Nullable String savedInProductVersion,
            @Nullable String migrationHash,
            @Nullable AppAvailabilityStatus availabilityStatus) {
        this(
                id,
                name,
                appId,
                publishTime,
                published,
                stream,
                savedInProductVersion,
                migrationHash,
                availabilityStatus,
                false);
    }

    /** Replaces references by the stored values. */
    static @Nullable AppReference resolved(@Nullable AppReference given, @Nullable AppReference stored) {
        if (given == null) {
            return null;
        }
        AppReference same = stored != null && given.id != null && given.id.equals(stored.id) ? stored : null;
        if (given.reference && same != null) {
            return same;
        }
        StreamReference now = StreamReference.resolved(given.stream, same == null ? null : same.stream);
        return !given.reference && now == given.stream
                ? given
                : new AppReference(
                        given.id,
                        given.name,
                        given.appId,
                        given.publishTime,
                        given.published,
                        now,
                        given.savedInProductVersion,
                        given.migrationHash,
                        given.availabilityStatus);
    }

    /**
     * Returns an app with an id and a name alone.
     *
     * @param id the app's id
     * @param name the app's name
     * @return the reference
     */
    public static AppReference of(@Nullable UUID id, @Nullable String name) {
        return new AppReference(id, name, null, null, false, null, null, null, null);
    }

    /**
     * Starts an empty app.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a builder with the same values
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.id = id;
        builder.name = name;
        builder.appId = appId;
        builder.publishTime = publishTime;
        builder.published = published;
        builder.stream = stream;
        builder.savedInProductVersion = savedInProductVersion;
        builder.migrationHash = migrationHash;
        builder.availabilityStatus = availabilityStatus;
        builder.reference = reference;
        return builder;
    }

    /** Builds an app. Not thread-safe. */
    public static final class Builder {
        private @Nullable UUID id;
        private @Nullable String name;
        private @Nullable String appId;
        private @Nullable Instant publishTime;
        private boolean published;
        private @Nullable StreamReference stream;
        private @Nullable String savedInProductVersion;
        private @Nullable String migrationHash;
        private @Nullable AppAvailabilityStatus availabilityStatus;
        private boolean reference;

        private Builder() {}

        /**
         * Sets the id.
         *
         * @param value the id of the app; null for none
         * @return this builder
         */
        public Builder id(@Nullable UUID value) {
            id = value;
            return this;
        }

        /**
         * Sets the name.
         *
         * @param value the name of the app; null for none
         * @return this builder
         */
        public Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        /**
         * Sets the id as the engine spells it.
         *
         * @param value the id; null for none
         * @return this builder
         */
        public Builder appId(@Nullable String value) {
            appId = value;
            return this;
        }

        /**
         * Sets the time of publication.
         *
         * @param value the time; null if it was not
         * @return this builder
         */
        public Builder publishTime(@Nullable Instant value) {
            publishTime = value;
            return this;
        }

        /**
         * Sets whether the app is published.
         *
         * @param value true if it is
         * @return this builder
         */
        public Builder published(boolean value) {
            published = value;
            return this;
        }

        /**
         * Sets the stream in which the app is published.
         *
         * @param value the stream; null for none
         * @return this builder
         */
        public Builder stream(@Nullable StreamReference value) {
            stream = value;
            return this;
        }

        /**
         * Sets the version that saved the app.
         *
         * @param value the version; null for none
         * @return this builder
         */
        public Builder savedInProductVersion(@Nullable String value) {
            savedInProductVersion = value;
            return this;
        }

        /**
         * Sets the hash of the migration.
         *
         * @param value the hash; null for none
         * @return this builder
         */
        public Builder migrationHash(@Nullable String value) {
            migrationHash = value;
            return this;
        }

        /**
         * Sets whether the app can be opened.
         *
         * @param value the status; null for not applicable
         * @return this builder
         */
        public Builder availabilityStatus(@Nullable AppAvailabilityStatus value) {
            availabilityStatus = value;
            return this;
        }

        /**
         * Sets whether only the id is given, as a reference to the stored values.
         *
         * @param value true for a reference; false if there is no id
         * @return this builder
         */
        public Builder reference(boolean value) {
            reference = value;
            return this;
        }

        /**
         * Builds an app.
         *
         * @return an app
         */
        public AppReference build() {
            return new AppReference(
                    id,
                    name,
                    appId,
                    publishTime,
                    published,
                    stream,
                    savedInProductVersion,
                    migrationHash,
                    availabilityStatus,
                    reference);
        }
    }
}
