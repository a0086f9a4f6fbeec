package org.executionsession.bootstrap.internal.operations;

import java.util.concurrent.CompletableFuture;
import org.executionsession.bootstrap.internal.database.DatabasePool;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.RequestListener;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.config.CommitListener;

/**
 * The figures of a server. The library that counts is loaded once the server is ready, so that no start waits for it; what
 * happens before is not counted.
 */
public final class Metrics implements RequestListener, CommitListener {

    private final CompletableFuture<Meters> begun = new CompletableFuture<>();
    private volatile Meters meters;

    /** Begins to count. */
    public void begin(DatabasePool pool, JdbiExecutionSessionStore store, ExecutionSessionHttpServer http) {
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
    public String text() {
        return begun.join().text();
    }

    @Override
    public void onResponse(String method, String route, int status, long nanos) {
        Meters counting = meters;
        if (counting != null) {
            counting.onResponse(method, route, status, nanos);
        }
    }

    @Override
    public void onRejected(ExecutionSessionException rejection) {
        Meters counting = meters;
        if (counting != null) {
            counting.onRejected(rejection);
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
