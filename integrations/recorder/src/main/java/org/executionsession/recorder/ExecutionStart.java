package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a job starts.
 *
 * @param job the job; never null
 * @param key what distinguishes the execution from others of the job, if a later attempt may run on another node; null if all attempts
 *     run in this process
 * @param attempt the number of the attempt, from 0
 * @param scheduledAt when it was due; null if it was not scheduled
 * @param startedAt when it started; null for now
 * @param user who started it; never null, empty if unknown
 * @param traceparent the trace context of the run (W3C Trace Context, section 3.2); null if there is none
 * @param messages further messages, such as the name of the trigger; never null
 */
public record ExecutionStart(
        JobId job,
        @Nullable String key,
        int attempt,
        @Nullable Instant scheduledAt,
        @Nullable Instant startedAt,
        String user,
        @Nullable String traceparent,
        List<String> messages) {

    /** Rejects null and negative numbers, and copies the list. */
    public ExecutionStart {
        requireNonNull(job, "job");
        requireNonNull(user, "user");
        messages = List.copyOf(requireNonNull(messages, "messages"));
        if (attempt < 0) {
            throw new IllegalArgumentException("attempt must not be negative, but is " + attempt);
        }
    }

    /**
     * Returns the start of a job about which nothing else is known.
     *
     * @param job the job; not null
     * @return the start
     */
    public static ExecutionStart of(JobId job) {
        return builder(job).build();
    }

    /**
     * Starts to build a start.
     *
     * @param job the job; not null
     * @return a builder without other values
     */
    public static Builder builder(JobId job) {
        return new Builder(requireNonNull(job, "job"));
    }

    ExecutionStart withTraceparent(@Nullable String value) {
        return new ExecutionStart(job, key, attempt, scheduledAt, startedAt, user, value, messages);
    }

    /** Builds a start. */
    public static final class Builder {

        private final JobId job;
        private @Nullable String key;
        private int attempt;
        private @Nullable Instant scheduledAt;
        private @Nullable Instant startedAt;
        private String user = "";
        private @Nullable String traceparent;
        private final List<String> messages = new ArrayList<>();

        private Builder(JobId job) {
            this.job = job;
        }

        /**
         * Sets what distinguishes the execution from others of the job, so that a later attempt can be recorded by another node.
         *
         * @param value the key; null for none
         * @return this builder
         */
        public Builder key(@Nullable String value) {
            key = value;
            return this;
        }

        /**
         * Sets the number of the attempt.
         *
         * @param value the number, from 0
         * @return this builder
         */
        public Builder attempt(int value) {
            attempt = value;
            return this;
        }

        /**
         * Sets when the execution was due.
         *
         * @param value the time; null if it was not scheduled
         * @return this builder
         */
        public Builder scheduledAt(@Nullable Instant value) {
            scheduledAt = value;
            return this;
        }

        /**
         * Sets when the execution started.
         *
         * @param value the time; null for now
         * @return this builder
         */
        public Builder startedAt(@Nullable Instant value) {
            startedAt = value;
            return this;
        }

        /**
         * Sets who started the execution.
         *
         * @param value the name of the user; not null
         * @return this builder
         */
        public Builder user(String value) {
            user = requireNonNull(value, "user");
            return this;
        }

        /**
         * Sets the trace context of the run.
         *
         * @param value the value of the header {@code traceparent}; null if there is none
         * @return this builder
         */
        public Builder traceparent(@Nullable String value) {
            traceparent = value;
            return this;
        }

        /**
         * Adds a message.
         *
         * @param value the message; not null
         * @return this builder
         */
        public Builder message(String value) {
            messages.add(requireNonNull(value, "message"));
            return this;
        }

        /**
         * Builds the start.
         *
         * @return the start
         */
        public ExecutionStart build() {
            return new ExecutionStart(job, key, attempt, scheduledAt, startedAt, user, traceparent, messages);
        }
    }
}
