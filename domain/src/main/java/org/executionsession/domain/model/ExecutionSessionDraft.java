package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.Text;
import org.jspecify.annotations.Nullable;

/**
 * The values that a client sends to create or update a session. The audit fields, which the server sets, are only in
 * the {@link ExecutionSession}.
 *
 * <p>A session should have at most one of the three tasks. This is not enforced, because the example of the
 * specification has all three.
 *
 * @param id the session's id; null if the server generates it
 * @param executingNode the scheduler that runs it; null when not given
 * @param executionResult the result of the current attempt; null when not given
 * @param abortAt when to abort it, or when it was aborted; null for never
 * @param abortReason why it was aborted; never null
 * @param reloadTask the task, if it is a reload; null when not
 * @param userSyncTask the task, if it is a user sync; null when not
 * @param externalProgramTask the task, if it is an external program; null when not
 * @param retries the number of retries
 * @param user the user who started it; never null, empty when not given
 * @param app the app that it reloads; null when none
 */
public record ExecutionSessionDraft(
        @Nullable UUID id,
        @Nullable SchedulerReference executingNode,
        @Valid @Nullable ExecutionResult executionResult,
        @CalendarDate @Nullable Instant abortAt,
        AbortReason abortReason,
        @Valid @Nullable TaskReference reloadTask,
        @Valid @Nullable TaskReference userSyncTask,
        @Valid @Nullable TaskReference externalProgramTask,
        @PositiveOrZero int retries,
        @Text String user,
        @Valid @Nullable AppReference app) {

    /** Rejects null, truncates the date to milliseconds, and converts the zero GUID to null, which means "not given". */
    public ExecutionSessionDraft {
        id = Defaults.id(id);
        abortAt = Defaults.instant(abortAt);
        requireNonNull(abortReason, "abortReason");
        requireNonNull(user, "user");
    }

    /**
     * Starts an empty draft.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a draft from this one.
     *
     * @return a builder with the same values
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.id = id;
        builder.executingNode = executingNode;
        builder.executionResult = executionResult;
        builder.abortAt = abortAt;
        builder.abortReason = abortReason;
        builder.reloadTask = reloadTask;
        builder.userSyncTask = userSyncTask;
        builder.externalProgramTask = externalProgramTask;
        builder.retries = retries;
        builder.user = user;
        builder.app = app;
        return builder;
    }

    /**
     * Returns this draft with another status of the current attempt; nothing else changes.
     *
     * @param status the status; null for never started
     * @return the draft; if it had no result, it has one with this status
     */
    public ExecutionSessionDraft withStatus(@Nullable TaskExecutionStatus status) {
        return withExecutionResult(
                executionResult == null ? ExecutionResult.of(status) : executionResult.withStatus(status));
    }

    /**
     * Returns this draft with another result of the current attempt; nothing else changes.
     *
     * @param result the result; null for none
     * @return the draft
     */
    public ExecutionSessionDraft withExecutionResult(@Nullable ExecutionResult result) {
        return toBuilder().executionResult(result).build();
    }

    /** Builds a draft. Not thread-safe. */
    public static final class Builder {
        private @Nullable UUID id;
        private @Nullable SchedulerReference executingNode;
        private @Nullable ExecutionResult executionResult;
        private @Nullable Instant abortAt;
        private AbortReason abortReason = AbortReason.UNDEFINED;
        private @Nullable TaskReference reloadTask;
        private @Nullable TaskReference userSyncTask;
        private @Nullable TaskReference externalProgramTask;
        private int retries;
        private String user = "";
        private @Nullable AppReference app;

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
         * Sets the scheduler that runs it.
         *
         * @param value the scheduler; null for none
         * @return this builder
         */
        public Builder executingNode(@Nullable SchedulerReference value) {
            executingNode = value;
            return this;
        }

        /**
         * Sets the result of the current attempt.
         *
         * @param value the result; null for an attempt that was never started
         * @return this builder
         */
        public Builder executionResult(@Nullable ExecutionResult value) {
            executionResult = value;
            return this;
        }

        /**
         * Sets when to abort it, or when it was aborted.
         *
         * @param value the time; null for never
         * @return this builder
         */
        public Builder abortAt(@Nullable Instant value) {
            abortAt = value;
            return this;
        }

        /**
         * Sets the reason of the abort.
         *
         * @param value the reason; null for undefined
         * @return this builder
         */
        public Builder abortReason(@Nullable AbortReason value) {
            abortReason = Defaults.code(value, AbortReason.UNDEFINED);
            return this;
        }

        /**
         * Sets the task, if it is a reload task.
         *
         * @param value the task; null for none
         * @return this builder
         */
        public Builder reloadTask(@Nullable TaskReference value) {
            reloadTask = value;
            return this;
        }

        /**
         * Sets the task, if it is a user sync task.
         *
         * @param value the task; null for none
         * @return this builder
         */
        public Builder userSyncTask(@Nullable TaskReference value) {
            userSyncTask = value;
            return this;
        }

        /**
         * Sets the task, if it is an external program task.
         *
         * @param value the task; null for none
         * @return this builder
         */
        public Builder externalProgramTask(@Nullable TaskReference value) {
            externalProgramTask = value;
            return this;
        }

        /**
         * Sets the number of retries.
         *
         * @param value the number, not negative
         * @return this builder
         */
        public Builder retries(int value) {
            retries = value;
            return this;
        }

        /**
         * Sets the user who started it.
         *
         * @param value the user, usually {@code DIR\\user}; null for none
         * @return this builder
         */
        public Builder user(@Nullable String value) {
            user = Defaults.text(value);
            return this;
        }

        /**
         * Sets the app that it reloads.
         *
         * @param value the app; null for none
         * @return this builder
         */
        public Builder app(@Nullable AppReference value) {
            app = value;
            return this;
        }

        /**
         * Builds the draft.
         *
         * @return the draft
         */
        public ExecutionSessionDraft build() {
            return new ExecutionSessionDraft(
                    id,
                    executingNode,
                    executionResult,
                    abortAt,
                    abortReason,
                    reloadTask,
                    userSyncTask,
                    externalProgramTask,
                    retries,
                    user,
                    app);
        }
    }
}
