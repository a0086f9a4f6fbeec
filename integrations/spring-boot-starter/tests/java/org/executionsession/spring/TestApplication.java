package org.executionsession.spring;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** An application that records its orders and their sessions in one transaction. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TestApplication {

    @Bean
    Orders orders(JdbcTemplate jdbc, CreateExecutionSession create, FindExecutionSessions find) {
        return new Orders(jdbc, create, find);
    }

    @Bean
    CreatedSessions createdSessions() {
        return new CreatedSessions();
    }

    /** Keeps the sessions of which it was notified. */
    static class CreatedSessions implements ExecutionSessionListener {

        final List<UUID> ids = new CopyOnWriteArrayList<>();

        @Override
        public void onCreated(ExecutionSession session) {
            ids.add(session.id());
        }
    }

    /** The rollback that a test asks for. */
    static class Rollback extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** The service of the application. */
    static class Orders {

        private final JdbcTemplate jdbc;
        private final CreateExecutionSession create;
        private final FindExecutionSessions find;

        Orders(JdbcTemplate jdbc, CreateExecutionSession create, FindExecutionSessions find) {
            this.jdbc = jdbc;
            this.create = create;
            this.find = find;
        }

        UUID record() {
            UUID id = create.create(ExecutionSessionDraft.builder().build(), Caller.SERVICE)
                    .id();
            jdbc.update("insert into orders values (?)", id);
            return id;
        }

        @Transactional
        public UUID inTransaction(boolean commit) {
            UUID id = record();
            if (find.find(id, Caller.SERVICE).isEmpty()) {
                throw new IllegalStateException("the transaction does not see its own session");
            }
            if (!commit) {
                throw new Rollback();
            }
            return id;
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public UUID inNewTransaction() {
            return record();
        }

        @Transactional(propagation = Propagation.NESTED)
        public UUID nested(boolean commit) {
            return inTransaction(commit);
        }

        @Transactional(readOnly = true)
        public long countReadOnly() {
            return find.count(Filter.all(), Caller.SERVICE);
        }

        List<UUID> orders() {
            return jdbc.queryForList("select session from orders order by session", UUID.class);
        }

        List<UUID> sessions() {
            List<UUID> ids = new CopyOnWriteArrayList<>();
            find.forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, session -> ids.add(session.id()));
            return ids;
        }
    }

    /** Starts the application. */
    static ConfigurableApplicationContext start(String url, Class<?> more, String... properties) {
        return new SpringApplicationBuilder(TestApplication.class, more)
                .web(WebApplicationType.NONE)
                .properties("spring.datasource.url=" + url)
                .properties(properties)
                .run();
    }

    static ConfigurableApplicationContext start(String url, String... properties) {
        return start(url, TestApplication.class, properties);
    }
}
