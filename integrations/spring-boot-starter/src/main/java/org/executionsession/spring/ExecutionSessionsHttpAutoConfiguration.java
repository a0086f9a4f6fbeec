package org.executionsession.spring;

import org.executionsession.application.ExecutionSessions;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.SecurityConfig;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Serves the QRS contract on a port of its own, if it is enabled. */
@AutoConfiguration(after = ExecutionSessionsAutoConfiguration.class)
@ConditionalOnBean(ExecutionSessions.class)
@ConditionalOnProperty(prefix = "execution-sessions.http", name = "enabled", havingValue = "true")
public class ExecutionSessionsHttpAutoConfiguration {

    /** The HTTP adapter is on the class path. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ExecutionSessionHttpServer.class)
    static class Server {

        /** Serves while the context runs. */
        @Bean
        @ConditionalOnMissingBean
        HttpServerLifecycle executionSessionsHttpServer(
                ExecutionSessions sessions,
                ExecutionSessionsProperties properties,
                ObjectProvider<SecurityConfig> security,
                ObjectProvider<LimitsConfig> limits) {
            SecurityConfig admission = Configured.bean(SecurityConfig.class, security);
            LimitsConfig ofClients = Configured.bean(LimitsConfig.class, limits);
            return new HttpServerLifecycle(
                    sessions,
                    properties.http(),
                    admission == null ? SecurityConfig.OPEN : admission,
                    ofClients == null ? LimitsConfig.defaults() : ofClients);
        }
    }

    /** The HTTP adapter is missing. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.executionsession.http.ExecutionSessionHttpServer")
    static class NoServer {

        /** Prevents the start, since the contract would not be served. */
        @Bean
        InitializingBean executionSessionsHttpServer() {
            throw new InvalidConfigurationException(
                    "execution-sessions.http.enabled is true, but the HTTP server is not on the class path.",
                    "Add the dependency org.executionsession:execution-sessions-adapter-http, or set"
                            + " execution-sessions.http.enabled to false.");
        }
    }
}
