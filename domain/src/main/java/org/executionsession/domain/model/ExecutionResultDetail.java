package org.executionsession.domain.model;

import static java.util.Comparator.comparing;
import static java.util.Comparator.nullsFirst;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.Text;
import org.jspecify.annotations.Nullable;

/**
 * One message of a result.
 *
 * @param id the detail's id; null only before it is stored
 * @param detailsType its severity; never null
 * @param message the text; never null, empty when not given
 * @param detailCreatedDate when it happened; null when not given
 * @param reference true if only the id is given and refers to the stored values; always false in a stored entity, and
 *     without an id
 */
public record ExecutionResultDetail(
        @Nullable UUID id,
        DetailsType detailsType,
        @Text(max = MESSAGE_MAX) String message,
        @CalendarDate @Nullable Instant detailCreatedDate,
        boolean reference) {

    /** The maximum length of a message, in UTF-16 units: much longer than a log line, much shorter than a log file. */
    public static final int MESSAGE_MAX = 100_000;

    /** Normalizes the values: the zero GUID and null mean "not given", and dates are truncated to milliseconds. */
    public ExecutionResultDetail(
            @Nullable UUID id,
            @Nullable DetailsType detailsType,
            @Nullable String message,
            @Nullable Instant detailCreatedDate,
            boolean reference) {
        this.id = Defaults.id(id);
        this.detailsType = Defaults.code(detailsType, DetailsType.ERROR);
        this.message = Defaults.text(message);
        this.detailCreatedDate = Defaults.instant(detailCreatedDate);
        this.reference = reference && this.id != null;
    }

    /**
     * A detail that is not a reference.
     *
     * @param id the detail's id; null if the server generates it
     * @param detailsType its severity; null for an error
     * @param message the text; null for nothing
     * @param detailCreatedDate when it happened; null when not given
     */
    public ExecutionResultDetail(
            @Nullable UUID id,
            @Nullable DetailsType detailsType,
            @Nullable String message,
            @Nullable Instant detailCreatedDate) {
        this(id, detailsType, message, detailCreatedDate, false);
    }

    /**
     * Returns a reference to a stored detail.
     *
     * @param id its id; not null
     * @return the reference
     */
    public static ExecutionResultDetail reference(UUID id) {
        return new ExecutionResultDetail(requireNonNull(id, "id"), null, null, null, true);
    }

    /**
     * Returns how much memory the message can take: as many bytes as it has in JSON, encoded as UTF-8 (RFC 8259, 7 and 8.1). A character
     * takes up to six.
     *
     * @return the number of bytes
     */
    public long messageBytes() {
        long bytes = 0;
        for (int i = 0; i < message.length(); i++) {
            bytes += jsonBytes(message.charAt(i));
        }
        return bytes;
    }

    /** Returns the bytes of a UTF-16 unit. Control characters are escaped. A pair of surrogates takes four bytes. */
    private static int jsonBytes(char unit) {
        return switch (unit) {
            case '\b', '\t', '\n', '\f', '\r', '"', '\\' -> 2;
            default -> {
                if (unit < ' ') {
                    yield 6;
                }
                yield unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
            }
        };
    }

    /** Returns details as they are stored: sorted by date, with ids. */
    static List<ExecutionResultDetail> stored(List<ExecutionResultDetail> details, Supplier<UUID> newIds) {
        return details.stream()
                .sorted(comparing(ExecutionResultDetail::detailCreatedDate, nullsFirst(Instant::compareTo)))
                .map(detail -> detail.stored(newIds))
                .toList();
    }

    /** Returns this detail as it is stored, with an id. */
    ExecutionResultDetail stored(Supplier<UUID> newIds) {
        return id == null ? withId(newIds.get()) : unresolved();
    }

    /** Converts a reference to an ordinary detail, for an id that is not stored. */
    ExecutionResultDetail unresolved() {
        return reference ? withId(id) : this;
    }

    /** Replaces references by stored details. If several of these have the same id, each reference takes the next one. */
    static List<ExecutionResultDetail> resolved(
            List<ExecutionResultDetail> details, List<ExecutionResultDetail> stored) {
        List<ExecutionResultDetail> unused = new ArrayList<>(stored);
        return details.stream().map(detail -> detail.resolved(unused)).toList();
    }

    /**
     * Returns the first detail with the id of this reference and removes it from the list, so that the next reference
     * with the id takes the next detail; returns this detail if there is none.
     */
    private ExecutionResultDetail resolved(List<ExecutionResultDetail> stored) {
        if (reference) {
            for (int i = 0; i < stored.size(); i++) {
                if (Objects.equals(id, stored.get(i).id)) {
                    return stored.remove(i);
                }
            }
        }
        return this;
    }

    ExecutionResultDetail withId(@Nullable UUID newId) {
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
     * Returns a builder with the values of this object.
     *
     * @return a builder with the same values
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

    /** Builds a detail. Not thread-safe. */
    public static final class Builder {
        private @Nullable UUID id;
        private @Nullable DetailsType detailsType;
        private @Nullable String message;
        private @Nullable Instant detailCreatedDate;
        private boolean reference;

        private Builder() {}

        /**
         * Sets the id.
         *
         * @param value the id of the detail; null if the server generates it
         * @return this builder
         */
        public Builder id(@Nullable UUID value) {
            id = value;
            return this;
        }

        /**
         * Sets the severity.
         *
         * @param value the type; null for an error
         * @return this builder
         */
        public Builder detailsType(@Nullable DetailsType value) {
            detailsType = value;
            return this;
        }

        /**
         * Sets the message.
         *
         * @param value the message; null for none
         * @return this builder
         */
        public Builder message(@Nullable String value) {
            message = value;
            return this;
        }

        /**
         * Sets the time of the event.
         *
         * @param value the time; null for none
         * @return this builder
         */
        public Builder detailCreatedDate(@Nullable Instant value) {
            detailCreatedDate = value;
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
         * Builds a detail.
         *
         * @return a detail
         */
        public ExecutionResultDetail build() {
            return new ExecutionResultDetail(id, detailsType, message, detailCreatedDate, reference);
        }
    }
}
