package org.executionsession.http.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.WatchExecutions.Outcome;
import org.executionsession.domain.port.inbound.WatchExecutions.Reason;
import org.executionsession.http.config.WatchConfig;
import org.junit.jupiter.api.Test;

/** What requests that wait keep in memory. */
class WaitsTest {

    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private final Waits waits = new Waits(WatchConfig.builder().build(100), queue::addLast);

    /** Whether the server has ended the requests; they throw an exception then, as those of Jetty. */
    private boolean isOver;

    /** Returns an object whose methods do nothing, except that a future is asked for, as the server does. */
    private <T> T stub(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            switch (method.getName()) {
                case "future":
                    return ((Supplier<?>) given[0]).get() == null ? self : null;
                case "req":
                    return stub(HttpServletRequest.class);
                case "res":
                    return stub(HttpServletResponse.class);
                case "setAttribute":
                    if (isOver) {
                        throw new NullPointerException("the request is over");
                    }
                    return null;
                default:
                    return null;
            }
        }));
    }

    @Test
    void aWait_thatEndsAtOnce_respondsBeforeTheNextOneReadsItsEntity() {
        for (int i = 0; i < 3; i++) {
            waits.<ExecutionSession>respond(
                    stub(Context.class),
                    Caller.SERVICE,
                    Duration.ofSeconds(60),
                    () -> {
                        events.add("read");
                        return CompletableFuture.completedFuture(new Outcome<>(Reason.ENDED, null));
                    },
                    entity -> events.add("respond"));
        }
        while (!queue.isEmpty()) {
            queue.removeFirst().run();
        }
        assertThat(events)
                .as("otherwise each keeps its entity while the others read theirs")
                .containsExactly("read", "respond", "read", "respond", "read", "respond");
        assertThat(waits.count()).isZero();
    }

    @Test
    void aWait_whoseRequestTheServerHasEnded_freesItsPlace() {
        waits.<ExecutionSession>respond(
                stub(Context.class),
                Caller.SERVICE,
                Duration.ofSeconds(60),
                CompletableFuture::new,
                entity -> events.add("respond"));
        queue.removeFirst().run();
        assertThat(waits.count()).isOne();
        isOver = true;
        waits.close();
        while (!queue.isEmpty()) {
            queue.removeFirst().run();
        }
        assertThat(waits.count()).isZero();
    }
}
