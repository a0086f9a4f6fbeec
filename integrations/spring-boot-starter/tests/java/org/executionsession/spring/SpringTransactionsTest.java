package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests the transactions of a Spring application without Spring Boot. */
class SpringTransactionsTest {

    private static HikariDataSource pool(TestDatabase database) throws Exception {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database.newUrl());
        pool.setAutoCommit(false);
        return pool;
    }

    private static ExecutionSessions sessions(SpringTransactions transactions) {
        return ExecutionSessions.builder(JdbiExecutionSessionStore.builder(transactions.dataSource())
                        .hostTransactions(transactions)
                        .open())
                .build();
    }

    private static UUID create(ExecutionSessions sessions) {
        return sessions.createExecutionSession()
                .create(ExecutionSessionDraft.builder().build(), Caller.SERVICE)
                .id();
    }

    private static List<UUID> recorded(ExecutionSessions sessions) {
        List<UUID> ids = new ArrayList<>();
        sessions.findExecutionSessions()
                .forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, session -> ids.add(session.id()));
        return ids;
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionWithoutSpringBoot_commitsOrRollsBackASession(TestDatabase database) throws Exception {
        try (HikariDataSource pool = pool(database)) {
            TransactionTemplate template = new TransactionTemplate(new DataSourceTransactionManager(pool));
            for (DataSource given : List.of(pool, new TransactionAwareDataSourceProxy(pool))) {
                try (ExecutionSessions sessions = sessions(new SpringTransactions(given))) {
                    List<UUID> before = recorded(sessions);
                    UUID outside = create(sessions);
                    UUID committed = template.execute(status -> create(sessions));
                    template.executeWithoutResult(status -> {
                        create(sessions);
                        status.setRollbackOnly();
                    });
                    List<UUID> expected = new ArrayList<>(before);
                    expected.addAll(List.of(outside, committed));
                    assertThat(recorded(sessions)).containsExactlyInAnyOrderElementsOf(expected);
                }
            }
        }
    }

    /** A transaction of another database in one of the pool ends before it. */
    @ParameterizedTest
    @EnumSource
    void anInnerCommitOfAnotherDatabase_doesNotEndTheTransaction(TestDatabase database) throws Exception {
        try (HikariDataSource pool = pool(database);
                HikariDataSource otherPool = pool(database)) {
            SpringTransactions transactions = new SpringTransactions(pool);
            DataSourceTransactionManager manager = new DataSourceTransactionManager(pool);
            DataSourceTransactionManager other = new DataSourceTransactionManager(otherPool);
            transactions.observe(manager);
            transactions.observe(other);
            try (ExecutionSessions sessions = sessions(transactions)) {
                new TransactionTemplate(manager).executeWithoutResult(status -> {
                    new TransactionTemplate(other).executeWithoutResult(inner -> create(sessions));
                    create(sessions);
                    status.setRollbackOnly();
                });
                assertThat(recorded(sessions)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDataSourceOfTheStore_wrapsThePool(TestDatabase database) throws Exception {
        try (HikariDataSource pool = pool(database)) {
            DataSource store = new SpringTransactions(pool).dataSource();
            assertThat(store.isWrapperFor(HikariDataSource.class)).isTrue();
            assertThat(store.unwrap(HikariDataSource.class)).isSameAs(pool);
            assertThat(store.isWrapperFor(DataSource.class)).isTrue();
            assertThat(store.unwrap(DataSource.class)).isSameAs(pool);
            DataSource proxied = new SpringTransactions(new TransactionAwareDataSourceProxy(pool)).dataSource();
            assertThat(proxied.unwrap(DataSource.class)).isSameAs(pool);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nullArguments_areNamed(TestDatabase database) throws Exception {
        assertThatNullPointerException()
                .isThrownBy(() -> new SpringTransactions(null))
                .withMessage("dataSource");
        try (HikariDataSource pool = pool(database)) {
            assertThatNullPointerException()
                    .isThrownBy(() -> new SpringTransactions(pool).afterCommit(null))
                    .withMessage("action");
            assertThatNullPointerException()
                    .isThrownBy(() -> new SpringTransactions(pool).observe(null))
                    .withMessage("manager");
        }
    }
}
