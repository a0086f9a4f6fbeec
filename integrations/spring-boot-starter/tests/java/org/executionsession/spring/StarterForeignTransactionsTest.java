package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.spring.TestApplication.CreatedSessions;
import org.executionsession.spring.TestApplication.Orders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests sessions in transactions that do not begin with a connection of the data source. */
class StarterForeignTransactionsTest {

    static Stream<Arguments> pools() {
        return Arrays.stream(TestDatabase.values())
                .flatMap(database ->
                        Stream.of(true, false).map(autocommit -> Arguments.of(database, autocommit)));
    }

    private static String autocommit(boolean autocommit) {
        return "spring.datasource.hikari.auto-commit=" + autocommit;
    }

    /** A transaction of another database, as they are of other resources. It never commits a connection of the data source. */
    private static TransactionTemplate foreign(int propagation) {
        TransactionTemplate template = new TransactionTemplate(
                new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID())));
        template.setPropagationBehavior(propagation);
        return template;
    }

    @ParameterizedTest
    @MethodSource("pools")
    void inATransactionOfAnotherDatabase_aSessionIsCommittedByItself(TestDatabase database, boolean autocommit)
            throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(database.newUrl(), autocommit(autocommit))) {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            CreateExecutionSession create = context.getBean(CreateExecutionSession.class);
            FindExecutionSessions find = context.getBean(FindExecutionSessions.class);
            List<UUID> created = Stream.of(true, false)
                    .map(commit -> foreign(TransactionDefinition.PROPAGATION_REQUIRED)
                            .execute(status -> {
                                // Spring binds the connection of this statement to the transaction.
                                jdbc.queryForList("select session from orders");
                                UUID id = create.create(ExecutionSessionDraft.builder().build(), Caller.SERVICE)
                                        .id();
                                assertThat(find.find(id, Caller.SERVICE)).isPresent();
                                if (!commit) {
                                    status.setRollbackOnly();
                                }
                                return id;
                            }))
                    .toList();
            assertThat(context.getBean(Orders.class).sessions()).containsExactlyInAnyOrderElementsOf(created);

            context.getBean(ExecutionSessions.class).close();
            assertThat(context.getBean(CreatedSessions.class).ids).containsExactlyElementsOf(created);
        }
    }

    /** The outer transaction has the connection, also while that of another database runs in it. */
    @ParameterizedTest
    @MethodSource("pools")
    void inAForeignTransactionWithinOneOfTheDataSource_aSessionIsPartOfTheOuterOne(
            TestDatabase database, boolean autocommit) throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(database.newUrl(), autocommit(autocommit))) {
            Orders orders = context.getBean(Orders.class);
            TransactionTemplate outer = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            UUID committed = outer.execute(
                    status -> foreign(TransactionDefinition.PROPAGATION_REQUIRED).execute(inner -> orders.record()));
            outer.executeWithoutResult(status -> {
                foreign(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(inner -> orders.record());
                status.setRollbackOnly();
            });
            assertThat(orders.sessions()).isEqualTo(orders.orders()).containsExactly(committed);
        }
    }
}
