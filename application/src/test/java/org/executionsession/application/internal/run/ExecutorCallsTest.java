package org.executionsession.application.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExecutorCallsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Otherwise this process would take the call for one that is still made, and never repeat it. */
    @Test
    void theEndOfACall_isStoredAlsoWithoutAThread() {
        CompletableFuture<Void> response = new CompletableFuture<>();
        AtomicBoolean isExhausted = new AtomicBoolean();
        Executor threads = action -> {
            if (isExhausted.get()) {
                throw new RejectedExecutionException();
            }
            action.run();
        };
        InMemoryStore store = new InMemoryStore();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Task task = Task.create(TaskDraft.builder().name("task").build(), NOW, Caller.SERVICE, UUID::randomUUID);
        store.tasks().add(task);
        TaskRunner runner = new TaskRunner(
                store,
                new RunSessions(store.sessions(), clock, UUID::randomUUID, ""),
                respondingWith(response),
                threads,
                clock,
                UUID::randomUUID);
        runner.start(task, Caller.SERVICE).orElseThrow();

        isExhausted.set(true);
        response.completeExceptionally(new IllegalStateException("no connection"));

        assertThat(store.taskRuns().find(task.id())).map(TaskRun::failedCalls).contains(1);
    }

    private static TaskExecutor respondingWith(CompletionStage<Void> response) {
        return new TaskExecutor() {
            @Override
            public CompletionStage<Void> startAsync(TaskRun run, Task task) {
                return response;
            }

            @Override
            public void start(TaskRun run, Task task) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void stop(TaskRun run, @Nullable Task task) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
