package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.executionsession.application.ExecutionSessions.Builder;
import org.executionsession.application.internal.notification.Notifications;
import org.executionsession.application.internal.run.InProcessExecutor;
import org.executionsession.application.internal.run.RunListener;
import org.executionsession.application.internal.run.RunSessions;
import org.executionsession.application.internal.run.TaskRunner;
import org.executionsession.application.internal.run.TaskThreads;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.TaskExecutor;

/** Wires the components of the use cases, as the settings of a builder say. */
record UseCaseWiring(Builder settings) {

    ExecutionSessions wire() {
        return settings.taskExecutor == null && settings.taskFunction == null ? withoutTasks() : withTasks();
    }

    private ExecutionSessions withoutTasks() {
        ServiceContext context = context(settings.store);
        return new ExecutionSessions(
                settings.store,
                context,
                settings.scriptLogFiles,
                settings.selectionLimits,
                notifications(List.of()),
                null,
                UnaryOperator.identity(),
                any -> null,
                watches(settings.store, context),
                callbacks(settings.store, context));
    }

    private ExecutionSessions withTasks() {
        RunListener ends = new RunListener();
        TaskThreads threads = new TaskThreads(settings.taskThreads);
        UnaryOperator<ExecutionSessionStore> protection =
                settings.taskFunction == null ? UnaryOperator.identity() : threads.gates()::protect;
        ExecutionSessionStore store = protection.apply(settings.store);
        ServiceContext context = context(store);
        ExecutionSessions sessions = new ExecutionSessions(
                store,
                context,
                settings.scriptLogFiles,
                settings.selectionLimits,
                notifications(List.of(ends)),
                threads,
                protection,
                notifying -> runner(notifying, context, threads),
                watches(store, context),
                callbacks(store, context));
        ends.use(requireNonNull(sessions.runner(), "runner"));
        return sessions;
    }

    private ServiceContext context(ExecutionSessionStore store) {
        return new ServiceContext(
                new DraftValidator(),
                settings.accessPolicy,
                settings.clock,
                new TimeOrderedEpochFactory(settings.clock)::create,
                new IdempotentExecution(settings.clock, settings.idempotencyKeyTtl),
                new ReferenceResolver(store, settings.accessPolicy, new EntityBudget(settings.maxReferencedBytes)));
    }

    private BiFunction<ExecutionSessionService, ExecutionResultService, WatchService> watches(
            ExecutionSessionStore store, ServiceContext context) {
        return (sessions, results) ->
                new WatchService(store, context, sessions, results, settings.changeRetention, settings.listenerThreads);
    }

    private NotificationService callbacks(ExecutionSessionStore store, ServiceContext context) {
        return new NotificationService(store, context, settings.notificationLimits, settings.notificationSender);
    }

    private Notifications notifications(List<ExecutionSessionListener> own) {
        return new Notifications(List.copyOf(settings.listeners), own, settings.listenerThreads);
    }

    private TaskRunner runner(ExecutionSessionStore notifying, ServiceContext context, TaskThreads threads) {
        RunSessions runs = new RunSessions(notifying.sessions(), settings.clock, context.newIds(), settings.nodeName);
        TaskExecutor executor = settings.taskExecutor;
        if (executor == null) {
            InProcessExecutor inProcess =
                    new InProcessExecutor(requireNonNull(settings.taskFunction, "taskFunction"), runs, threads);
            threads.onClose(inProcess::close);
            executor = inProcess;
        }
        return new TaskRunner(notifying, runs, executor, threads.calls(), settings.clock, context.newIds());
    }
}
