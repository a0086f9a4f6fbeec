package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Tests an application that asks for the HTTP server without the HTTP adapter. */
class StarterHttpTest {

    @Configuration
    static class Database {

        @Bean
        DriverManagerDataSource dataSource() throws SQLException {
            return new DriverManagerDataSource(TestDatabase.H2.newUrl());
        }
    }

    @Test
    void withoutTheAdapter_theStartFailsAndNamesTheDependency() {
        new ApplicationContextRunner()
                .withUserConfiguration(Database.class)
                .withConfiguration(AutoConfigurations.of(
                        ExecutionSessionsAutoConfiguration.class, ExecutionSessionsHttpAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("org.executionsession.http"))
                .withPropertyValues("execution-sessions.http.enabled=true")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("org.executionsession:execution-sessions-adapter-http"));
    }
}
