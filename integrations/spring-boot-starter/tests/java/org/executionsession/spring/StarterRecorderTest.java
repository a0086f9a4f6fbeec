package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Tests that methods of the application are recorded. */
class StarterRecorderTest {

    private static final String ENABLED = "execution-sessions.recorder.enabled=true";

    /** Each scheduled method runs once: its next run is far away. */
    private static final int ONCE = Integer.MAX_VALUE;

    private static CountDownLatch scheduled;

    @BeforeEach
    void reset() {
        scheduled = new CountDownLatch(2);
    }

    static class Jobs {

        @Scheduled(fixedDelay = ONCE)
        void succeeds() {
            ExecutionRecorder.current().ifPresent(execution -> execution.progress("half"));
            scheduled.countDown();
        }

        @Scheduled(fixedDelay = ONCE)
        void fails() {
            scheduled.countDown();
            throw new IllegalStateException("no disk");
        }
    }

    static class Work {

        @Async
        public CompletableFuture<String> returnsLater(CompletableFuture<String> value) {
            ExecutionRecorder.current().ifPresent(execution -> execution.progress("half"));
            return value;
        }

        /** Spring waits for the end of a future that is not a {@link java.util.concurrent.CompletionStage}. */
        @Async
        public Future<String> failsInItsFuture() {
            FutureTask<String> task = new FutureTask<>(() -> {
                throw new IllegalStateException("no network");
            });
            task.run();
            return task;
        }

        @Async
        public CompletableFuture<String> fails() {
            throw new IllegalStateException("no disk");
        }
    }

    @Configuration
    @EnableScheduling
    @EnableAsync
    static class Application {

        @Bean
        Jobs jobs() {
            return new Jobs();
        }

        @Bean
        Work work() {
            return new Work();
        }
    }

    @Configuration
    @EnableAsync
    static class Scoped {

        @Bean
        @Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
        Work work() {
            return new Work();
        }
    }

    @Configuration
    static class Observed extends Application {

        @Bean
        ObservationRegistry observationRegistry() {
            return ObservationRegistry.create();
        }
    }

    @Configuration
    static class Unobserved extends Application {

        @Bean
        ObservationRegistry observationRegistry() {
            return ObservationRegistry.NOOP;
        }
    }

    private static List<ExecutionResult> results(ConfigurableApplicationContext context, JobId job)
            throws InterruptedException {
        assertThat(context.getBean(ExecutionRecorder.class).flush(Duration.ofMinutes(1)))
                .isTrue();
        List<ExecutionResultEntity> results = new ArrayList<>();
        context.getBean(ExecutionResults.class)
                .forEach(Query.of(ResultProperties.TASK_ID.eq(job.taskId()), List.of()), Caller.SERVICE, results::add);
        return results.stream().map(ExecutionResultEntity::result).toList();
    }

    private static JobId scheduledJob(String method) {
        return new JobId(ScheduledMethodRecorder.SCHEDULER, Jobs.class.getName() + '.' + method);
    }

    private static JobId asyncJob(String method) {
        return new JobId(AsyncMethodRecorder.SCHEDULER, Work.class.getName() + '.' + method);
    }

    /** Waits for a result in its final state. */
    private static ExecutionResult ended(ConfigurableApplicationContext context, JobId job) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            List<ExecutionResult> results = results(context, job);
            if (results.size() == 1 && TaskExecutionStatus.TERMINAL.contains(results.get(0).status())) {
                return results.get(0);
            }
            assertThat(System.nanoTime()).as("%s of %s", results, job).isLessThan(end);
        }
    }

    @Test
    void scheduledMethods_areRecorded() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Application.class, ENABLED)) {
            assertThat(scheduled.await(1, TimeUnit.MINUTES)).isTrue();
            ExecutionResult succeeded = ended(context, scheduledJob("succeeds"));
            assertThat(succeeded.status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(succeeded.details())
                    .extracting(ExecutionResultDetail::message)
                    .containsExactly("half");
            ExecutionResult failed = ended(context, scheduledJob("fails"));
            assertThat(failed.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(failed.details()).extracting(ExecutionResultDetail::message)
                    .first()
                    .isEqualTo("java.lang.IllegalStateException: no disk");
        }
    }

    @Test
    void scheduledMethods_areObservedWithTheRegistryOfTheApplication() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Observed.class, ENABLED)) {
            assertThat(scheduled.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(ended(context, scheduledJob("succeeds")).status())
                    .isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
        }
    }

    @Test
    void scheduledMethods_areRecordedIfTheApplicationObservesNothing() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Unobserved.class, ENABLED)) {
            assertThat(scheduled.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(ended(context, scheduledJob("succeeds")).status())
                    .isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
        }
    }

    @Test
    void asyncMethods_areRecordedUntilTheirFutureIsComplete() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Application.class, ENABLED)) {
            Work work = context.getBean(Work.class);
            CompletableFuture<String> value = new CompletableFuture<>();
            CompletableFuture<String> returned = work.returnsLater(value);
            value.complete("done");
            assertThat(returned.join()).isEqualTo("done");
            ExecutionResult ended = ended(context, asyncJob("returnsLater"));
            assertThat(ended.status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(ended.details())
                    .extracting(ExecutionResultDetail::message)
                    .containsExactly("half");
            assertThat(work.fails()).failsWithin(Duration.ofMinutes(1));
            assertThat(ended(context, asyncJob("fails")).status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
        }
    }

    @Test
    void anAsyncMethod_hasFailedIfItsFutureHas() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Application.class, ENABLED)) {
            context.getBean(Work.class).failsInItsFuture();
            ExecutionResult failed = ended(context, asyncJob("failsInItsFuture"));
            assertThat(failed.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(failed.details()).extracting(ExecutionResultDetail::message)
                    .first()
                    .isEqualTo("java.lang.IllegalStateException: no network");
        }
    }

    @Test
    void anAsyncMethodOfAScopedBean_isRecordedOnce() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Scoped.class, ENABLED)) {
            assertThat(context.getBean(Work.class).fails()).failsWithin(Duration.ofMinutes(1));
            assertThat(context.getBean(ExecutionRecorder.class).awaitEnd(Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(results(context, asyncJob("fails"))).hasSize(1);
        }
    }

    @Test
    void withoutTheProperty_nothingIsRecorded() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Application.class)) {
            assertThat(scheduled.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(context.getBeansOfType(ExecutionRecorder.class)).isEmpty();
        }
    }
}
