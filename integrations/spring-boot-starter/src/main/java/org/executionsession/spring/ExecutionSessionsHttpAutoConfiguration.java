package org.executionsession.spring;

import org.executionsession.application.ExecutionSessions;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.SecurityConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Serves the QRS contract on a port of its own, if the HTTP adapter is on the class path and it is enabled. */
@AutoConfiguration(after = ExecutionSessionsAutoConfiguration.class)
@ConditionalOnClass(ExecutionSessionHttpServer.class)
@ConditionalOnBean(ExecutionSessions.class)
@ConditionalOnProperty(prefix = "execution-sessions.http", name = "enabled", havingValue = "true")
public class ExecutionSessionsHttpAutoConfiguration {

    /** Serves while the context runs. */
    @Bean
    @ConditionalOnMissingBean
    HttpServerLifecycle executionSessionsHttpServer(
            ExecutionSessions sessions,
            ExecutionSessionsProperties properties,
            ObjectProvider<SecurityConfig> security) {
        return new HttpServerLifecycle(sessions, properties.http(), security.getIfAvailable(() -> SecurityConfig.OPEN));
    }
}
