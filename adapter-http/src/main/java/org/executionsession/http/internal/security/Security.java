package org.executionsession.http.internal.security;

import io.javalin.http.Context;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.executionsession.domain.model.Caller;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.OverloadProtection;

/** Protects a server against unauthorized requests: TLS, authentication, CSRF protection, CORS and the Host header. */
public final class Security {

    private final SecurityConfig config;
    private final Authenticator authenticator;
    private final XrfkeyFilter xrfkeys;
    private final CrossSiteRequestFilter crossSiteRequests;

    /** Null without TLS; the class and its dependencies are loaded only if TLS is configured. */
    private final TlsConnector tls;

    /**
     * Creates the protection of one server.
     *
     * @param config how clients are authenticated; not null
     * @throws UncheckedIOException if a key or certificate is unusable; the message of the cause is one line
     */
    public Security(SecurityConfig config) {
        this.config = config;
        authenticator = new Authenticator(config);
        xrfkeys = new XrfkeyFilter(config);
        crossSiteRequests = new CrossSiteRequestFilter(config.corsOrigins());
        tls = config.tls() == null ? null : TlsConnector.of(config);
    }

    /** Returns the authenticated caller of a request. */
    public static Caller callerOf(Context context) {
        return Authenticator.of(context);
    }

    /** Returns how long the authentication of a request was valid for when it came; empty if it does not expire. */
    public static Optional<Duration> validityOf(Context context) {
        return Authenticator.validityOf(context);
    }

    /** Returns the authenticated caller of a request that has not reached a route. */
    public static Caller callerOf(Request request) {
        return Authenticator.of(request);
    }

    /** Returns whether requests need a token or a client certificate. */
    public boolean requiresAuthentication() {
        return config.requiresAuthentication();
    }

    /** Returns a connector for HTTPS if TLS is configured, otherwise for HTTP. */
    public ServerConnector newConnector(Server server, HttpConfiguration http) {
        return tls == null ? OverloadProtection.newConnector(server, http) : tls.on(server, http);
    }

    /**
     * Authenticates a request by its headers.
     *
     * @throws ProblemException if a page of another site sent the request, the authentication fails, or the Xrfkey is
     *     wrong
     */
    public void authenticate(Request request, Response response) {
        crossSiteRequests.check(request);
        authenticator.check(request, response);
        xrfkeys.check(request);
    }

    /** Adds CORS in front of the handlers of a server, if an origin is configured. */
    public void insertCrossOrigins(Server server) {
        if (!config.corsOrigins().isEmpty()) {
            server.insertHandler(CrossOrigins.of(config.corsOrigins()));
        }
    }

    /**
     * Adds the checks that come before all other handlers of a server. Without authentication, they include the Host
     * header.
     *
     * @param listening the name or address of the bound interface
     */
    public void insertRequestFilters(Server server, String listening) {
        if (!requiresAuthentication()) {
            server.insertHandler(HostFilter.of(config.hosts(), listening));
        }
        server.insertHandler(new RequestSanitizer());
    }

    /**
     * Returns a handler that checks the Host header for another port, which has no authentication.
     *
     * @param listening the name or address of the bound interface of that port
     * @param next the handler of permitted requests
     */
    public Handler checkHost(String listening, Handler next) {
        HostFilter hosts = HostFilter.of(config.hosts(), listening);
        hosts.setHandler(next);
        return hosts;
    }
}
