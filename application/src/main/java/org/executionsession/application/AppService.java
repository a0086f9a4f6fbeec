package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.inbound.FindApps;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.CancellableFilter;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SharedQueryTimeout;
import org.executionsession.domain.query.typed.SessionProperties;
import org.executionsession.domain.query.typed.TaskProperties;
import org.jspecify.annotations.Nullable;

/** Finds the apps that tasks and sessions name. */
final class AppService implements FindApps {

    /** The number of sessions, or of apps with all of their sessions, that are read in one query. */
    private static final int BATCH = 250;

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
        SharedQueryTimeout shared = SharedQueryTimeout.of(signal);
        return all(caller, shared).stream()
                .filter(new CancellableFilter<>(query.filter(), shared))
                .sorted(query.comparator(QueryableProperties.APPS.id()))
                .skip(query.skip())
                .limit(query.take())
                .toList();
    }

    private List<App> all(Caller caller, CancellationSignal signal) {
        FirstApps first = new FirstApps(LIMIT, BulkSize.MAX_BYTES);
        tasks.forEach(
                Query.of(Filter.all(), List.of(TaskProperties.MODIFIED_DATE.asc())),
                caller,
                task -> app(task.audit(), task.app()).ifPresent(first::add),
                signal);
        Map<UUID, UUID> sessionsOfApps = new HashMap<>(store.sessionsOfApps(LIMIT, signal));
        sessionsOfApps.keySet().removeIf(id -> !first.hasSpaceFor(id) || first.contains(id));
        forEachBatch(
                sessionsOfApps.values(),
                ids -> sessions.forEach(
                        Query.of(new Filter.OneOf<>(Set.copyOf(ids))),
                        caller,
                        session -> app(session.audit(), session.app()).ifPresent(first::add),
                        signal));
        // The caller may not read that session, or it was removed meanwhile; there can be another one.
        sessionsOfApps.keySet().removeIf(id -> !first.hasSpaceFor(id) || first.contains(id));
        if (privileges.hasForAll(caller, Privilege.READ)) {
            // The few whose sessions were removed: of all sessions of an app, only one is read.
            sessionsOfApps.keySet().forEach(id -> ofSession(id, caller, signal).ifPresent(first::add));
        } else {
            forEachBatch(sessionsOfApps.keySet(), ids -> addOfAnySession(first, ids, caller, signal));
        }
        return first.list();
    }

    /** Reads many sessions or apps in one query: a query for each of thousands would take seconds. */
    private static void forEachBatch(Collection<UUID> ids, Consumer<List<UUID>> reader) {
        List<UUID> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += BATCH) {
            reader.accept(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
    }

    /** Adds the app of the first session of each app that the caller may read. All of their sessions are read, since a policy decides on each. */
    private void addOfAnySession(FirstApps first, List<UUID> ids, Caller caller, CancellationSignal signal) {
        List<Filter<ExecutionSession>> ofApps = new ArrayList<>();
        ids.forEach(id -> ofApps.add(SessionProperties.APP.id().eq(id)));
        sessions.forEach(
                Query.of(new Filter.Or<>(ofApps)),
                caller,
                session -> app(session.audit(), session.app())
                        .filter(app -> !first.contains(app.id()))
                        .ifPresent(first::add),
                signal);
    }

    private static Optional<App> app(AuditFields audit, @Nullable AppReference app) {
        return app == null || app.id() == null ? Optional.empty() : Optional.of(new App(audit, app));
    }

    private Optional<App> ofSession(UUID id, Caller caller, CancellationSignal signal) {
        return first(sessions, SessionProperties.APP.id().eq(id), caller, signal)
                .flatMap(session -> app(session.audit(), session.app()));
    }

    @Override
    public Optional<App> find(UUID id, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, EntityKind.TASK, Privilege.READ);
        FirstApps found = new FirstApps(1, Long.MAX_VALUE);
        tasks.forEach(
                Query.of(TaskProperties.APP.id().eq(id), List.of(TaskProperties.MODIFIED_DATE.asc())),
                caller,
                task -> app(task.audit(), task.app()).ifPresent(found::add));
        return found.list().stream().findFirst().or(() -> ofSession(id, caller, CancellationSignal.NONE));
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
