package org.executionsession.bootstrap;

import java.util.concurrent.CompletableFuture;
import org.executionsession.domain.refusal.RefusalException;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.jdbi.JdbiExecutionSessionStore;

/**
 * The figures of a server. The library that counts is loaded once the server is ready, so that no start waits for it; what
 * happens before is not counted.
 */
final class Metrics implements ExecutionSessionHttpServer.Observer, JdbiExecutionSessionStore.CommitObserver {

    private final CompletableFuture<Meters> begun = new CompletableFuture<>();
    private volatile Meters meters;

    /** Begins to count. */
    void begin(DatabasePool pool, JdbiExecutionSessionStore store, ExecutionSessionHttpServer http) {
        Thread loading = new Thread(
                () -> {
                    try {
                        meters = new Meters(pool, store, http);
                        begun.complete(meters);
                    } catch (RuntimeException | Error failure) {
                        begun.completeExceptionally(failure);
                    }
                },
                "metrics");
        loading.setDaemon(true);
        loading.start();
    }

    /** All figures, as Prometheus reads them. */
    String text() {
        return begun.join().text();
    }

    @Override
    public void answered(String method, String route, int status, long nanos) {
        Meters counting = meters;
        if (counting != null) {
            counting.answered(method, route, status, nanos);
        }
    }

    @Override
    public void refused(RefusalException refusal) {
        Meters counting = meters;
        if (counting != null) {
            counting.refused(refusal);
        }
    }

    @Override
    public void committed(int writes, long nanos) {
        Meters counting = meters;
        if (counting != null) {
            counting.committed(writes, nanos);
        }
    }

    void created(int sessions) {
        Meters counting = meters;
        if (counting != null) {
            counting.created(sessions);
        }
    }
}
