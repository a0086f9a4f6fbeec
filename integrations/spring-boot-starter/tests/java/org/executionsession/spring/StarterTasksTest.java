package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests tasks that a bean of the application executes. */
class StarterTasksTest {

    private static final List<UUID> EXECUTED = new CopyOnWriteArrayList<>();

    @Configuration
    static class Tasks {

        @Bean
        TaskFunction taskFunction() {
            return execution -> EXECUTED.add(execution.run().sessionId());
        }
    }

    @Test
    void aStartedTask_isExecutedAfterTheCommitOfTheApplication() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Tasks.class)) {
            Task task = context.getBean(ManageTasks.class)
                    .create(TaskDraft.builder().name("nightly").build(), Caller.SERVICE);
            StartTask start = context.getBean(StartTask.class);
            TransactionTemplate transactions =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            List<UUID> rolledBack = new ArrayList<>();
            transactions.executeWithoutResult(status -> {
                rolledBack.add(start.start(task.id(), Caller.SERVICE).orElseThrow());
                status.setRollbackOnly();
            });
            UUID session = transactions.execute(
                    status -> start.start(task.id(), Caller.SERVICE).orElseThrow());
            FindExecutionSessions sessions = context.getBean(FindExecutionSessions.class);
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (sessions.find(session, Caller.SERVICE).isPresent()) {
                assertThat(System.nanoTime()).as("the session ends").isLessThan(end);
            }
            List<ExecutionResultEntity> results = new ArrayList<>();
            context.getBean(ExecutionResults.class)
                    .forEach(
                            Query.of(ResultProperties.TASK_ID.eq(task.id()), List.of()), Caller.SERVICE, results::add);
            assertThat(results).singleElement().satisfies(result -> {
                assertThat(result.origin().executionId()).isEqualTo(session);
                assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            });
            assertThat(EXECUTED).containsExactly(session).doesNotContainAnyElementsOf(rolledBack);
        }
    }
}
