package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.internal.notification.Notifications;
import org.executionsession.application.internal.notification.NotifyingStore;
import org.executionsession.application.internal.run.TaskRunner;
import org.executionsession.application.internal.run.TaskThreads;
import org.executionsession.domain.model.NotificationLimits;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.inbound.AdvanceTaskRuns;
import org.executionsession.domain.port.inbound.ChangeNotifications;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindApps;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.FindTaskStatistics;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.inbound.NodeHeartbeats;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.inbound.ScriptLogs;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.inbound.StopTask;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.jspecify.annotations.Nullable;

/**
 * The entry point of the library: provides the inbound ports on top of a store. It is thread-safe and has no static state. It starts
 * threads only for listeners while they have notifications, and for the tasks that it executes.
 */
public final class ExecutionSessions implements UseCases, AutoCloseable {

    /** The default time to live of an idempotency key: one day. A client can repeat a request for this time. */
    public static final Duration DEFAULT_IDEMPOTENCY_KEY_TTL = Duration.ofDays(1);

    /** The default of how long the changes of the change feed are kept: one day. */
    public static final Duration DEFAULT_CHANGE_RETENTION = Duration.ofDays(1);

    /**
     * The default of the maximum number of bytes of JSON in the stored messages that one request refers to: the default of the largest HTTP body.
     */
    public static final long DEFAULT_MAX_REFERENCED_BYTES = 1_048_576;

    private final ServiceContext context;
    private final ScriptLogFiles scriptLogFiles;
    private final SelectionLimits selectionLimits;
    private final Notifications notifications;
    private final @Nullable TaskThreads threads;

    /** Protects the calls of a store from the interrupts of functions. */
    private final UnaryOperator<ExecutionSessionStore> protection;

    private final ExecutionSessionService sessions;
    private final ExecutionResultService results;
    private final ExecutionResultDetailService details;
    private final @Nullable TaskRunner runner;
    private final TaskService tasks;
    private final AppService apps;
    private final TaskControl control;
    private final ScriptLogService scriptLogs;
    private final TaskStatisticsService statistics;
    private final NodeHeartbeatService nodeHeartbeats;
    private final SelectionService selections;
    private final WatchService watches;
    private final NotificationService callbacks;
    private final PrivilegeService privileges;
    private final OverdueSessionAborter overdue;
    private final ResultPurger old;
    private final ExpiredDataPurger expired;

    ExecutionSessions(
            ExecutionSessionStore plain,
            ServiceContext context,
            ScriptLogFiles scriptLogFiles,
            SelectionLimits selectionLimits,
            Notifications notifications,
            @Nullable TaskThreads threads,
            UnaryOperator<ExecutionSessionStore> protection,
            Function<ExecutionSessionStore, @Nullable TaskRunner> runners,
            BiFunction<ExecutionSessionService, ExecutionResultService, WatchService> watches,
            NotificationService callbacks) {
        this.threads = threads;
        this.protection = protection;
        this.context = context;
        this.scriptLogFiles = scriptLogFiles;
        this.selectionLimits = selectionLimits;
        this.notifications = notifications;
        ExecutionSessionStore store = NotifyingStore.of(plain, notifications);
        sessions = new ExecutionSessionService(store.sessions(), context);
        results = new ExecutionResultService(store.results(), context);
        details = new ExecutionResultDetailService(store.details(), context);
        runner = runners.apply(store);
        tasks = new TaskService(store.tasks(), context, runner);
        apps = new AppService(store, tasks, sessions, new PrivilegeCheck(context.policy()));
        control = new TaskControl(tasks, apps, runner, new PrivilegeCheck(context.policy()));
        scriptLogs = new ScriptLogService(store, scriptLogFiles, results, context);
        statistics = new TaskStatisticsService(tasks, store.taskAttempts());
        nodeHeartbeats = new NodeHeartbeatService(store.nodeHeartbeats());
        selections =
                new SelectionService(store.selections(), sessions, results, details, tasks, context, selectionLimits);
        privileges = new PrivilegeService(context);
        overdue = new OverdueSessionAborter(NotifyingStore.overdueSessions(store), context.clock(), context.newIds());
        old = new ResultPurger(store, context.clock());
        expired = new ExpiredDataPurger(store, context.clock());
        this.watches = watches.apply(sessions, results);
        this.callbacks = callbacks;
    }

    /**
     * Starts to build the use cases on a store.
     *
     * @param store stores the sessions; not null. The caller closes it
     * @return a builder with the default settings
     */
    public static Builder builder(ExecutionSessionStore store) {
        return new Builder(requireNonNull(store, "store"));
    }

    /**
     * Builds the use cases on a store in memory, for tests of an embedding application without a database.
     *
     * @return the use cases; their data lives as long as this object
     */
    public static ExecutionSessions inMemory() {
        return builder(new InMemoryStore()).build();
    }

    /**
     * Starts to build the use cases on a store in memory, for tests of a function, a listener or an access policy of an embedding
     * application without a database. The data lives as long as the use cases.
     *
     * @return a builder with the default settings
     */
    public static Builder inMemoryBuilder() {
        return builder(new InMemoryStore());
    }

    /**
     * Builds the use cases on a store in memory with a given clock.
     *
     * @param clock the source of createdDate and modifiedDate; not null
     * @return the use cases; their data lives as long as this object
     */
    public static ExecutionSessions inMemory(Clock clock) {
        return builder(new InMemoryStore()).clock(clock).build();
    }

    /**
     * Returns the same use cases with the same settings on another store, such as one for a transaction of the application.
     *
     * @param store stores the sessions; not null
     * @return the use cases; they are usable until this object is closed. Creating them costs little
     */
    public UseCases withStore(ExecutionSessionStore store) {
        ExecutionSessionStore protectedStore = protection.apply(requireNonNull(store, "store"));
        return new ExecutionSessions(
                protectedStore,
                context.on(protectedStore),
                scriptLogFiles,
                selectionLimits,
                notifications,
                null,
                protection,
                notifying -> runner == null ? null : runner.on(notifying),
                (ofStore, resultsOfStore) -> watches,
                callbacks);
    }

    @Override
    public CreateExecutionSession createExecutionSession() {
        return sessions;
    }

    @Override
    public FindExecutionSessions findExecutionSessions() {
        return sessions;
    }

    @Override
    public UpdateExecutionSession updateExecutionSession() {
        return sessions;
    }

    @Override
    public EndExecutionSession endExecutionSession() {
        return sessions;
    }

    @Override
    public ExecutionResults executionResults() {
        return results;
    }

    @Override
    public ExecutionResultDetails executionResultDetails() {
        return details;
    }

    @Override
    public Selections selections() {
        return selections;
    }

    @Override
    public ManageTasks manageTasks() {
        return tasks;
    }

    @Override
    public FindTaskStatistics findTaskStatistics() {
        return statistics;
    }

    @Override
    public StartTask startTask() {
        return control;
    }

    @Override
    public StopTask stopTask() {
        return control;
    }

    @Override
    public FindApps findApps() {
        return apps;
    }

    @Override
    public ScriptLogs scriptLogs() {
        return scriptLogs;
    }

    /** Returns the port that advances the runs of tasks. It does nothing if there is no executor. */
    @Override
    public AdvanceTaskRuns advanceTaskRuns() {
        return runner == null ? ExecutionSessions::advanceNothing : runner;
    }

    /** Returns what starts and advances runs; null if there is no executor. */
    @Nullable
    TaskRunner runner() {
        return runner;
    }

    private static int advanceNothing(BooleanSupplier shouldContinue) {
        requireNonNull(shouldContinue, "shouldContinue");
        return 0;
    }

    @Override
    public NodeHeartbeats nodeHeartbeats() {
        return nodeHeartbeats;
    }

    /** Returns the port that watches executions. It is the same for all stores of {@link #withStore}, and sees what is committed. */
    @Override
    public WatchExecutions watchExecutions() {
        return watches;
    }

    /** Returns the port that subscribes to notifications. It is the same for all stores of {@link #withStore}, and sees what is committed. */
    @Override
    public ChangeNotifications changeNotifications() {
        return callbacks;
    }

    @Override
    public EvaluatePrivileges evaluatePrivileges() {
        return privileges;
    }

    @Override
    public AbortOverdueSessions abortOverdueSessions() {
        return overdue;
    }

    @Override
    public PurgeResults purgeResults() {
        return old;
    }

    @Override
    public PurgeExpired purgeExpired() {
        return expired;
    }

    /**
     * Interrupts the functions that execute tasks and waits up to ten seconds for them; their attempts have failed. Then waits up to ten
     * seconds for all listeners together to handle the notifications in their queues, ends all waits, completes all subscribers of changes,
     * and closes the validation provider. The store stays open. A call that comes later still reads and writes, so that no record of a job is lost; listeners are not notified of it, and no
     * executor is called.
     */
    @Override
    public void close() {
        if (threads != null) {
            threads.close();
        }
        notifications.close();
        callbacks.close();
        watches.close();
        context.validator().close();
    }

    /** The settings of a library instance; each has a default. */
    public static final class Builder {

        final ExecutionSessionStore store;
        Clock clock = Clock.systemUTC();
        AccessPolicy accessPolicy = AccessPolicy.OPEN;
        Duration idempotencyKeyTtl = DEFAULT_IDEMPOTENCY_KEY_TTL;
        Duration changeRetention = DEFAULT_CHANGE_RETENTION;
        ScriptLogFiles scriptLogFiles = ScriptLogFiles.NONE;
        SelectionLimits selectionLimits = SelectionLimits.DEFAULT;
        long maxReferencedBytes = DEFAULT_MAX_REFERENCED_BYTES;
        final List<ExecutionSessionListener> listeners = new ArrayList<>();
        ThreadFactory listenerThreads = work -> daemonThread(work, "execution-sessions-listener");

        @Nullable
        NotificationSender notificationSender;

        NotificationLimits notificationLimits = NotificationLimits.DEFAULT;

        @Nullable
        TaskExecutor taskExecutor;

        @Nullable
        TaskFunction taskFunction;

        ThreadFactory taskThreads = work -> daemonThread(work, "execution-sessions-task");
        String nodeName = "";

        private Builder(ExecutionSessionStore store) {
            this.store = store;
        }

        /**
         * Sets the clock, the source of createdDate and modifiedDate; the default is the system clock in UTC.
         *
         * @param value the clock; not null
         * @return this builder
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        /**
         * Sets the policy that decides what a caller may do; by default every caller may do everything.
         *
         * @param value the policy; not null
         * @return this builder
         */
        public Builder accessPolicy(AccessPolicy value) {
            accessPolicy = requireNonNull(value, "accessPolicy");
            return this;
        }

        /**
         * Sets how long a request can be repeated with its idempotency key; the default is
         * {@link #DEFAULT_IDEMPOTENCY_KEY_TTL}.
         *
         * @param value the time to live of a key; not null
         * @return this builder
         */
        public Builder idempotencyKeyTtl(Duration value) {
            idempotencyKeyTtl = requireNonNull(value, "idempotencyKeyTtl");
            return this;
        }

        /**
         * Sets how long the changes of the change feed are kept; the default is {@link #DEFAULT_CHANGE_RETENTION}. A reader that pauses for
         * longer cannot continue where it was. Changes are purged while there are new ones.
         *
         * @param value the time; positive; not null
         * @return this builder
         * @throws IllegalArgumentException if the time is not positive
         */
        public Builder changeRetention(Duration value) {
            requireNonNull(value, "changeRetention");
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("changeRetention must be positive, but is " + value);
            }
            changeRetention = value;
            return this;
        }

        /**
         * Sets where the script logs are that executors have written to files; by default there are none.
         *
         * @param value reads the files; not null
         * @return this builder
         */
        public Builder scriptLogFiles(ScriptLogFiles value) {
            scriptLogFiles = requireNonNull(value, "scriptLogFiles");
            return this;
        }

        /**
         * Sets the limits on selections and their items; the default is {@link SelectionLimits#DEFAULT}.
         *
         * @param value the limits; not null
         * @return this builder
         */
        public Builder selectionLimits(SelectionLimits value) {
            selectionLimits = requireNonNull(value, "selectionLimits");
            return this;
        }

        /**
         * Sets how many bytes of JSON the messages of all stored results and details may have to which one request refers by id; the default
         * is {@link #DEFAULT_MAX_REFERENCED_BYTES}. Set it to the largest result that shall be referred to, such as the maximum
         * size of an HTTP body. Concurrent requests together change and refer to at most a 32nd of the heap, and at least twice this number.
         *
         * @param value the number of bytes; positive
         * @return this builder
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder maxReferencedBytes(long value) {
            if (value <= 0) {
                throw new IllegalArgumentException("maxReferencedBytes must be positive, but is " + value);
            }
            maxReferencedBytes = value;
            return this;
        }

        /**
         * Adds a listener that is notified of changes after their commit; by default there is none.
         *
         * @param value the listener; not null
         * @return this builder
         */
        public Builder listener(ExecutionSessionListener value) {
            listeners.add(requireNonNull(value, "listener"));
            return this;
        }

        /**
         * Sets the factory of the threads that call listeners, and those who watch executions: one for each of them while it is called. By
         * default they are daemon threads.
         *
         * @param value the factory; not null
         * @return this builder
         */
        public Builder listenerThreads(ThreadFactory value) {
            listenerThreads = requireNonNull(value, "listenerThreads");
            return this;
        }

        /**
         * Sets the sender of notifications. By default there is none, no one can subscribe to notifications, and nothing runs for them.
         *
         * @param value the sender; not null
         * @return this builder
         */
        public Builder notificationSender(NotificationSender value) {
            notificationSender = requireNonNull(value, "notificationSender");
            return this;
        }

        /**
         * Sets the limits on subscriptions to notifications; the default is {@link NotificationLimits#DEFAULT}.
         *
         * @param value the limits; not null
         * @return this builder
         */
        public Builder notificationLimits(NotificationLimits value) {
            notificationLimits = requireNonNull(value, "notificationLimits");
            return this;
        }

        /**
         * Sets the executor of tasks. By default there is none, and tasks cannot be started. The application calls
         * {@link ExecutionSessions#advanceTaskRuns} about every second.
         *
         * @param value the executor; not null
         * @return this builder
         */
        public Builder taskExecutor(TaskExecutor value) {
            taskExecutor = requireNonNull(value, "taskExecutor");
            taskFunction = null;
            return this;
        }

        /**
         * Sets a function that executes tasks in this process, each attempt in a thread, instead of an executor.
         *
         * @param value the function; not null
         * @return this builder
         */
        public Builder taskFunction(TaskFunction value) {
            taskFunction = requireNonNull(value, "taskFunction");
            taskExecutor = null;
            return this;
        }

        /**
         * Sets the factory of the threads that call the executor, and of those that run the function. By default they are daemon threads.
         *
         * @param value the factory; not null
         * @return this builder
         */
        public Builder taskThreads(ThreadFactory value) {
            taskThreads = requireNonNull(value, "taskThreads");
            return this;
        }

        /**
         * Sets the name of this process in the results of tasks that it starts; by default it is empty.
         *
         * @param value the name; not null
         * @return this builder
         */
        public Builder nodeName(String value) {
            nodeName = requireNonNull(value, "nodeName");
            return this;
        }

        private static Thread daemonThread(Runnable work, String name) {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        }

        /**
         * Builds the use cases on the store.
         *
         * @return the use cases
         */
        public ExecutionSessions build() {
            return new UseCaseWiring(this).wire();
        }
    }
}
