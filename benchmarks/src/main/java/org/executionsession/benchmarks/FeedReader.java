package org.executionsession.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads the change feed through the library, as a third process on the database would. */
final class FeedReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAGE = 1_000;

    private final ExecutionSessions library;
    private final List<Seen> seen = new ArrayList<>();
    private volatile boolean closed;

    FeedReader(Location location) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(location.url());
        dataSource.setUser(location.user());
        library = ExecutionSessions.builder(
                        JdbiExecutionSessionStore.builder(dataSource).open())
                .build();
    }

    /**
     * A change of a session.
     *
     * @param cursor its place
     * @param type what was done
     * @param id the session
     * @param modifiedDate the date of the version; null for a deletion
     */
    record Seen(ChangeCursor cursor, ChangeType type, String id, Instant modifiedDate) {

        String key() {
            return id + " " + modifiedDate;
        }
    }

    static String key(String id, String modifiedDate) {
        return id + " " + (modifiedDate == null ? null : Instant.parse(modifiedDate));
    }

    /** Reads until it is closed. */
    void begin(Executor threads) {
        threads.execute(() -> {
            ChangeCursor cursor = ChangeCursor.START;
            while (!closed) {
                try {
                    WatchExecutions.Page page =
                            library.watchExecutions().list(cursor, Set.of(EntityKind.SESSION), PAGE, Caller.SERVICE);
                    add(page.changes());
                    if (page.next().equals(cursor)) {
                        WatchCrash.pause(POLL);
                    }
                    cursor = page.next();
                } catch (ExecutionSessionException cut) {
                    WatchCrash.pause(POLL);
                }
            }
        });
    }

    private void add(List<Change> changes) {
        synchronized (seen) {
            for (Change change : changes) {
                seen.add(new Seen(
                        change.cursor(),
                        change.entity().type(),
                        change.entity().id().toString(),
                        change.entity().modifiedDate()));
            }
            seen.notifyAll();
        }
    }

    /** Waits for the creation of a session. Returns all changes up to it. */
    List<Seen> awaitCreation(String id) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (seen) {
            while (System.nanoTime() < end) {
                for (int i = seen.size() - 1; i >= 0; i--) {
                    if (seen.get(i).id().equals(id)) {
                        return List.copyOf(seen.subList(0, i + 1));
                    }
                }
                seen.wait(POLL.toMillis());
            }
        }
        throw new IllegalStateException("the feed does not have the last session");
    }

    @Override
    public void close() {
        closed = true;
        library.close();
    }
}
