package org.executionsession.application;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.text.FilterParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests the apps that tasks and sessions name. */
class FindAppsTest {

    private static final Caller JO = new Caller("ACME", "jo");

    private final InMemoryStore store = new InMemoryStore();
    private final ExecutionSessions library = ExecutionSessions.builder(store).build();

    @AfterEach
    void close() {
        library.close();
    }

    private static AppReference app(UUID id, String name) {
        return AppReference.builder().id(id).name(name).build();
    }

    private Task task(AppReference app) {
        return library.manageTasks()
                .create(TaskDraft.builder().name("nightly").app(app).build(), JO);
    }

    private void session(AppReference app, TaskReference task) {
        library.createExecutionSession()
                .create(
                        ExecutionSessionDraft.builder()
                                .app(app)
                                .reloadTask(task)
                                .build(),
                        JO);
    }

    private List<String> names(Query<App> query) {
        return library.findApps().find(query, JO, CancellationSignal.NONE).stream()
                .map(app -> app.reference().name())
                .toList();
    }

    private static Query<App> byName(Filter<App> filter) {
        return filter.orderBy(
                new SortKey<>(QueryableProperties.APPS.find("name").orElseThrow(), false));
    }

    @Test
    void apps_areThoseOfTasksAndSessionsOnce() {
        UUID sales = UUID.randomUUID();
        Task task = task(app(sales, "Sales"));
        task(app(sales, "Sales"));
        task(null);
        session(app(sales, "Sales of a session"), task.toReference());
        session(app(UUID.randomUUID(), "Of a session"), null);
        UUID other = UUID.randomUUID();
        session(app(other, "Of a session of a task with another app"), task.toReference());
        session(app(UUID.randomUUID(), "Recorded"), TaskReference.of(UUID.randomUUID(), "recorded", TaskType.RELOAD));
        session(null, null);
        assertThat(names(byName(Filter.all())))
                .containsExactly("Of a session", "Of a session of a task with another app", "Recorded", "Sales");
        assertThat(names(new Query<>(Filter.all(), byName(Filter.all()).order(), 1, 2)))
                .containsExactly("Of a session of a task with another app", "Recorded");
        assertThat(names(byName(FilterParser.parse("name sw 'of' and id eq " + other, QueryableProperties.APPS))))
                .containsExactly("Of a session of a task with another app");
        assertThat(library.findApps().find(other, JO)).map(App::id).contains(other);
        assertThat(library.findApps().find(sales, JO))
                .map(found -> found.reference().name())
                .contains("Sales");
        assertThat(library.findApps().find(UUID.randomUUID(), JO)).isEmpty();
    }

    @Test
    void aTaskThatKnowsOnlyTheId_doesNotHideTheName() {
        UUID sales = UUID.randomUUID();
        task(app(sales, "Sales"));
        task(app(sales, ""));
        assertThat(names(Query.of(Filter.all()))).containsExactly("Sales");
    }

    @Test
    void theNewestTask_countsForAnApp() {
        UUID sales = UUID.randomUUID();
        Task first = task(app(sales, "old name"));
        task(app(sales, "Sales"));
        assertThat(names(Query.of(Filter.all()))).containsExactly("Sales");
        library.manageTasks()
                .update(
                        first.id(),
                        first.content().toBuilder().app(app(sales, "new name")).build(),
                        first.modifiedDate(),
                        JO);
        assertThat(names(Query.of(Filter.all()))).containsExactly("new name");
    }

    @Test
    void aCallerWithoutThePrivilegeToRead_findsNone() {
        UUID sales = UUID.randomUUID();
        task(app(sales, "Sales"));
        session(app(UUID.randomUUID(), "Of a session"), null);
        try (ExecutionSessions guarded = ExecutionSessions.builder(store)
                .accessPolicy(new AccessPolicy.ByCaller(caller -> Set.of()))
                .build()) {
            assertThat(guarded.findApps().find(Query.of(Filter.all()), JO, CancellationSignal.NONE))
                    .isEmpty();
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> guarded.findApps().find(sales, JO));
        }
    }

    /** The memory store ignores the signal; a database has no part in the filter of apps either. */
    @Test
    void aCancelledSearch_ends() {
        task(app(UUID.randomUUID(), "Sales"));
        Filter<App> searches = FilterParser.parse(
                IntStream.range(0, 100).mapToObj(i -> "name so '" + i + "'").collect(joining(" or ")),
                QueryableProperties.APPS);
        CancellationSignal cancelled = action -> {
            action.run();
            return () -> {};
        };
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> library.findApps().find(Query.of(searches), JO, cancelled));
    }

    /** A query for each app took seconds, in which the lists of others waited. */
    @Test
    void theAppsOfManySessions_areReadInFewQueries() {
        AtomicInteger reads = new AtomicInteger();
        for (int i = 0; i < 600; i++) {
            session(app(UUID.randomUUID(), "Sales"), null);
        }
        try (ExecutionSessions counted =
                ExecutionSessions.builder(countingReads(reads)).build()) {
            assertThat(counted.findApps().find(Query.of(Filter.all()), JO, CancellationSignal.NONE))
                    .hasSize(600);
        }
        assertThat(reads.get()).isBetween(1, 5);
    }

    /** Of each app, the caller may not read the session that the store chooses. */
    @Test
    void theAppsOfSessionsOfWhichSomeAreHidden_areReadInFewQueries() {
        AtomicInteger reads = new AtomicInteger();
        for (int i = 0; i < 600; i++) {
            UUID id = UUID.randomUUID();
            session(app(id, "hidden"), null);
            session(app(id, "first"), null);
            session(app(id, "second"), null);
            session(app(id, "hidden"), null);
        }
        AccessPolicy policy = (caller, entity) -> entity instanceof ExecutionSession session
                        && session.app() != null
                        && session.app().name().equals("hidden")
                ? Set.of()
                : Set.of(Privilege.READ);
        try (ExecutionSessions guarded = ExecutionSessions.builder(countingReads(reads))
                .accessPolicy(policy)
                .build()) {
            assertThat(guarded.findApps().find(Query.of(Filter.all()), JO, CancellationSignal.NONE))
                    .hasSize(600)
                    .extracting(app -> app.reference().name())
                    .containsOnly("first");
        }
        assertThat(reads.get()).isBetween(1, 10);
    }

    private ExecutionSessionStore countingReads(AtomicInteger reads) {
        EntityStore<?> sessions = counting(EntityStore.class, store.sessions(), reads);
        return (ExecutionSessionStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExecutionSessionStore.class},
                (proxy, method, arguments) ->
                        method.getName().equals("sessions") ? sessions : call(method, store, arguments));
    }

    private static <T> T counting(Class<T> port, T counted, AtomicInteger reads) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    if (method.getName().equals("forEach")) {
                        reads.incrementAndGet();
                    }
                    return call(method, counted, arguments);
                }));
    }

    private static Object call(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }
}
