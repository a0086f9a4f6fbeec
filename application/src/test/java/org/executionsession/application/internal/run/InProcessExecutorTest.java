package org.executionsession.application.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskRun;
import org.junit.jupiter.api.Test;

class InProcessExecutorTest {

    /** A thread that calls the executor can be late. Nothing would interrupt the function, so the close would wait for it. */
    @Test
    void anAttemptThatComesAfterTheEnd_isRejected() {
        CompletableFuture<Void> called = new CompletableFuture<>();
        try (TaskThreads threads = new TaskThreads(Thread::new)) {
            RunSessions sessions =
                    new RunSessions(new InMemoryStore().sessions(), Clock.systemUTC(), UUID::randomUUID, "");
            InProcessExecutor executor = new InProcessExecutor(execution -> called.complete(null), sessions, threads);
            Instant now = Instant.now();
            Task task = Task.create(TaskDraft.builder().name("late").build(), now, Caller.SERVICE, UUID::randomUUID);
            UUID session = UUID.randomUUID();
            TaskRun run = TaskRun.first(task.id(), session, TaskRun.resultIdOf(session, 0), now, now);
            executor.close();
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.start(run, task));
            assertThat(executor.running()).isEmpty();
        }
        assertThat(called).isNotDone();
    }
}
