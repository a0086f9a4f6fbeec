package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Duration;
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
 * The result of one attempt of an execution; while the attempt runs, its state so far.
 *
 * @param id the result's id; null only before it is stored
 * @param executingNodeName the name of the node that runs it; never null, empty when none
 * @param status the status of the attempt; never null
 * @param startTime when it started; null until then
 * @param stopTime when it stopped; null until then; may lie before startTime, because clocks differ
 * @param duration how long it took, in milliseconds, as reported by the client; may be negative
 * @param fileReferenceId where older clients find its script log; null when there is none
 * @param scriptLogAvailable whether it has a script log
 * @param scriptLogLocation the location of the script log; never null, empty when there is none
 * @param scriptLogSize the size of the script log, in bytes
 * @param details the messages of the result; never null; in a stored result by ascending date
 * @param reference true if only the id is given and refers to the stored result; always false in a stored result, and
 *     without an id
 */
public record ExecutionResult(
        @Nullable UUID id,
        @Text String executingNodeName,
        TaskExecutionStatus status,
        @CalendarDate @Nullable Instant startTime,
        @CalendarDate @Nullable Instant stopTime,
        int duration,
        @Nullable UUID fileReferenceId,
        boolean scriptLogAvailable,
        @Text(max = LOCATION_MAX) String scriptLogLocation,
        @PositiveOrZero long scriptLogSize,
        @Size(max = DETAILS_MAX) List<@Valid ExecutionResultDetail> details,
        boolean reference) {

    /** The maximum length of the location of a script log, in UTF-16 units. */
    public static final int LOCATION_MAX = 4_000;

    /** The maximum number of details of one result; a run writes about five. */
    public static final int DETAILS_MAX = 1_000;

    /**
     * The maximum number of details of all results that one request sends, and also of those to which it refers. In memory, a detail can be a
     * thousand times as large as in a request.
     */
    public static final int DETAILS_OF_REQUEST_MAX = 10_000;

    /**
     * The maximum of {@link #messageBytes} that a result can reach by changes of its single details: about as much as a body of the default
     * size. A larger body can still create a larger result.
     */
    public static final int GROWTH_MAX_BYTES = 1_048_576;

    /** Rejects null, truncates the dates to milliseconds, and converts the zero GUID to null, which means "not given". */
    public ExecutionResult {
        id = Defaults.id(id);
        requireNonNull(executingNodeName, "executingNodeName");
        requireNonNull(status, "status");
        startTime = Defaults.instant(startTime);
        stopTime = Defaults.instant(stopTime);
        fileReferenceId = Defaults.id(fileReferenceId);
        requireNonNull(scriptLogLocation, "scriptLogLocation");
        details = List.copyOf(requireNonNull(details, "details"));
        reference = reference && id != null;
    }

    /**
     * Returns how much memory the messages of all details can take.
     *
     * @return the number of bytes in JSON, as of {@link ExecutionResultDetail#messageBytes}
     */
    public long messageBytes() {
        return details.stream().mapToLong(ExecutionResultDetail::messageBytes).sum();
    }

    /**
     * Returns a result with a status alone.
     *
     * @param status the status; null for never started
     * @return the result, without an id
     */
    public static ExecutionResult of(@Nullable TaskExecutionStatus status) {
        return builder().status(status).build();
    }

    /**
     * Returns a reference to a stored result.
     *
     * @param id its id; not null
     * @return the reference
     */
    public static ExecutionResult reference(UUID id) {
        return builder().id(requireNonNull(id, "id")).reference(true).build();
    }

    /**
     * Starts an empty result.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a result from this one.
     *
     * @return a builder with the same values
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.id = id;
        builder.executingNodeName = executingNodeName;
        builder.status = status;
        builder.startTime = startTime;
        builder.stopTime = stopTime;
        builder.duration = duration;
        builder.fileReferenceId = fileReferenceId;
        builder.scriptLogAvailable = scriptLogAvailable;
        builder.scriptLogLocation = scriptLogLocation;
        builder.scriptLogSize = scriptLogSize;
        builder.details = details;
        builder.reference = reference;
        return builder;
    }

    /**
     * Returns this result with another status.
     *
     * @param next the status; null for never started
     * @return the result; never a {@link #reference}
     */
    public ExecutionResult withStatus(@Nullable TaskExecutionStatus next) {
        return toBuilder().status(next).reference(false).build();
    }

    /**
     * Returns this result as aborted, with its stop time, its duration and, unless it has the maximum number of details, a
     * detail with the reason.
     *
     * @param at the current time; not null
     * @param reason the reason; not null
     * @return the result
     */
    public ExecutionResult aborted(Instant at, String reason) {
        requireNonNull(at, "at");
        requireNonNull(reason, "reason");
        Instant stop = startTime != null && at.isBefore(startTime) ? startTime : at;
        List<ExecutionResultDetail> allDetails = new ArrayList<>(details);
        if (allDetails.size() < DETAILS_MAX) {
            allDetails.add(new ExecutionResultDetail(null, DetailsType.ERROR, reason, stop));
        }
        Builder aborted =
                toBuilder().status(TaskExecutionStatus.ABORTED).stopTime(stop).details(allDetails);
        if (startTime != null) {
            aborted.duration((int) Math.min(
                    Integer.MAX_VALUE, Duration.between(startTime, stop).toMillis()));
        }
        return aborted.build();
    }

    /** Returns this result as it is stored: all its parts have ids, and its details are sorted by date. */
    ExecutionResult stored(Supplier<UUID> newIds) {
        return toBuilder()
                .id(id == null ? newIds.get() : id)
                .details(ExecutionResultDetail.stored(details, newIds))
                .reference(false)
                .build();
    }

    /**
     * Replaces references, to the result itself or to its details, by the stored values. If several details have the
     * same id, each reference takes the next one of them.
     *
     * @param stored the stored result; null for none
     * @return the result; a reference to a value that is not stored stays a reference
     */
    public ExecutionResult resolved(@Nullable ExecutionResult stored) {
        if (stored == null) {
            return this;
        }
        if (reference) {
            return Objects.equals(id, stored.id) ? stored : this;
        }
        if (details.stream().noneMatch(ExecutionResultDetail::reference)) {
            return this;
        }
        return toBuilder()
                .details(ExecutionResultDetail.resolved(details, stored.details))
                .build();
    }

    /** Builds a result. Not thread-safe. */
    public static final class Builder {
        private @Nullable UUID id;
        private String executingNodeName = "";
        private TaskExecutionStatus status = TaskExecutionStatus.NEVER_STARTED;
        private @Nullable Instant startTime;
        private @Nullable Instant stopTime;
        private int duration;
        private @Nullable UUID fileReferenceId;
        private boolean scriptLogAvailable;
        private String scriptLogLocation = "";
        private long scriptLogSize;
        private List<ExecutionResultDetail> details = List.of();
        private boolean reference;

        private Builder() {}

        /**
         * Sets the id.
         *
         * @param value the id; null if the server generates it
         * @return this builder
         */
        public Builder id(@Nullable UUID value) {
            id = value;
            return this;
        }

        /**
         * Sets the node that runs it.
         *
         * @param value the node's name; null for none
         * @return this builder
         */
        public Builder executingNodeName(@Nullable String value) {
            executingNodeName = Defaults.text(value);
            return this;
        }

        /**
         * Sets the status.
         *
         * @param value the status; null for never started
         * @return this builder
         */
        public Builder status(@Nullable TaskExecutionStatus value) {
            status = Defaults.code(value, TaskExecutionStatus.NEVER_STARTED);
            return this;
        }

        /**
         * Sets the start time.
         *
         * @param value the time; null for not yet
         * @return this builder
         */
        public Builder startTime(@Nullable Instant value) {
            startTime = value;
            return this;
        }

        /**
         * Sets the stop time.
         *
         * @param value the time; null for not yet
         * @return this builder
         */
        public Builder stopTime(@Nullable Instant value) {
            stopTime = value;
            return this;
        }

        /**
         * Sets the duration.
         *
         * @param value milliseconds
         * @return this builder
         */
        public Builder duration(int value) {
            duration = value;
            return this;
        }

        /**
         * Sets the id of the file in which older clients find the script log.
         *
         * @param value the id of the file; null for none
         * @return this builder
         */
        public Builder fileReferenceId(@Nullable UUID value) {
            fileReferenceId = value;
            return this;
        }

        /**
         * Sets whether it has a script log.
         *
         * @param value true when it has
         * @return this builder
         */
        public Builder scriptLogAvailable(boolean value) {
            scriptLogAvailable = value;
            return this;
        }

        /**
         * Sets the location of the script log.
         *
         * @param value the location; null for none
         * @return this builder
         */
        public Builder scriptLogLocation(@Nullable String value) {
            scriptLogLocation = Defaults.text(value);
            return this;
        }

        /**
         * Sets the size of the script log.
         *
         * @param value bytes, not negative
         * @return this builder
         */
        public Builder scriptLogSize(long value) {
            scriptLogSize = value;
            return this;
        }

        /**
         * Sets the details.
         *
         * @param value the details, none of them null; null for none
         * @return this builder
         */
        public Builder details(@Nullable List<ExecutionResultDetail> value) {
            details = Defaults.list(value);
            return this;
        }

        /**
         * Sets whether only the id is given, as a reference to the stored values.
         *
         * @param value true for a reference; ignored without an id
         * @return this builder
         */
        public Builder reference(boolean value) {
            reference = value;
            return this;
        }

        /**
         * Builds the result.
         *
         * @return the result
         */
        public ExecutionResult build() {
            return new ExecutionResult(
                    id,
                    executingNodeName,
                    status,
                    startTime,
                    stopTime,
                    duration,
                    fileReferenceId,
                    scriptLogAvailable,
                    scriptLogLocation,
                    scriptLogSize,
                    details,
                    reference);
        }
    }
}
