package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.support.History;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tests that a method that is asynchronous and transactional has succeeded when its transaction is committed. */
class StarterAsyncTransactionsTest {

    private static final String ENABLED = "execution-sessions.recorder.enabled=true";

    static class Work {

        @Async
        @Transactional
        public CompletableFuture<Void> commits() {
            return CompletableFuture.completedFuture(null);
        }

        /** As a deferred constraint or the flush of JPA does. */
        @Async
        @Transactional
        public CompletableFuture<Void> failsToCommit() {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean isReadOnly) {
                    throw new IllegalStateException("the constraint is violated");
                }
            });
            return CompletableFuture.completedFuture(null);
        }
    }

    @Configuration
    @EnableAsync
    static class Application {

        @Bean
        Work work() {
            return new Work();
        }
    }

    private static History.Run run(ConfigurableApplicationContext context, String method) throws InterruptedException {
        assertThat(context.getBean(ExecutionRecorder.class).awaitEnd(Duration.ofMinutes(1)))
                .isTrue();
        return new History(context.getBean(ExecutionSessions.class))
                .runs().stream()
                        .filter(run -> run.job().equals(Work.class.getName() + '.' + method))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aCommitThatFails_isTheFailureOfTheMethod() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Application.class, ENABLED)) {
            Work work = context.getBean(Work.class);
            assertThat(work.commits()).succeedsWithin(Duration.ofMinutes(1));
            assertThat(run(context, "commits").status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);

            assertThat(work.failsToCommit()).failsWithin(Duration.ofMinutes(1));
            History.Run failed = run(context, "failsToCommit");
            assertThat(failed.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(failed.messages())
                    .first()
                    .isEqualTo("java.lang.IllegalStateException: the constraint is violated");
        }
    }

    @Test
    void theRecorder_isNextToTheExecutor_whateverTheOrderOfThePostProcessors() {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        AsyncMethodRecorder recorder = new AsyncMethodRecorder(() -> {
            throw new AssertionError("no method is called");
        });
        recorder.setBeanFactory(beans);
        AsyncAnnotationBeanPostProcessor executor = new AsyncAnnotationBeanPostProcessor();
        executor.setBeanFactory(beans);
        for (boolean isFirst : new boolean[] {true, false}) {
            Object work = new Work();
            work = (isFirst ? recorder : executor).postProcessAfterInitialization(work, "work");
            work = (isFirst ? executor : recorder).postProcessAfterInitialization(work, "work");
            Advisor[] advisors = ((Advised) work).getAdvisors();
            assertThat(advisors).hasSize(2);
            assertThat(advisors[0]).isInstanceOf(AsyncAnnotationAdvisor.class);
            assertThat(advisors[1].getAdvice()).isSameAs(recorder);
        }
    }
}
