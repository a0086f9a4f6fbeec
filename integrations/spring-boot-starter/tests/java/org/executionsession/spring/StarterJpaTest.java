package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.spring.TestApplication.CreatedSessions;
import org.executionsession.spring.TestApplication.Orders;
import org.executionsession.spring.TestApplication.Rollback;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests an application with spring-boot-starter-data-jpa, as Spring Boot configures it. */
class StarterJpaTest {

    static Stream<Arguments> pools() {
        return Arrays.stream(TestDatabase.values())
                .flatMap(database ->
                        Stream.of(true, false).map(autocommit -> Arguments.of(database, autocommit)));
    }

    private static ConfigurableApplicationContext start(TestDatabase database, boolean autocommit) throws Exception {
        return TestApplication.start(
                database.newUrl(), "orders.without=", "spring.datasource.hikari.auto-commit=" + autocommit);
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aTransaction_commitsOrRollsBackBothRows(TestDatabase database, boolean autocommit) throws Exception {
        try (ConfigurableApplicationContext context = start(database, autocommit)) {
            assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(JpaTransactionManager.class);
            Orders orders = context.getBean(Orders.class);
            UUID committed = orders.inTransaction(true);
            assertThatExceptionOfType(Rollback.class).isThrownBy(() -> orders.inTransaction(false));
            UUID inNew = new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).execute(status -> {
                orders.record();
                status.setRollbackOnly();
                return orders.inNewTransaction();
            });
            assertThat(orders.sessions()).isEqualTo(orders.orders()).containsExactlyInAnyOrder(committed, inNew);

            context.getBean(ExecutionSessions.class).close();
            assertThat(context.getBean(CreatedSessions.class).ids).containsExactly(committed, inNew);
        }
    }

    /** Hibernate uses the validation provider of the starter, so it needs what this provider needs. */
    @ParameterizedTest
    @EnumSource
    void constraintsOfEntities_areChecked(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database, true)) {
            EntityManager entities = context.getBean(EntityManager.class);
            TransactionTemplate transactions =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            jdbc.execute("create table item (id uuid primary key, name varchar(9))");
            transactions.executeWithoutResult(status -> entities.persist(new Item(UUID.randomUUID(), "two")));
            assertThatExceptionOfType(ConstraintViolationException.class)
                    .isThrownBy(() -> transactions.executeWithoutResult(status -> {
                        entities.persist(new Item(UUID.randomUUID(), "three"));
                        entities.flush();
                    }))
                    .withMessageContaining("three has more than 3");
            assertThat(jdbc.queryForList("select name from item", String.class)).containsExactly("two");
        }
    }

    /** An entity. The message of its constraint has an expression, which needs an implementation of Jakarta EL. */
    @Entity
    @Table(name = "item")
    static class Item {

        @Id
        @NotNull
        private UUID id;

        @Size(max = 3, message = "${validatedValue} has more than {max}")
        private String name;

        protected Item() {}

        Item(UUID id, String name) {
            this.id = id;
            this.name = name;
        }
    }
}
