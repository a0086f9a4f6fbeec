package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/** Tests methods that run while the database is away, or while the application ends. */
@Timeout(60)
class StarterRecorderFailuresTest {

    private static final String ENABLED = "execution-sessions.recorder.enabled=true";
    private static final String REQUIRED = "execution-sessions.recorder.required=true";

    /** Far away: the tests run the scheduled method. */
    private static final int NEVER = Integer.MAX_VALUE;

    static class Jobs {

        final AtomicInteger runs = new AtomicInteger();
        final CountDownLatch running = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);

        @Scheduled(initialDelay = NEVER, fixedDelay = NEVER)
        public void scheduled() {
            runs.incrementAndGet();
        }

        @Async
        public CompletableFuture<Integer> asynchronous() {
            return CompletableFuture.completedFuture(runs.incrementAndGet());
        }

        /** Does not react to an interrupt. */
        @Async
        public void runsOn() {
            running.countDown();
            boolean ended = false;
            while (!ended) {
                try {
                    mayEnd.await();
                    ended = true;
                } catch (InterruptedException ignored) {
                    runs.incrementAndGet();
                }
            }
        }
    }

    @Configuration
    @EnableScheduling
    @EnableAsync
    static class Application {

        @Bean(destroyMethod = "")
        SwitchableDatabase database() {
            return new SwitchableDatabase();
        }

        @Bean
        Target target() {
            return new Target(new Jobs());
        }

        @Bean
        Jobs jobs(Target target) {
            return target.jobs;
        }
    }

    /** The object behind the proxy. */
    record Target(Jobs jobs) {}

    private static ConfigurableApplicationContext start(String... properties) throws Exception {
        return TestApplication.start(TestDatabase.H2.newUrl(), Application.class, properties);
    }

    private static Runnable scheduledMethod(ConfigurableApplicationContext context) {
        return context.getBeansOfType(ScheduledTaskHolder.class).values().stream()
                .flatMap(holder -> holder.getScheduledTasks().stream())
                .map(task -> task.getTask().getRunnable())
                .filter(method -> method.toString().endsWith("Jobs.scheduled"))
                .findFirst()
                .orElseThrow();
    }

    private static History history(ConfigurableApplicationContext context) throws InterruptedException {
        assertThat(context.getBean(ExecutionRecorder.class).awaitEnd(Duration.ofMinutes(1)))
                .isTrue();
        return new History(context.getBean(ExecutionSessions.class));
    }

    private static void assertBothSucceeded(ConfigurableApplicationContext context) throws InterruptedException {
        assertThat(history(context).runs())
                .extracting(History.Run::status)
                .containsExactly(TaskExecutionStatus.FINISHED_SUCCESS, TaskExecutionStatus.FINISHED_SUCCESS);
    }

    @Test
    void whileTheDatabaseIsAway_methodsRun_andAreRecordedLater() throws Exception {
        try (ConfigurableApplicationContext context = start(ENABLED)) {
            SwitchableDatabase database = context.getBean(SwitchableDatabase.class);
            database.switchOff();
            assertThat(context.getBean(Jobs.class).asynchronous().join()).isEqualTo(1);
            scheduledMethod(context).run();
            assertThat(context.getBean(Target.class).jobs().runs).hasValue(2);
            database.switchOn();
            assertBothSucceeded(context);
        }
    }

    @Test
    void ifRecordingIsRequired_methodsDoNotRunWhileTheDatabaseIsAway() throws Exception {
        try (ConfigurableApplicationContext context = start(ENABLED, REQUIRED)) {
            SwitchableDatabase database = context.getBean(SwitchableDatabase.class);
            Jobs jobs = context.getBean(Jobs.class);
            Runnable scheduled = scheduledMethod(context);
            database.switchOff();
            assertThat(jobs.asynchronous())
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(StoreUnavailableException.class);
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(scheduled::run);
            assertThat(context.getBean(Target.class).jobs().runs).hasValue(0);
            database.switchOn();
            assertThat(jobs.asynchronous().join()).isEqualTo(1);
            scheduled.run();
            assertBothSucceeded(context);
        }
    }

    @Test
    void aScheduledMethodThatDoesNotRun_isNotObservedAsRunning() throws Exception {
        try (ConfigurableApplicationContext context = start(ENABLED, REQUIRED)) {
            SwitchableDatabase database = context.getBean(SwitchableDatabase.class);
            Runnable scheduled = scheduledMethod(context);
            database.switchOff();
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(scheduled::run);
            database.switchOn();
            scheduled.run();
            assertThat(context.getBean(MeterRegistry.class)
                            .get("tasks.scheduled.execution.active")
                            .longTaskTimers())
                    .isNotEmpty()
                    .allSatisfy(timer -> assertThat(timer.activeTasks()).isZero());
        }
    }

    /** An executor that the application does not end with its context. */
    @Configuration
    static class Queueing extends Application {

        @Bean
        Queue queue() {
            return new Queue(Executors.newSingleThreadExecutor());
        }

        @Bean
        TaskExecutor taskExecutor(Queue queue) {
            return new ConcurrentTaskExecutor(queue.thread);
        }
    }

    record Queue(ExecutorService thread) {}

    @Test
    void aMethodThatStartsAfterTheContextIsClosed_runsUnrecorded() throws Exception {
        CountDownLatch isClosed = new CountDownLatch(1);
        CompletableFuture<Integer> queued;
        ExecutorService thread;
        SwitchableDatabase database;
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Queueing.class, ENABLED)) {
            database = context.getBean(SwitchableDatabase.class);
            thread = context.getBean(Queue.class).thread();
            thread.submit(() -> isClosed.await(1, TimeUnit.MINUTES));
            queued = context.getBean(Jobs.class).asynchronous();
        }
        isClosed.countDown();
        assertThat(queued).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(1);
        thread.shutdown();
        database.close();
    }

    @Test
    void aMethodThatRunsWhenTheContextIsClosed_hasFailed() throws Exception {
        SwitchableDatabase database;
        Jobs jobs;
        try (ConfigurableApplicationContext context =
                start(ENABLED, "spring.lifecycle.timeout-per-shutdown-phase=10ms")) {
            database = context.getBean(SwitchableDatabase.class);
            jobs = context.getBean(Target.class).jobs();
            context.getBean(Jobs.class).runsOn();
            jobs.running.await();
        }
        jobs.mayEnd.countDown();
        try (ExecutionSessions sessions =
                ExecutionSessions.builder(JdbiExecutionSessionStore.open(database)).build()) {
            History history = new History(sessions);
            assertThat(history.running()).isZero();
            assertThat(history.runs()).singleElement().satisfies(run -> {
                assertThat(run.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
                assertThat(run.messages()).contains("The application was stopped before the job ended");
            });
        } finally {
            database.close();
        }
    }
}
