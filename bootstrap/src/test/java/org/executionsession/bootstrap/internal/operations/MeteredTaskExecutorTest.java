package org.executionsession.bootstrap.internal.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeteredTaskExecutorTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30Z");

    private final CompletableFuture<Void> response = new CompletableFuture<>();

    private final TaskExecutor executor = new MeteredTaskExecutor(
            new TaskExecutor() {

                @Override
                public void start(TaskRun run, Task task) {
                    throw new IllegalStateException("it would hold a thread");
                }

                @Override
                public void stop(TaskRun run, @Nullable Task task) {
                    throw new IllegalStateException("it would hold a thread");
                }

                @Override
                public CompletionStage<Void> startAsync(TaskRun run, Task task) {
                    return response;
                }

                @Override
                public CompletionStage<Void> stopAsync(TaskRun run, @Nullable Task task) {
                    return response;
                }
            },
            new Metrics());

    @Test
    void calls_holdNoThreadUntilTheyEnd() {
        Task task = Task.create(TaskDraft.builder().name("n").build(), NOW, Caller.SERVICE, UUID::randomUUID);
        UUID session = UUID.randomUUID();
        TaskRun run = TaskRun.first(task.id(), session, TaskRun.resultIdOf(session, 0), NOW, NOW);
        CompletableFuture<Void> started = executor.startAsync(run, task).toCompletableFuture();
        CompletableFuture<Void> stopped = executor.stopAsync(run, null).toCompletableFuture();
        assertThat(started).isNotDone();
        assertThat(stopped).isNotDone();
        response.complete(null);
        assertThat(started).isCompleted();
        assertThat(stopped).isCompleted();
    }
}
