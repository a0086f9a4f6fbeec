package org.executionsession.domain.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.Text;

/**
 * One message of a result.
 *
 * @param id the detail's id; null only before it is recorded
 * @param detailsType how serious it is; never null
 * @param message what happened; never null, empty when not given
 * @param detailCreatedDate when it happened; null when not given
 * @param reference whether nothing but the id was said, so that what is recorded with it is meant; false in whatever is
 *     recorded, and without an id
 */
public record ExecutionResultDetail(
        UUID id,
        DetailsType detailsType,
        @Text(max = MESSAGE_MAX) String message,
        @CalendarDate Instant detailCreatedDate,
        boolean reference) {

    /** The longest message, in UTF-16 units: far more than a log line, far less than a log. */
    public static final int MESSAGE_MAX = 100_000;

    /** Takes the zero GUID and null for "not given" and cuts the date to milliseconds. */
    public ExecutionResultDetail {
        id = Defaults.id(id);
        detailsType = Defaults.code(detailsType, DetailsType.ERROR);
        message = Defaults.text(message);
        detailCreatedDate = Defaults.instant(detailCreatedDate);
        reference = reference && id != null;
    }

    /**
     * A detail of which everything is said.
     *
     * @param id the detail's id; null lets the server make one
     * @param detailsType how serious it is; null for an error
     * @param message what happened; null for nothing
     * @param detailCreatedDate when it happened; null when not given
     */
    public ExecutionResultDetail(UUID id, DetailsType detailsType, String message, Instant detailCreatedDate) {
        this(id, detailsType, message, detailCreatedDate, false);
    }

    /**
     * A detail that is recorded already: of it, nothing is said but which one it is.
     *
     * @param id its id; not null
     * @return the reference
     */
    public static ExecutionResultDetail reference(UUID id) {
        return new ExecutionResultDetail(id, null, null, null, true);
    }

    /** Completed for the record, with an id. */
    ExecutionResultDetail recorded(Supplier<UUID> newIds) {
        return id == null ? withId(newIds.get()) : unresolved();
    }

    /** What a reference says by itself, when nothing is recorded that it means. */
    ExecutionResultDetail unresolved() {
        return reference ? withId(id) : this;
    }

    /** The first of the details that this refers to, which is taken out of them. */
    ExecutionResultDetail resolved(List<ExecutionResultDetail> recorded) {
        if (reference) {
            for (int i = 0; i < recorded.size(); i++) {
                if (id.equals(recorded.get(i).id)) {
                    return recorded.remove(i);
                }
            }
        }
        return this;
    }

    ExecutionResultDetail withId(UUID newId) {
        return new ExecutionResultDetail(newId, detailsType, message, detailCreatedDate);
    }

    /**
     * Starts an empty detail.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from this one.
     *
     * @return a builder in which everything is set as it is here
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.id = id;
        builder.detailsType = detailsType;
        builder.message = message;
        builder.detailCreatedDate = detailCreatedDate;
        builder.reference = reference;
        return builder;
    }

    /** Gathers the parts of a detail. Not thread-safe. */
    public static final class Builder {
        private UUID id;
        private DetailsType detailsType;
        private String message;
        private Instant detailCreatedDate;
        private boolean reference;

        private Builder() {}

        /**
         * Sets the id.
         *
         * @param value the id of the detail; null lets the server make one
         * @return this builder
         */
        public Builder id(UUID value) {
            id = value;
            return this;
        }

        /**
         * Sets the severity.
         *
         * @param value the type; null for an error
         * @return this builder
         */
        public Builder detailsType(DetailsType value) {
            detailsType = value;
            return this;
        }

        /**
         * Sets the message.
         *
         * @param value the message; null for none
         * @return this builder
         */
        public Builder message(String value) {
            message = value;
            return this;
        }

        /**
         * Sets when it happened.
         *
         * @param value the time; null for none
         * @return this builder
         */
        public Builder detailCreatedDate(Instant value) {
            detailCreatedDate = value;
            return this;
        }

        /**
         * Sets whether only the id is given and the stored values are meant.
         *
         * @param value true for a reference; false if there is no id
         * @return this builder
         */
        public Builder reference(boolean value) {
            reference = value;
            return this;
        }

        /**
         * Builds a detail.
         *
         * @return a detail
         */
        public ExecutionResultDetail build() {
            return new ExecutionResultDetail(id, detailsType, message, detailCreatedDate, reference);
        }
    }
}
