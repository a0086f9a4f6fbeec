package org.executionsession.bootstrap.internal.operations;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.executionsession.bootstrap.internal.database.DatabasePool;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.port.inbound.ChangeNotifications.Statistics;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.RequestListener;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.config.CommitListener;

/**
 * The metrics of a server. The metrics library is loaded after the server is ready, so that it does not delay the start;
 * earlier events are not counted.
 */
public final class Metrics implements RequestListener, CommitListener {

    private final CompletableFuture<Meters> begun = new CompletableFuture<>();
    private volatile Meters meters;
    private volatile long taskRuns;

    /** Starts to count, in a separate thread. */
    public void begin(
            DatabasePool pool,
            JdbiExecutionSessionStore store,
            ExecutionSessionHttpServer http,
            WatchExecutions watch,
            Supplier<Statistics> notifications) {
        Thread loading = new Thread(
                () -> {
                    try {
                        meters = new Meters(pool, store, http, watch, () -> taskRuns, notifications);
                        begun.complete(meters);
                    } catch (RuntimeException | Error failure) {
                        begun.completeExceptionally(failure);
                    }
                },
                "metrics");
        loading.setDaemon(true);
        loading.start();
    }

    /** Returns all metrics in the text format of Prometheus. */
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

    void taskCalled(String action, String outcome) {
        Meters counting = meters;
        if (counting != null) {
            counting.taskCalled(action, outcome);
        }
    }

    void notified(String outcome, int changes) {
        Meters counting = meters;
        if (counting != null) {
            counting.notified(outcome, changes);
        }
    }

    /** Sets the number of runs of tasks. It is counted periodically, so that metrics can be read while the database is not available. */
    public void setTaskRuns(long runs) {
        taskRuns = runs;
    }
}
