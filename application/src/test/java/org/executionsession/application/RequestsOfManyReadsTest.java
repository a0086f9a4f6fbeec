package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SharedQueryTimeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that the reads of one request share one query timeout. */
class RequestsOfManyReadsTest {

    private static final Caller JO = new Caller("ACME", "jo");

    private final List<CancellationSignal> signals = new ArrayList<>();
    private final InMemoryStore store = new InMemoryStore();
    private final ExecutionSessions library = ExecutionSessions.builder(
                    recordingSignals(ExecutionSessionStore.class, store))
            .build();

    @AfterEach
    void close() {
        library.close();
    }

    @Test
    void theReadsOfApps_shareATimeout() {
        library.createExecutionSession()
                .create(
                        ExecutionSessionDraft.builder()
                                .app(AppReference.builder()
                                        .id(UUID.randomUUID())
                                        .name("Sales")
                                        .build())
                                .build(),
                        JO);
        assertOneTimeout(
                signal -> library.findApps().find(Query.of(Filter.all()), JO, signal), "tasks, apps and sessions");
    }

    @Test
    void theReadsOfStatistics_shareATimeout() {
        library.manageTasks().create(TaskDraft.builder().name("nightly").build(), JO);
        assertOneTimeout(
                signal -> library.findTaskStatistics()
                        .list(new Query<>(Filter.all(), List.of(), 0, 10), Instant.EPOCH, JO, signal),
                "tasks, attempts and earlier attempts");
    }

    private void assertOneTimeout(Consumer<CancellationSignal> request, String reads) {
        signals.clear();
        List<Runnable> cancelled = new ArrayList<>();
        request.accept(action -> {
            cancelled.add(action);
            return () -> {};
        });
        assertThat(signals).as(reads).hasSize(3).allMatch(SharedQueryTimeout.class::isInstance);
        ((SharedQueryTimeout) signals.get(0)).use(Duration.ofSeconds(15));
        assertThat(signals)
                .extracting(signal -> ((SharedQueryTimeout) signal).left(Duration.ofSeconds(20)))
                .containsOnly(Duration.ofSeconds(5));
        // The client of the request still cancels all of its reads.
        cancelled.clear();
        signals.forEach(signal -> signal.onCancel(() -> {}));
        assertThat(cancelled).hasSize(3);
    }

    /** Returns the same port, which notes the signals of reads, as do the stores that it returns. */
    private <T> T recordingSignals(Class<T> port, T recorded) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[arguments.length - 1] instanceof CancellationSignal signal) {
                        signals.add(signal);
                    }
                    Object result;
                    try {
                        result = method.invoke(recorded, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                    if (result instanceof EntityStore<?> entities) {
                        return recordingSignals(EntityStore.class, entities);
                    }
                    return result instanceof TaskAttemptStore attempts
                            ? recordingSignals(TaskAttemptStore.class, attempts)
                            : result;
                }));
    }
}
