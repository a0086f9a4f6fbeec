package org.executionsession.domain.model;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.Text;

/**
 * The result of one attempt of an execution; while the attempt runs, its state so far.
 *
 * @param id the result's id; null only before it is recorded
 * @param executingNodeName the name of the node that runs it; never null, empty when none does
 * @param status how it stands; never null
 * @param startTime when it started; null until then
 * @param stopTime when it stopped; null until then; may lie before startTime, because clocks differ
 * @param duration how long it took, in milliseconds, as the recorder says; negative when it measured so
 * @param fileReferenceId where older clients find its script log; null when there is none
 * @param scriptLogAvailable whether it has a script log
 * @param scriptLogLocation where the script log lies; never null, empty when there is none
 * @param scriptLogSize the size of the script log, in bytes
 * @param details what happened; never null; in a recorded session by ascending date
 * @param reference whether only the id is given and the stored result is meant; false once stored, and without id
 */
public record ExecutionResult(
        UUID id,
        @Text String executingNodeName,
        TaskExecutionStatus status,
        @CalendarDate Instant startTime,
        @CalendarDate Instant stopTime,
        int duration,
        UUID fileReferenceId,
        boolean scriptLogAvailable,
        @Text(max = LOCATION_MAX) String scriptLogLocation,
        @PositiveOrZero long scriptLogSize,
        @Size(max = DETAILS_MAX) List<@Valid ExecutionResultDetail> details,
        boolean reference) {

    /** The longest location of a script log, in UTF-16 units. */
    public static final int LOCATION_MAX = 4_000;

    /** The most details of one result; a run writes about five. */
    public static final int DETAILS_MAX = 1_000;

    /** Takes the zero GUID and null for "not given" and cuts the dates to milliseconds. */
    public ExecutionResult {
        id = Defaults.id(id);
        executingNodeName = Defaults.text(executingNodeName);
        status = Defaults.code(status, TaskExecutionStatus.NEVER_STARTED);
        startTime = Defaults.instant(startTime);
        stopTime = Defaults.instant(stopTime);
        fileReferenceId = Defaults.id(fileReferenceId);
        scriptLogLocation = Defaults.text(scriptLogLocation);
        details = Defaults.list(details);
        reference = reference && id != null;
    }

    /**
     * A result of which nothing is known but its status.
     *
     * @param status how it stands; null for never started
     * @return the result, without an id
     */
    public static ExecutionResult of(TaskExecutionStatus status) {
        return builder().status(status).build();
    }

    /**
     * A result that is recorded already: of it, nothing is said but which one it is.
     *
     * @param id its id; not null
     * @return the reference
     */
    public static ExecutionResult reference(UUID id) {
        return builder().id(id).reference(true).build();
    }

    /**
     * Starts an empty result.
     *
     * @return a builder in which nothing is given
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a result from this one.
     *
     * @return a builder in which everything is given as it is here
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
     * This result with another status.
     *
     * @param next the status; null for never started
     * @return the result; never a {@link #reference}
     */
    public ExecutionResult withStatus(TaskExecutionStatus next) {
        return toBuilder().status(next).reference(false).build();
    }

    /** Completed for the record: every part has an id, and the details stand by their date. */
    ExecutionResult recorded(Supplier<UUID> newIds) {
        return toBuilder()
                .id(id == null ? newIds.get() : id)
                .details(details.stream()
                        .sorted(comparing(ExecutionResultDetail::detailCreatedDate, nullsFirst(naturalOrder())))
                        .map(detail -> detail.recorded(newIds))
                        .toList())
                .reference(false)
                .build();
    }

    /**
     * This result with what is recorded in the place of its references: of itself, or of its details. Of several details with
     * one id, each reference means another one, in their order.
     *
     * @param recorded a result as it is recorded; null for none
     * @return the result; what refers to nothing in the recorded one stays a reference
     */
    public ExecutionResult resolved(ExecutionResult recorded) {
        if (recorded == null) {
            return this;
        }
        if (reference) {
            return id.equals(recorded.id) ? recorded : this;
        }
        if (details.stream().noneMatch(ExecutionResultDetail::reference)) {
            return this;
        }
        List<ExecutionResultDetail> left = new ArrayList<>(recorded.details);
        return toBuilder()
                .details(details.stream().map(said -> said.resolved(left)).toList())
                .build();
    }

    /** Stopped from outside: with its end, its duration, and a detail that says why, if there is room for one more. */
    ExecutionResult aborted(Instant at, String why) {
        Instant stop = startTime != null && at.isBefore(startTime) ? startTime : at;
        List<ExecutionResultDetail> said = new ArrayList<>(details);
        if (said.size() < DETAILS_MAX) {
            said.add(new ExecutionResultDetail(null, DetailsType.ERROR, why, stop));
        }
        Builder aborted =
                toBuilder().status(TaskExecutionStatus.ABORTED).stopTime(stop).details(said);
        if (startTime != null) {
            long took = Duration.between(startTime, stop).toMillis();
            aborted.duration((int) Math.min(Integer.MAX_VALUE, took));
        }
        return aborted.build();
    }

    /** Gathers the parts of a result. Not thread-safe. */
    public static final class Builder {
        private UUID id;
        private String executingNodeName;
        private TaskExecutionStatus status;
        private Instant startTime;
        private Instant stopTime;
        private int duration;
        private UUID fileReferenceId;
        private boolean scriptLogAvailable;
        private String scriptLogLocation;
        private long scriptLogSize;
        private List<ExecutionResultDetail> details;
        private boolean reference;

        private Builder() {}

        /**
         * Says which result this is.
         *
         * @param value the id; null lets the server make one
         * @return this builder
         */
        public Builder id(UUID value) {
            id = value;
            return this;
        }

        /**
         * Says where it runs.
         *
         * @param value the node's name; null for none
         * @return this builder
         */
        public Builder executingNodeName(String value) {
            executingNodeName = value;
            return this;
        }

        /**
         * Says how it stands.
         *
         * @param value the status; null for never started
         * @return this builder
         */
        public Builder status(TaskExecutionStatus value) {
            status = value;
            return this;
        }

        /**
         * Says when it started.
         *
         * @param value the time; null for not yet
         * @return this builder
         */
        public Builder startTime(Instant value) {
            startTime = value;
            return this;
        }

        /**
         * Says when it stopped.
         *
         * @param value the time; null for not yet
         * @return this builder
         */
        public Builder stopTime(Instant value) {
            stopTime = value;
            return this;
        }

        /**
         * Says how long it took.
         *
         * @param value milliseconds
         * @return this builder
         */
        public Builder duration(int value) {
            duration = value;
            return this;
        }

        /**
         * Says where older clients find its script log.
         *
         * @param value the id of the file; null for none
         * @return this builder
         */
        public Builder fileReferenceId(UUID value) {
            fileReferenceId = value;
            return this;
        }

        /**
         * Says whether it has a script log.
         *
         * @param value true when it has
         * @return this builder
         */
        public Builder scriptLogAvailable(boolean value) {
            scriptLogAvailable = value;
            return this;
        }

        /**
         * Says where its script log lies.
         *
         * @param value the location; null for none
         * @return this builder
         */
        public Builder scriptLogLocation(String value) {
            scriptLogLocation = value;
            return this;
        }

        /**
         * Says how large its script log is.
         *
         * @param value bytes, not negative
         * @return this builder
         */
        public Builder scriptLogSize(long value) {
            scriptLogSize = value;
            return this;
        }

        /**
         * Says what happened.
         *
         * @param value the details, none of them null; null for none
         * @return this builder
         */
        public Builder details(List<ExecutionResultDetail> value) {
            details = value;
            return this;
        }

        /**
         * Says whether what is recorded with the id is meant.
         *
         * @param value true when nothing but the id is said
         * @return this builder
         */
        public Builder reference(boolean value) {
            reference = value;
            return this;
        }

        /**
         * Makes the result.
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
