package org.executionsession.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that an operator sees in the log that a full queue drops executions. */
class DropLogTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final SwitchableDatabase database = new SwitchableDatabase();
    private final ExecutionSessions sessions =
            ExecutionSessions.builder(JdbiExecutionSessionStore.open(database)).build();
    private final AtomicLong now = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private final RecordingQueue queue = new RecordingQueue(
            new ExecutionWriter(sessions, UUID.randomUUID(), Caller.SERVICE),
            1,
            new MessageBudget(1_000_000),
            Thread::new,
            execution -> {},
            new DropLog(now::get, lines::add));

    @AfterEach
    void close() {
        queue.close();
        sessions.close();
        database.close();
    }

    /** Drops executions: a writer may have one in its hands, so the first ones may have a place. */
    private void fill() {
        database.switchOff();
        long before = queue.statistics().dropped();
        while (queue.statistics().dropped() < before + 3) {
            Execution execution =
                    new Execution(ExecutionStart.of(new JobId("test", "job")), "node", Clock.systemUTC(), queue);
            if (queue.offer(execution)) {
                execution.succeeded();
            }
        }
    }

    private void drain() throws InterruptedException {
        database.switchOn();
        assertThat(queue.awaitDrained(LONG, () -> true)).isTrue();
    }

    @Test
    void dropping_isLoggedWhenItBeginsAndWhenItEnds() throws Exception {
        fill();
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("executions are not recorded, because the queue is full: ");
        drain();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).isEqualTo("new executions are recorded again; 3 were dropped so far");
    }

    @Test
    void droppingThatGoesOn_isLoggedOnceAMinute() {
        fill();
        now.addAndGet(LONG.toNanos() - 1);
        fill();
        assertThat(lines).hasSize(1);
        now.addAndGet(1);
        fill();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).endsWith(", 7 were dropped so far");
    }

    @Test
    void droppingThatBeginsAgainAtOnce_isNotLogged() throws Exception {
        fill();
        drain();
        fill();
        drain();
        assertThat(lines).hasSize(2);
        now.addAndGet(LONG.toNanos());
        fill();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(2)).endsWith(", 7 were dropped so far");
    }
}
