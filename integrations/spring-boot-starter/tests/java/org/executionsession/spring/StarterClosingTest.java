package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.executionsession.application.Housekeeping;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tests that an application that ends normally logs no warning. */
@Timeout(60)
class StarterClosingTest {

    private static ListAppender<ILoggingEvent> warnings() {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("org.executionsession");
        logger.setLevel(Level.WARN);
        logger.addAppender(appender);
        appender.start();
        return appender;
    }

    @Test
    void theEndOfAnApplicationWhoseTaskRuns_isReportedAndNotWarnedOf() throws Exception {
        ListAppender<ILoggingEvent> warnings;
        UUID session;
        RunningTask beans;
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), RunningTask.class)) {
            warnings = warnings();
            beans = context.getBean(RunningTask.class);
            Task task = context.getBean(ManageTasks.class)
                    .create(TaskDraft.builder().name("nightly").build(), Caller.SERVICE);
            session = context.getBean(StartTask.class)
                    .start(task.id(), Caller.SERVICE)
                    .orElseThrow();
            beans.running.await();
        }
        assertThat(beans.ended).containsExactly(session);
        assertThat(warnings.list).isEmpty();
    }

    @Test
    void aPeriodicTaskThatFailsWhileItIsClosed_isNotWarnedOf() throws Exception {
        ListAppender<ILoggingEvent> warnings = warnings();
        CountDownLatch running = new CountDownLatch(1);
        try (Housekeeping housekeeping = new Housekeeping()) {
            housekeeping.repeat("purge", Duration.ofNanos(1), () -> {
                running.countDown();
                while (housekeeping.shouldContinue()) {
                    Thread.onSpinWait();
                }
                throw new IllegalStateException("the database is closed");
            });
            running.await();
        }
        assertThat(warnings.list).isEmpty();
    }

    /** H2 closes its databases in a shutdown hook of its own. */
    @Test
    void aPeriodicTaskThatFailsWhileTheJvmEnds_isNotWarnedOf() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndingJvm.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output).contains("the task has failed").doesNotContain("cannot purge");
    }

    /** A program whose periodic task fails in the shutdown. */
    static class EndingJvm {

        public static void main(String[] arguments) {
            CountDownLatch ending = new CountDownLatch(1);
            CountDownLatch twice = new CountDownLatch(2);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                ending.countDown();
                await(twice);
                System.out.println("the task has failed");
            }));
            CountDownLatch started = new CountDownLatch(1);
            new Housekeeping().repeat("purge", Duration.ofNanos(1), () -> {
                started.countDown();
                await(ending);
                twice.countDown();
                throw new IllegalStateException("the database is closed");
            });
            await(started);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
            }
        }
    }

    /** A task that runs until it is interrupted, and a listener. */
    @Configuration(proxyBeanMethods = false)
    static class RunningTask {

        final CountDownLatch running = new CountDownLatch(1);
        final List<UUID> ended = new CopyOnWriteArrayList<>();

        @Bean
        TaskFunction task() {
            return execution -> {
                running.countDown();
                new CountDownLatch(1).await();
            };
        }

        @Bean
        ExecutionSessionListener ends() {
            return new ExecutionSessionListener() {
                @Override
                public void onEnded(ExecutionSession session) {
                    ended.add(session.id());
                }
            };
        }
    }
}
