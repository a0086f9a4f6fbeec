package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests the store beside the migrations of an application. */
class StarterMigrationsTest {

    private static final String SCRIPT = "classpath:db/migration/V1__orders.sql";

    private static ApplicationContextRunner application(String url) {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withUserConfiguration(Application.class)
                .withPropertyValues("spring.datasource.url=" + url);
    }

    private static void assertRecords(ApplicationContextRunner application, int sessions) {
        application.run(context -> {
            assertThat(context).hasNotFailed();
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            assertThat(jdbc.queryForObject("select count(*) from orders", Integer.class))
                    .isZero();
            assertThat(jdbc.queryForObject("select count(*) from execution_session", Integer.class))
                    .isEqualTo(sessions);
        });
    }

    /** The change log fails if it finds a table of the store. */
    @ParameterizedTest
    @EnumSource
    void theStore_opensAfterTheChangeLogOfLiquibase(TestDatabase database) throws Exception {
        ApplicationContextRunner application =
                application(database.newUrl()).withPropertyValues("spring.flyway.enabled=false", "orders.liquibase=true");
        assertRecords(application, 1);
        assertRecords(application, 2);
    }

    @ParameterizedTest
    @EnumSource
    void withoutALibraryForMigrations_theStoreOpens(TestDatabase database) throws Exception {
        ApplicationContextRunner application = application(database.newUrl())
                .withClassLoader(new FilteredClassLoader("org.flywaydb", "liquibase"))
                .withPropertyValues("spring.sql.init.mode=always", "spring.sql.init.schema-locations=" + SCRIPT);
        assertRecords(application, 1);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        /** Is created first, and so opens the store as early as possible. */
        @Bean
        InitializingBean firstSession(CreateExecutionSession create) {
            return () -> create.create(ExecutionSessionDraft.builder().build(), Caller.SERVICE);
        }
    }
}
