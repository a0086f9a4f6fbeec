package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.spring.TestApplication.Orders;
import org.executionsession.spring.TestApplication.Rollback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests a store in a database of its own. */
class StarterOwnDatabaseTest {

    private static final String URL = "execution-sessions.datasource.url=";

    /** An application that has no data source. */
    @Configuration
    @ImportAutoConfiguration(ExecutionSessionsAutoConfiguration.class)
    static class WithoutDataSource {}

    @ParameterizedTest
    @EnumSource
    void theTables_areInTheOwnDatabase(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), URL + database.newUrl())) {
            assertThat(context.getBeansOfType(DataSource.class)).hasSize(1);
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            assertThat(jdbc.queryForList(
                            "select table_name from information_schema.tables where lower(table_name) = 'execution_session'"))
                    .isEmpty();
            UUID id = create(context);
            assertThat(context.getBean(FindExecutionSessions.class).find(id, Caller.SERVICE))
                    .isPresent();
        }
    }

    @Test
    void aRollbackOfTheApplication_keepsTheSession() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), URL + TestDatabase.H2.newUrl())) {
            context.getBean(JdbcTemplate.class).execute("create table if not exists orders (session uuid primary key)");
            Orders orders = context.getBean(Orders.class);
            assertThatThrownBy(() -> orders.inTransaction(false)).isInstanceOf(Rollback.class);
            assertThat(orders.orders()).isEmpty();
            assertThat(orders.sessions()).hasSize(1);
        }
    }

    @Test
    void anApplicationWithoutDataSource_hasAStore() throws Exception {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WithoutDataSource.class)
                .web(WebApplicationType.NONE)
                .properties(URL + TestDatabase.H2.newUrl())
                .run()) {
            assertThat(context.getBeansOfType(DataSource.class)).isEmpty();
            assertThat(context.getBean(FindExecutionSessions.class).find(create(context), Caller.SERVICE))
                    .isPresent();
        }
    }

    @Test
    void withoutUrlAndDataSource_thereIsNoStore() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WithoutDataSource.class)
                .web(WebApplicationType.NONE)
                .run()) {
            assertThat(context.getBeansOfType(ExecutionSessionStore.class)).isEmpty();
        }
    }

    private static UUID create(ConfigurableApplicationContext context) {
        return context.getBean(CreateExecutionSession.class)
                .create(ExecutionSessionDraft.builder().build(), Caller.SERVICE)
                .id();
    }
}
