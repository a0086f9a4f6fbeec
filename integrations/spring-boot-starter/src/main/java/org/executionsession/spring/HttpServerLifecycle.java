package org.executionsession.spring;

import java.util.OptionalInt;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.ServerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Starts the HTTP server with the context, and stops it, with its requests in progress, before the other beans. */
public final class HttpServerLifecycle implements SmartLifecycle {

    private final ExecutionSessions sessions;
    private final ExecutionSessionsProperties.Http settings;
    private final SecurityConfig security;
    private final LimitsConfig limits;
    private volatile @Nullable ExecutionSessionHttpServer server;

    HttpServerLifecycle(
            ExecutionSessions sessions,
            ExecutionSessionsProperties.Http settings,
            SecurityConfig security,
            LimitsConfig limits) {
        this.sessions = sessions;
        this.settings = settings;
        this.security = security;
        this.limits = limits;
    }

    @Override
    public void start() {
        ServerConfig config = ServerConfig.on(settings.host(), settings.port()).withBasePath(settings.basePath());
        if (!security.requiresAuthentication() && !config.isLoopback()) {
            throw new InvalidConfigurationException(
                    "Without client authentication, the contract is served on a loopback interface only, but"
                            + " execution-sessions.http.host is " + settings.host() + ".",
                    "Define a bean of type SecurityConfig, or set execution-sessions.http.host to 127.0.0.1.");
        }
        server = ExecutionSessionHttpServer.start(
                config,
                security,
                limits,
                ManagementConfig.builder().adminPort(settings.adminPort()).build(),
                sessions);
    }

    @Override
    public void stop() {
        ExecutionSessionHttpServer running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /**
     * Returns the port on which the server listens.
     *
     * @throws IllegalStateException if it does not run
     */
    public int port() {
        return running().port();
    }

    /**
     * Returns the port for health checks.
     *
     * @return the port; empty without {@code execution-sessions.http.admin-port}
     * @throws IllegalStateException if the server does not run
     */
    public OptionalInt adminPort() {
        return running().adminPort();
    }

    private ExecutionSessionHttpServer running() {
        ExecutionSessionHttpServer running = server;
        if (running == null) {
            throw new IllegalStateException("the HTTP server does not run");
        }
        return running;
    }
}
