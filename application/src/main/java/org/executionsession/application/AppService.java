package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.inbound.FindApps;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.typed.SessionProperties;
import org.executionsession.domain.query.typed.TaskProperties;
import org.jspecify.annotations.Nullable;

/** Finds the apps that tasks and sessions name. */
final class AppService implements FindApps {

    private final ExecutionSessionStore store;
    private final ManageTasks tasks;
    private final FindExecutionSessions sessions;
    private final PrivilegeCheck privileges;

    AppService(
            ExecutionSessionStore store, ManageTasks tasks, FindExecutionSessions sessions, PrivilegeCheck privileges) {
        this.store = store;
        this.tasks = tasks;
        this.sessions = sessions;
        this.privileges = privileges;
    }

    @Override
    public List<App> find(Query<App> query, Caller caller, CancellationSignal signal) {
        requireNonNull(query, "query");
        requireNonNull(caller, "caller");
        requireNonNull(signal, "signal");
        return all(caller, signal).stream()
                .filter(query.filter()::matches)
                .sorted(query.comparator(QueryableProperties.APPS.id()))
                .skip(query.skip())
                .limit(query.take())
                .toList();
    }

    private List<App> all(Caller caller, CancellationSignal signal) {
        // By their text, so that the same apps are chosen if there are too many.
        Map<String, App> byId = new TreeMap<>();
        tasks.forEach(
                Query.of(Filter.all(), List.of(TaskProperties.MODIFIED_DATE.asc())),
                caller,
                task -> add(task.audit(), task.app(), byId),
                signal);
        for (UUID id : store.appsOfSessions(LIMIT)) {
            if (byId.size() < LIMIT && !byId.containsKey(id.toString())) {
                ofSession(id, caller, signal).ifPresent(app -> byId.put(id.toString(), app));
            }
        }
        return byId.values().stream().limit(LIMIT).toList();
    }

    /** Adds an app, unless the known one has a name and this one has none. */
    private static void add(AuditFields audit, @Nullable AppReference reference, Map<String, App> byId) {
        if (reference != null && reference.id() != null) {
            App app = new App(audit, reference);
            byId.merge(
                    app.id().toString(),
                    app,
                    (known, next) -> next.reference().name().isEmpty() ? known : next);
        }
    }

    private Optional<App> ofSession(UUID id, Caller caller, CancellationSignal signal) {
        return first(sessions, SessionProperties.APP.id().eq(id), caller, signal)
                .map(session -> new App(session.audit(), requireNonNull(session.app(), "app")));
    }

    @Override
    public Optional<App> find(UUID id, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, EntityKind.TASK, Privilege.READ);
        Map<String, App> byId = new TreeMap<>();
        tasks.forEach(
                Query.of(TaskProperties.APP.id().eq(id), List.of(TaskProperties.MODIFIED_DATE.asc())),
                caller,
                task -> add(task.audit(), task.app(), byId));
        return byId.values().stream().findFirst().or(() -> ofSession(id, caller, CancellationSignal.NONE));
    }

    /** Returns an app that a task or a session names. */
    Optional<AppReference> named(UUID app, Caller caller) {
        return first(tasks, TaskProperties.APP.id().eq(app), caller, CancellationSignal.NONE)
                .map(Task::app)
                .or(() -> ofSession(app, caller, CancellationSignal.NONE).map(App::reference));
    }

    private static <E extends AuditedEntity> Optional<E> first(
            FindEntities<E> all, Filter<E> filter, Caller caller, CancellationSignal signal) {
        List<E> found = new ArrayList<>();
        all.forEach(new Query<>(filter, List.of(), 0, 1), caller, found::add, signal);
        return found.stream().findFirst();
    }
}
