package org.executionsession.bootstrap.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.h2.jdbcx.JdbcConnectionPool;

/** A host that creates 5,000 sessions at once, each in a virtual thread. It needs Java 21. */
public final class VirtualThreadHost {

    /** How many sessions it creates. */
    public static final int SESSIONS = 5_000;

    private VirtualThreadHost() {}

    /** Prints how many sessions were created. */
    public static void main(String[] arguments) throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:./sessions", "sa", "");
        // The API of Java 17 has no virtual threads.
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try (ExecutionSessions sessions =
                ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool)).build()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                calls.add(threads.submit(() -> sessions.createExecutionSession()
                        .create(ExecutionSessionDraft.builder().build(), Caller.SERVICE)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            System.out.println("created " + sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE));
        } finally {
            threads.shutdown();
            pool.dispose();
        }
    }
}
