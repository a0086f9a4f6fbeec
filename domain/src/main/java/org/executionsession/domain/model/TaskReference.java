package org.executionsession.domain.model;

import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.UUID;
import org.executionsession.domain.constraint.Text;
import org.jspecify.annotations.Nullable;

/**
 * The task of an execution, as the client reported it. Reload, user sync and external program tasks have the same
 * shape.
 *
 * @param id the task's id; null when not given
 * @param name the task's name; never null, empty when not given
 * @param taskType the kind of work; never null
 * @param enabled whether it may be started
 * @param taskSessionTimeout the timeout of one execution, in minutes
 * @param maxRetries the maximum number of retries of a failed execution
 * @param operational the state of the task; null when not given
 * @param reference true if only the id is given and refers to the stored values; always false in a stored entity, and
 *     without an id
 */
public record TaskReference(
        @Nullable UUID id,
        @Text String name,
        TaskType taskType,
        boolean enabled,
        @PositiveOrZero int taskSessionTimeout,
        @PositiveOrZero int maxRetries,
        @Valid @Nullable TaskOperational operational,
        boolean reference) {

    /** The default timeout of the contract, in minutes. */
    static final int DEFAULT_TIMEOUT = 1440;

    /** Normalizes the values: the zero GUID and null mean "not given". */
    public TaskReference(
            @Nullable UUID id,
            @Nullable String name,
            @Nullable TaskType taskType,
            boolean enabled,
            int taskSessionTimeout,
            int maxRetries,
            @Nullable TaskOperational operational,
            boolean reference) {
        this.id = Defaults.id(id);
        this.name = Defaults.text(name);
        this.taskType = Defaults.code(taskType, TaskType.RELOAD);
        this.enabled = enabled;
        this.taskSessionTimeout = taskSessionTimeout;
        this.maxRetries = maxRetries;
        this.operational = operational;
        this.reference = reference && this.id != null;
    }

    /**
     * A task that is not a reference.
     *
     * @param id the task's id
     * @param name the task's name
     * @param taskType the kind of work
     * @param enabled whether it may be started
     * @param taskSessionTimeout the timeout of one execution, in minutes
     * @param maxRetries the maximum number of retries of a failed execution
     * @param operational the state of the task
     */
    public TaskReference(
            @Nullable UUID id,
            @Nullable String name,
            @Nullable TaskType taskType,
            boolean enabled,
            int taskSessionTimeout,
            int maxRetries,
            @Nullable TaskOperational operational) {
        this(id, name, taskType, enabled, taskSessionTimeout, maxRetries, operational, false);
    }

    /** Replaces references by the stored values. */
    static @Nullable TaskReference resolved(@Nullable TaskReference given, @Nullable TaskReference stored) {
        if (given == null) {
            return null;
        }
        TaskReference same = stored != null && given.id != null && given.id.equals(stored.id) ? stored : null;
        if (given.reference && same != null) {
            return same;
        }
        TaskOperational now = TaskOperational.resolved(given.operational, same == null ? null : same.operational);
        return !given.reference && now == given.operational
                ? given
                : new TaskReference(
                        given.id,
                        given.name,
                        given.taskType,
                        given.enabled,
                        given.taskSessionTimeout,
                        given.maxRetries,
                        now);
    }

    /**
     * Returns a task with an id, a name and a type, enabled and otherwise with the defaults of the contract.
     *
     * @param id the task's id
     * @param name the task's name
     * @param taskType the kind of work
     * @return the reference
     */
    public static TaskReference of(@Nullable UUID id, @Nullable String name, @Nullable TaskType taskType) {
        return new TaskReference(id, name, taskType, true, DEFAULT_TIMEOUT, 0, null);
    }

    /**
     * Starts a task with the defaults of the contract: enabled, with a timeout of a day.
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
        builder.taskType = taskType;
        builder.enabled = enabled;
        builder.taskSessionTimeout = taskSessionTimeout;
        builder.maxRetries = maxRetries;
        builder.operational = operational;
        builder.reference = reference;
        return builder;
    }

    /** Builds a task. Not thread-safe. */
    public static final class Builder {
        private @Nullable UUID id;
        private @Nullable String name;
        private @Nullable TaskType taskType;
        private boolean enabled = true;
        private int taskSessionTimeout = DEFAULT_TIMEOUT;
        private int maxRetries;
        private @Nullable TaskOperational operational;
        private boolean reference;

        private Builder() {}

        /**
         * Sets the id.
         *
         * @param value the id of the task; null for none
         * @return this builder
         */
        public Builder id(@Nullable UUID value) {
            id = value;
            return this;
        }

        /**
         * Sets the name.
         *
         * @param value the name of the task; null for none
         * @return this builder
         */
        public Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        /**
         * Sets the kind of work.
         *
         * @param value the type; null for a reload
         * @return this builder
         */
        public Builder taskType(@Nullable TaskType value) {
            taskType = value;
            return this;
        }

        /**
         * Sets whether the task may be started.
         *
         * @param value true, which is the default, if it may
         * @return this builder
         */
        public Builder enabled(boolean value) {
            enabled = value;
            return this;
        }

        /**
         * Sets the timeout of one execution.
         *
         * @param value minutes, not negative; 0 for none; the default is 1440
         * @return this builder
         */
        public Builder taskSessionTimeout(int value) {
            taskSessionTimeout = value;
            return this;
        }

        /**
         * Sets the maximum number of retries.
         *
         * @param value the number, not negative
         * @return this builder
         */
        public Builder maxRetries(int value) {
            maxRetries = value;
            return this;
        }

        /**
         * Sets the state of the task.
         *
         * @param value the state; null for none
         * @return this builder
         */
        public Builder operational(@Nullable TaskOperational value) {
            operational = value;
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
         * Builds a task.
         *
         * @return a task
         */
        public TaskReference build() {
            return new TaskReference(
                    id, name, taskType, enabled, taskSessionTimeout, maxRetries, operational, reference);
        }
    }
}
