package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.junit.jupiter.api.Test;

/**
 * Two servers on one PostgreSQL database and transactions of an application, at random. Each reader of the change feed sees each commit once,
 * in an order that agrees with the versions of the entities.
 */
class ChangeOrderTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final int WRITERS = 6;
    private static final int STEPS = 150;
    private static final int SHARED = 3;

    private final long seed = new Random().nextLong();
    private final List<ExecutionSession> shared =
            Stream.generate(ChangeOrderTest::session).limit(SHARED).toList();
    private final Set<UUID> committed = ConcurrentHashMap.newKeySet();
    private final Set<UUID> deleted = ConcurrentHashMap.newKeySet();
    private final Set<UUID> rolledBack = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean done = new AtomicBoolean();

    private static ExecutionSession session() {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder().user("jo").build(), NOW, JO, UUID::randomUUID);
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        return new HikariDataSource(config);
    }

    @Test
    void readersOfSeveralServers_seeEachCommitOnceInTheOrderOfTheVersions() throws Exception {
        String url = EmbeddedPostgresql.newDatabaseUrl("");
        ExecutorService threads = Executors.newCachedThreadPool();
        try (HikariDataSource one = pool(url);
                HikariDataSource two = pool(url)) {
            List<JdbiExecutionSessionStore> stores =
                    List.of(JdbiExecutionSessionStore.open(one), JdbiExecutionSessionStore.open(two));
            List<HikariDataSource> hosts = List.of(one, two);
            stores.get(0).sessions().addAll(shared);
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seed + i);
                int node = i % 2;
                writers.add(threads.submit(() -> write(stores.get(node), hosts.get(node), random)));
            }
            List<Future<List<Change>>> readers = new ArrayList<>();
            List<Future<Void>> assigners = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Random random = new Random(seed - 1 - i);
                JdbiExecutionSessionStore store = stores.get(i);
                assigners.add(threads.submit(() -> assign(store, random)));
                readers.add(threads.submit(() -> read(store, new Random(random.nextLong()))));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            done.set(true);
            for (Future<Void> assigner : assigners) {
                assigner.get();
            }
            List<Change> first = readers.get(0).get();
            assertThat(readers.get(1).get()).as("seed %s", seed).isEqualTo(first);
            check(first, stores.get(0));
        } finally {
            threads.shutdownNow();
        }
    }

    private Void write(JdbiExecutionSessionStore store, HikariDataSource host, Random random) throws Exception {
        List<OpenTransaction> open = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(6)) {
                case 0 -> add(store);
                case 1 -> delete(store);
                case 2 -> reject(store);
                case 3 -> {
                    if (open.size() < 2) {
                        open.add(begin(store, host));
                    }
                }
                case 4 -> {
                    if (!open.isEmpty()) {
                        open.remove(random.nextInt(open.size())).end(random.nextBoolean());
                    }
                }
                default -> update(store, shared.get(random.nextInt(SHARED)).id());
            }
        }
        for (OpenTransaction transaction : open) {
            transaction.end(true);
        }
        return null;
    }

    private void add(ExecutionSessionStore store) {
        ExecutionSession added = session();
        store.sessions().add(added);
        committed.add(added.id());
    }

    private void delete(ExecutionSessionStore store) {
        ExecutionSession added = session();
        store.sessions().add(added);
        committed.add(added.id());
        if (store.sessions().remove(added.id())) {
            deleted.add(added.id());
        }
    }

    private void reject(ExecutionSessionStore store) {
        ExecutionSession added = session();
        rolledBack.add(added.id());
        try {
            store.sessions().addAll(List.of(added, shared.get(0)));
        } catch (DuplicateIdException expected) {
            return;
        }
        throw new AssertionError("the id is in use");
    }

    private static void update(ExecutionSessionStore store, UUID id) {
        ExecutionSession read = store.sessions().find(id).orElseThrow();
        store.sessions()
                .replace(read.update(read.content(), read.modifiedDate().plusMillis(1), JO, UUID::randomUUID), read);
    }

    /** A transaction of an application, in which it has added sessions. */
    private final class OpenTransaction {

        private final Connection connection;
        private final Set<UUID> added = new HashSet<>();

        private OpenTransaction(Connection connection) {
            this.connection = connection;
        }

        private void end(boolean commit) throws Exception {
            try (connection) {
                if (commit) {
                    connection.commit();
                    committed.addAll(added);
                } else {
                    connection.rollback();
                    rolledBack.addAll(added);
                }
            }
        }
    }

    private OpenTransaction begin(JdbiExecutionSessionStore store, HikariDataSource host) throws Exception {
        Connection connection = host.getConnection();
        connection.setAutoCommit(false);
        OpenTransaction transaction = new OpenTransaction(connection);
        ExecutionSessionStore within = store.within(connection);
        for (int i = 0; i < 2; i++) {
            ExecutionSession added = session();
            within.sessions().add(added);
            update(within, added.id());
            transaction.added.add(added.id());
        }
        return transaction;
    }

    private Void assign(JdbiExecutionSessionStore store, Random random) {
        while (!done.get() || store.changes().state().waiting()) {
            store.changes().assignPositions(NOW, 1 + random.nextInt(20));
        }
        return null;
    }

    private List<Change> read(JdbiExecutionSessionStore store, Random random) {
        List<Change> all = new ArrayList<>();
        ChangeCursor cursor = ChangeCursor.START;
        while (true) {
            boolean wasDone = done.get() && !store.changes().state().waiting();
            List<Change> page = store.changes().list(cursor, 1 + random.nextInt(30));
            if (page.isEmpty() && wasDone) {
                return all;
            }
            all.addAll(page);
            cursor = page.isEmpty() ? cursor : page.get(page.size() - 1).cursor();
        }
    }

    private void check(List<Change> changes, ExecutionSessionStore store) {
        Map<UUID, List<EntityChange>> bySession = changes.stream()
                .map(Change::entity)
                .filter(change -> change.kind() == EntityKind.SESSION)
                .collect(Collectors.groupingBy(EntityChange::id));
        for (ExecutionSession session : shared) {
            assertThat(bySession.get(session.id()))
                    .as("the versions of a session; seed %s", seed)
                    .extracting(EntityChange::modifiedDate)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(1
                            + (int) (store.sessions()
                                            .find(session.id())
                                            .orElseThrow()
                                            .modifiedDate()
                                            .toEpochMilli()
                                    - NOW.toEpochMilli()));
        }
        Set<UUID> expected = new HashSet<>(committed);
        shared.forEach(session -> expected.add(session.id()));
        assertThat(bySession.keySet()).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Collections.disjoint(bySession.keySet(), rolledBack)).isTrue();
        for (UUID id : committed) {
            List<ChangeType> types =
                    bySession.get(id).stream().map(EntityChange::type).toList();
            assertThat(types)
                    .as("seed %s", seed)
                    .isIn(
                            List.of(ChangeType.CREATE),
                            List.of(ChangeType.CREATE, ChangeType.UPDATE),
                            List.of(ChangeType.CREATE, ChangeType.DELETE));
            assertThat(types.contains(ChangeType.DELETE)).isEqualTo(deleted.contains(id));
        }
    }
}
