package org.executionsession.domain.model;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.Text;
import org.jspecify.annotations.Nullable;

/**
 * The values that a client sends to create or update a task. The state of the task, such as its last result, is only in the
 * {@link Task}.
 *
 * @param id the task's id; null if the server generates it
 * @param name the name by which clients start it; never null
 * @param taskType the kind of work; never null
 * @param enabled whether it may be started
 * @param taskSessionTimeout the timeout of one execution, in minutes; 0 for none
 * @param maxRetries how often a failed execution is tried again, at most {@link #RETRIES_MAX} times
 * @param manuallyTriggered whether the server created it to reload an app
 * @param app the app that it reloads; null when none
 * @param nextExecution when the scheduler of the host starts it next; null when no execution is planned
 * @param webhookUrl where a server that calls webhooks starts it; never null, empty for the URL of the server
 */
public record TaskDraft(
        @Nullable UUID id,
        @NotEmpty @Text String name,
        TaskType taskType,
        boolean enabled,
        @PositiveOrZero int taskSessionTimeout,
        @PositiveOrZero @Max(RETRIES_MAX) int maxRetries,
        boolean manuallyTriggered,
        @Valid @Nullable AppReference app,
        @CalendarDate @Nullable Instant nextExecution,
        @Text String webhookUrl) {

    /** The maximum number of retries of a task. Clients of QRS send at most 20. */
    public static final int RETRIES_MAX = 100;

    /**
     * Normalizes the values: null means "not given", and so does the zero GUID. The date is truncated to milliseconds.
     */
    public TaskDraft(
            @Nullable UUID id,
            @Nullable String name,
            @Nullable TaskType taskType,
            boolean enabled,
            int taskSessionTimeout,
            int maxRetries,
            boolean manuallyTriggered,
            @Nullable AppReference app,
            @Nullable Instant nextExecution,
            @Nullable String webhookUrl) {
        this.id = Defaults.id(id);
        this.name = Defaults.text(name);
        this.taskType = Defaults.code(taskType, TaskType.RELOAD);
        this.enabled = enabled;
        this.taskSessionTimeout = taskSessionTimeout;
        this.maxRetries = maxRetries;
        this.manuallyTriggered = manuallyTriggered;
        this.app = app;
        this.nextExecution = Defaults.instant(nextExecution);
        this.webhookUrl = Defaults.text(webhookUrl);
    }

    /**
     * Starts a draft with the defaults of the contract: enabled, with a timeout of a day.
     *
     * @return a builder
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
        builder.name = name;
        builder.taskType = taskType;
        builder.enabled = enabled;
        builder.taskSessionTimeout = taskSessionTimeout;
        builder.maxRetries = maxRetries;
        builder.manuallyTriggered = manuallyTriggered;
        builder.app = app;
        builder.nextExecution = nextExecution;
        builder.webhookUrl = webhookUrl;
        return builder;
    }

    /** Builds a draft. Not thread-safe. */
    public static final class Builder {
        private @Nullable UUID id;
        private String name = "";
        private TaskType taskType = TaskType.RELOAD;
        private boolean enabled = true;
        private int taskSessionTimeout = TaskReference.DEFAULT_TIMEOUT;
        private int maxRetries;
        private boolean manuallyTriggered;
        private @Nullable AppReference app;
        private @Nullable Instant nextExecution;
        private String webhookUrl = "";

        private Builder() {}

        /**
         * Sets the id.
         *
         * @param value the id of the task; null if the server generates it
         * @return this builder
         */
        public Builder id(@Nullable UUID value) {
            id = value;
            return this;
        }

        /**
         * Sets the name.
         *
         * @param value the name of the task; null for the empty text, which is not valid
         * @return this builder
         */
        public Builder name(@Nullable String value) {
            name = Defaults.text(value);
            return this;
        }

        /**
         * Sets the kind of work.
         *
         * @param value the type; null for a reload
         * @return this builder
         */
        public Builder taskType(@Nullable TaskType value) {
            taskType = Defaults.code(value, TaskType.RELOAD);
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
         * Sets how often a failed execution is tried again.
         *
         * @param value the number, from 0, which is the default, to {@link TaskDraft#RETRIES_MAX}
         * @return this builder
         */
        public Builder maxRetries(int value) {
            maxRetries = value;
            return this;
        }

        /**
         * Sets whether the server created the task to reload an app.
         *
         * @param value false by default
         * @return this builder
         */
        public Builder manuallyTriggered(boolean value) {
            manuallyTriggered = value;
            return this;
        }

        /**
         * Sets the app that the task reloads.
         *
         * @param value the app; null for none
         * @return this builder
         */
        public Builder app(@Nullable AppReference value) {
            app = value;
            return this;
        }

        /**
         * Sets when the scheduler of the host starts the task next.
         *
         * @param value the date; null if no execution is planned
         * @return this builder
         */
        public Builder nextExecution(@Nullable Instant value) {
            nextExecution = value;
            return this;
        }

        /**
         * Sets where a server that calls webhooks starts the task.
         *
         * @param value the URL; null or empty for the URL of the server
         * @return this builder
         */
        public Builder webhookUrl(@Nullable String value) {
            webhookUrl = Defaults.text(value);
            return this;
        }

        /**
         * Builds a draft.
         *
         * @return the draft
         */
        public TaskDraft build() {
            return new TaskDraft(
                    id,
                    name,
                    taskType,
                    enabled,
                    taskSessionTimeout,
                    maxRetries,
                    manuallyTriggered,
                    app,
                    nextExecution,
                    webhookUrl);
        }
    }
}
