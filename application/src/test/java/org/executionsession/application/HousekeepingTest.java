package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests the repetition of tasks, and its end. */
class HousekeepingTest {

    private static final Duration PAUSE = Duration.ofNanos(1);

    @Test
    void aTaskThatFails_isRepeatedAndStopsNoOther() throws InterruptedException {
        CountDownLatch failures = new CountDownLatch(5);
        CountDownLatch errors = new CountDownLatch(5);
        CountDownLatch successes = new CountDownLatch(5);
        try (Housekeeping housekeeping = new Housekeeping()) {
            housekeeping.repeat("fail", PAUSE, () -> {
                failures.countDown();
                throw new IllegalStateException("a failure of the database");
            });
            housekeeping.repeat("run out of memory", PAUSE, () -> {
                errors.countDown();
                throw new OutOfMemoryError("a planted one");
            });
            housekeeping.repeat("succeed", PAUSE, successes::countDown);
            for (CountDownLatch runs : List.of(failures, errors, successes)) {
                assertThat(runs.await(1, TimeUnit.MINUTES)).isTrue();
            }
        }
    }

    @Test
    void tasks_runOneAtATimeInADaemonThread() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger users = new AtomicInteger();
        CountDownLatch runs = new CountDownLatch(200);
        Runnable task = () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            users.addAndGet(Thread.currentThread().isDaemon() ? 0 : 1);
            running.decrementAndGet();
            runs.countDown();
        };
        try (Housekeeping housekeeping = new Housekeeping()) {
            housekeeping.repeat("one", PAUSE, task);
            housekeeping.repeat("other", PAUSE, task);
            assertThat(runs.await(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(most).hasValue(1);
        assertThat(users).hasValue(0);
    }

    @Test
    void close_waitsForTheRunningTaskAndStartsNoOther() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        Housekeeping housekeeping = new Housekeeping();
        housekeeping.repeat("work in batches", PAUSE, () -> {
            started.countDown();
            while (housekeeping.shouldContinue()) {
                Thread.onSpinWait();
            }
            ended.incrementAndGet();
        });
        assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
        housekeeping.repeat("wait for the other", PAUSE, others::incrementAndGet);
        assertThat(housekeeping.shouldContinue()).isTrue();
        housekeeping.close();
        assertThat(housekeeping.shouldContinue()).isFalse();
        assertThat(ended).hasValue(1);
        assertThat(others).hasValue(0);
        housekeeping.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> housekeeping.repeat("start late", PAUSE, started::countDown))
                .withMessage("the task \"start late\" cannot start: housekeeping is closed");
    }

    @Test
    void pauses_arePositive() {
        try (Housekeeping housekeeping = new Housekeeping()) {
            for (Duration pause : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> housekeeping.repeat("hurry", pause, () -> {}))
                        .withMessage("the pause of the task \"hurry\" must be positive: " + pause);
            }
            housekeeping.repeat("run once", Duration.ofSeconds(Long.MAX_VALUE), () -> {});
        }
    }

    @Test
    void nullArguments_areNamed() {
        try (Housekeeping housekeeping = new Housekeeping()) {
            assertThatNullPointerException()
                    .isThrownBy(() -> housekeeping.repeat(null, PAUSE, () -> {}))
                    .withMessage("name");
            assertThatNullPointerException()
                    .isThrownBy(() -> housekeeping.repeat("purge", null, () -> {}))
                    .withMessage("pause");
            assertThatNullPointerException()
                    .isThrownBy(() -> housekeeping.repeat("purge", PAUSE, null))
                    .withMessage("task");
        }
    }
}
