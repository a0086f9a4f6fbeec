package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.spring.TestApplication.CreatedSessions;
import org.executionsession.spring.TestApplication.Orders;
import org.executionsession.spring.TestApplication.Rollback;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests sessions in the transactions of a Spring application. */
class StarterTransactionsTest {

    @ParameterizedTest
    @EnumSource
    void aTransaction_commitsOrRollsBackBothRows(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(database.newUrl())) {
            Orders orders = context.getBean(Orders.class);
            UUID committed = orders.inTransaction(true);
            assertThatExceptionOfType(Rollback.class).isThrownBy(() -> orders.inTransaction(false));
            assertThat(orders.sessions()).isEqualTo(orders.orders()).containsExactly(committed);
            assertThat(orders.countReadOnly()).isEqualTo(1);

            CreatedSessions listener = context.getBean(CreatedSessions.class);
            context.getBean(ExecutionSessions.class).close();
            assertThat(listener.ids).containsExactly(committed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void outsideOfATransaction_aSessionIsCommittedAtOnce(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(database.newUrl())) {
            Orders orders = context.getBean(Orders.class);
            UUID recorded = orders.record();
            assertThat(orders.sessions()).containsExactly(recorded);
        }
    }

    @ParameterizedTest
    @EnumSource
    void innerTransactions_endAsTheyAreDeclared(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(database.newUrl())) {
            Orders orders = context.getBean(Orders.class);
            TransactionTemplate outer = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            UUID inNew = outer.execute(status -> {
                orders.inTransaction(true);
                UUID id = orders.inNewTransaction();
                status.setRollbackOnly();
                return id;
            });
            assertThat(orders.sessions()).isEqualTo(orders.orders()).containsExactly(inNew);
            UUID nested = outer.execute(status -> {
                assertThatExceptionOfType(Rollback.class).isThrownBy(() -> orders.nested(false));
                return orders.nested(true);
            });
            assertThat(orders.sessions()).containsExactlyInAnyOrder(inNew, nested);
            assertThat(orders.orders()).containsExactlyInAnyOrder(inNew, nested);

            CreatedSessions listener = context.getBean(CreatedSessions.class);
            context.getBean(ExecutionSessions.class).close();
            assertThat(listener.ids)
                    .as("neither the outer nor the nested session that was rolled back")
                    .containsExactlyInAnyOrder(inNew, nested);
        }
    }

    /** After the completion of a transaction, its connection is still bound, but nothing is committed with it any more. */
    @ParameterizedTest
    @EnumSource
    void afterTheCompletionOfATransaction_aSessionIsCommittedByItself(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(database.newUrl(), "spring.datasource.hikari.auto-commit=false")) {
            Orders orders = context.getBean(Orders.class);
            CreateExecutionSession create = context.getBean(CreateExecutionSession.class);
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> {
                        orders.record();
                        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                            @Override
                            public void afterCompletion(int completion) {
                                create.create(ExecutionSessionDraft.builder().build(), Caller.SERVICE);
                            }
                        });
                    });
            assertThat(orders.sessions()).hasSize(2);
        }
    }

    static Stream<Arguments> pools() {
        return Arrays.stream(TestDatabase.values())
                .flatMap(database ->
                        Stream.of(true, false).map(autocommit -> Arguments.of(database, autocommit)));
    }

    /** After the commit, Spring still reports the transaction as active. */
    @ParameterizedTest
    @MethodSource("pools")
    void afterTheCommitOfATransaction_aSessionIsCommittedByItself(TestDatabase database, boolean autocommit)
            throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(database.newUrl(), "spring.datasource.hikari.auto-commit=" + autocommit)) {
            Orders orders = context.getBean(Orders.class);
            CreateExecutionSession create = context.getBean(CreateExecutionSession.class);
            List<UUID> created = new ArrayList<>();
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> {
                        created.add(orders.record());
                        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                            @Override
                            public void beforeCompletion() {
                                created.add(orders.record());
                            }

                            @Override
                            public void afterCommit() {
                                created.add(create.create(
                                                ExecutionSessionDraft.builder().build(), Caller.SERVICE)
                                        .id());
                                created.add(orders.inNewTransaction());
                            }
                        });
                    });
            assertThat(orders.sessions()).containsExactlyInAnyOrderElementsOf(created);
            CreatedSessions listener = context.getBean(CreatedSessions.class);
            context.getBean(ExecutionSessions.class).close();
            assertThat(listener.ids).containsExactlyInAnyOrderElementsOf(created);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionWhoseTimeHasPassed_recordsNothing(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(database.newUrl())) {
            Orders orders = context.getBean(Orders.class);
            TransactionTemplate timed = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            timed.setTimeout(1);
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> timed.execute(status -> {
                long start = System.nanoTime();
                while (System.nanoTime() - start < 1_100_000_000L) {
                    Thread.onSpinWait();
                }
                return orders.record();
            }));
            assertThat(orders.sessions()).isEqualTo(orders.orders()).isEmpty();
        }
    }

    /** The pool that is recommended for Hibernate. */
    @ParameterizedTest
    @EnumSource
    void aPoolWithoutAutocommit_worksAlike(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(database.newUrl(), "spring.datasource.hikari.auto-commit=false")) {
            Orders orders = context.getBean(Orders.class);
            UUID committed = orders.inTransaction(true);
            assertThatExceptionOfType(Rollback.class).isThrownBy(() -> orders.inTransaction(false));
            assertThat(orders.sessions()).isEqualTo(orders.orders()).containsExactly(committed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAThousandTransactions_rowsAndSessionsAgree(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(database.newUrl())) {
            Orders orders = context.getBean(Orders.class);
            Random random = new Random(20261127);
            ExecutorService callers = Executors.newFixedThreadPool(4);
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            int commits = 0;
            for (int i = 0; i < 1_000; i++) {
                boolean commit = random.nextBoolean();
                commits += commit ? 1 : 0;
                calls.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                orders.inTransaction(commit);
                            } catch (Rollback expected) {
                                // Both rows are gone.
                            }
                        },
                        callers));
            }
            calls.forEach(CompletableFuture::join);
            callers.shutdown();
            assertThat(orders.orders()).hasSize(commits);
            assertThat(new TreeSet<>(orders.sessions())).isEqualTo(new TreeSet<>(orders.orders()));
        }
    }
}
