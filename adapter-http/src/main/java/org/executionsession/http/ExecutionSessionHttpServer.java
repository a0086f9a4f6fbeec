package org.executionsession.http;

import static java.util.Objects.requireNonNull;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.TellPrivileges;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.refusal.RefusalException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the QRS contract over HTTP, from {@link #start} until {@link #close}. */
public final class ExecutionSessionHttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionSessionHttpServer.class);

    /** Room for the longest filter that is read, however it is percent-encoded. */
    static final int MAX_HEADER_BYTES = 64 * 1024;

    private final Settings settings;
    private final GracefulHandler requestsInFlight = new GracefulHandler();
    private final Javalin javalin;

    private ExecutionSessionHttpServer(Settings settings, Admission admission, Ports ports) {
        this.settings = settings;
        this.javalin = Javalin.create(config -> configure(config, admission, ports));
    }

    /**
     * The use cases that the server offers.
     *
     * @param createExecutionSession records executions; not null
     * @param findExecutionSessions reads recorded executions; not null
     * @param updateExecutionSession changes recorded executions; not null
     * @param endExecutionSession ends recorded executions; not null
     * @param executionResults keeps the results of executions; not null
     * @param executionResultDetails keeps the details of results; not null
     * @param selections picks entities; not null
     * @param tellPrivileges tells what a caller may do; not null
     */
    public record Ports(
            CreateExecutionSession createExecutionSession,
            FindExecutionSessions findExecutionSessions,
            UpdateExecutionSession updateExecutionSession,
            EndExecutionSession endExecutionSession,
            ExecutionResults executionResults,
            ExecutionResultDetails executionResultDetails,
            Selections selections,
            TellPrivileges tellPrivileges) {

        /** Refuses null. */
        public Ports {
            requireNonNull(createExecutionSession, "createExecutionSession");
            requireNonNull(findExecutionSessions, "findExecutionSessions");
            requireNonNull(updateExecutionSession, "updateExecutionSession");
            requireNonNull(endExecutionSession, "endExecutionSession");
            requireNonNull(executionResults, "executionResults");
            requireNonNull(executionResultDetails, "executionResultDetails");
            requireNonNull(selections, "selections");
            requireNonNull(tellPrivileges, "tellPrivileges");
        }
    }

    /**
     * Where and within which bounds the server serves.
     *
     * @param host the name or address of the interface to listen on; not null
     * @param port the port to listen on; 0 for any free one
     * @param maxBodyBytes the largest request body; a larger one is answered with 413
     * @param drainTime how long {@link #close} waits for requests in flight; not null
     */
    public record Settings(String host, int port, int maxBodyBytes, Duration drainTime) {

        /** Refuses null. */
        public Settings {
            requireNonNull(host, "host");
            requireNonNull(drainTime, "drainTime");
        }

        /**
         * The default bounds: bodies of 1 MiB, and 30 seconds to drain.
         *
         * @param host the name or address of the interface to listen on; not null
         * @param port the port to listen on; 0 for any free one
         * @return the settings
         */
        public static Settings on(String host, int port) {
            return new Settings(host, port, 1024 * 1024, Duration.ofSeconds(30));
        }

        /**
         * The same settings with another bound on bodies.
         *
         * @param bytes the largest request body
         * @return the settings
         */
        public Settings withMaxBodyBytes(int bytes) {
            return new Settings(host, port, bytes, drainTime);
        }
    }

    /**
     * Starts a server over plain HTTP that believes whoever reaches it; when this returns, it answers.
     *
     * @param settings where and within which bounds; not null
     * @param ports the use cases to offer; not null
     * @return the running server
     * @throws UncheckedIOException when it cannot listen there; the message says where and why
     */
    public static ExecutionSessionHttpServer start(Settings settings, Ports ports) {
        return start(settings, Admission.OPEN, ports);
    }

    /**
     * Starts a server; when this returns, it answers.
     *
     * @param settings where and within which bounds; not null
     * @param admission who is let in; not null
     * @param ports the use cases to offer; not null
     * @return the running server
     * @throws UncheckedIOException when it cannot listen there, or cannot use a key or certificate; the message of its cause
     *     says why
     */
    public static ExecutionSessionHttpServer start(Settings settings, Admission admission, Ports ports) {
        ExecutionSessionHttpServer server = new ExecutionSessionHttpServer(settings, admission, ports);
        try {
            server.javalin.start();
            return server;
        } catch (JavalinException failure) {
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason(failure), failure));
        }
    }

    /**
     * The port on which it listens.
     *
     * @return the real one, also when any free one was asked for
     */
    public int port() {
        return javalin.port();
    }

    /** Accepts no more requests, answers those in flight, and stops. */
    @Override
    public void close() {
        Server server = javalin.jettyServer().server();
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof NetworkConnector listening) {
                listening.close();
            }
        }
        try {
            // Before the server's own stop, which gives up on requests that send nothing for a second.
            requestsInFlight.shutdown().get(settings.drainTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unfinished) {
            LOG.warn("stopping with requests unanswered after {}", settings.drainTime());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
    }

    private void configure(JavalinConfig config, Admission admission, Ports ports) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.caseInsensitiveRoutes = true;
        config.router.treatMultipleSlashesAsSingleSlash = true;
        config.router.ignoreTrailingSlashes = true;
        config.http.prefer405over404 = true;
        config.jetty.host = settings.host();
        config.jetty.port = settings.port();
        if (admission.transport() != null) {
            TlsConnector tls = TlsConnector.of(admission);
            config.jetty.addConnector((server, http) -> tls.on(server, http, settings.host(), settings.port()));
        }
        config.jetty.modifyHttpConfiguration(http -> http.setRequestHeaderSize(MAX_HEADER_BYTES));
        config.jetty.modifyServer(server -> {
            server.insertHandler(requestsInFlight);
            server.setErrorHandler(new ProblemErrorHandler());
        });
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ProblemErrorHandler()));

        Problems problems = new Problems();
        config.routes.exception(ProblemException.class, (exception, context) -> problems.answer(exception, context));
        config.routes.exception(RefusalException.class, (exception, context) -> problems.answer(exception, context));
        config.routes.exception(
                HttpResponseException.class, (exception, context) -> problems.answer(exception, context));
        config.routes.exception(Exception.class, (exception, context) -> problems.answerOurFault(exception, context));
        config.router.javaLangErrorHandler((response, error) -> problems.answerOurFault(response, error));

        config.routes.before(new CallerCheck(admission)::check);
        config.routes.before(new XsrfCheck(admission)::check);
        addEndpoints(new Routes(config.routes), ports, new RequestBody(settings.maxBodyBytes()));
    }

    private static void addEndpoints(Routes routes, Ports ports, RequestBody body) {
        PrivilegeNames privileges = new PrivilegeNames(ports.tellPrivileges());
        OpenLists openLists = new OpenLists();
        var sessions = new RecordEndpoints<>(new SessionFamily(ports), privileges, body, openLists);
        var results = new RecordEndpoints<>(new ResultFamily(ports), privileges, body, openLists);
        var details = new RecordEndpoints<>(new DetailFamily(ports), privileges, body, openLists);
        sessions.addTo(routes);
        // Before the results, whose {id} would take the name for an id.
        details.addTo(routes);
        results.addTo(routes);
        new SelectionEndpoints(ports.selections(), body)
                .addTo(routes, sessions.lists(), results.lists(), details.lists());
        List<RecordFamily<?, ?>> families = List.of(
                sessions.lists().family(),
                results.lists().family(),
                details.lists().family());
        AboutEndpoints.addTo(routes, families);
        DocumentEndpoints.addTo(routes, families);
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof UnresolvedAddressException ? "unknown host" : root.getMessage();
    }
}
