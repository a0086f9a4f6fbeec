package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Handlers that fail: each request gets status 500, and the log is limited. */
class HandlerFailureHttpTest {

    private static final int REQUESTS = 50;

    private static final int MAX_LOGGED = 10;

    private final FailuresInLog log = new FailuresInLog();
    private final AtomicInteger reported = new AtomicInteger();

    /** The failure of a host's code, which the server does not expect. */
    private static final class PlantedException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** All lines with the planted failure, of any logger. */
    private static final class FailuresInLog extends AppenderBase<ILoggingEvent> {

        private final Queue<String> loggers = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            for (IThrowableProxy failure = event.getThrowableProxy(); failure != null; failure = failure.getCause()) {
                if (failure.getClassName().equals(PlantedException.class.getName())) {
                    loggers.add(event.getLoggerName());
                    return;
                }
            }
        }
    }

    private static final class FailingPrivileges implements EvaluatePrivileges {

        @Override
        public Set<Privilege> evaluate(AuditedEntity entity, Caller caller) {
            throw new PlantedException();
        }

        @Override
        public Optional<Set<Privilege>> allowedForAll(Caller caller) {
            throw new PlantedException();
        }

        @Override
        public Set<Privilege> preview(ExecutionSessionDraft draft, Caller caller) {
            throw new PlantedException();
        }

        @Override
        public Set<Privilege> preview(ExecutionResultDraft draft, Caller caller) {
            throw new PlantedException();
        }

        @Override
        public Set<Privilege> preview(ExecutionResultDetail detail, Caller caller) {
            throw new PlantedException();
        }

        @Override
        public Set<Privilege> preview(TaskDraft draft, Caller caller) {
            throw new PlantedException();
        }
    }

    private static final class FailingSessions implements FindExecutionSessions {

        @Override
        public Optional<ExecutionSession> find(UUID id, Caller caller) {
            throw new PlantedException();
        }

        @Override
        public void forEach(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> reader) {
            throw new PlantedException();
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            throw new PlantedException();
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(log);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private ManagementConfig.Builder management() {
        return ManagementConfig.builder().requestListener(new RequestListener() {
            @Override
            public void onResponse(String method, String route, int status, long nanos) {
                if (status == 500) {
                    reported.incrementAndGet();
                }
            }
        });
    }

    private static ExecutionSessionHttpServer start(ManagementConfig management, UseCases useCases) {
        return ExecutionSessionHttpServer.start(
                RunningServer.settings(), SecurityConfig.OPEN, LimitsConfig.defaults(), management, useCases);
    }

    private static UseCases withFailingPrivileges(TestUseCases others) {
        return (UseCases) Proxy.newProxyInstance(
                UseCases.class.getClassLoader(),
                new Class<?>[] {UseCases.class},
                (proxy, method, arguments) -> method.getName().equals("evaluatePrivileges")
                        ? new FailingPrivileges()
                        : method.invoke(others, arguments));
    }

    private void everyRequestFails(int port, String path) throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            TestResponse answer = Connections.exchange(
                    port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text())
                    .contains("\"status\":500", "the server failed")
                    .doesNotContain("Planted");
            assertThat(answer.header("X-Request-Id")).isPresent();
        }
    }

    private void assertLimitedLog() {
        assertThat(log.loggers).hasSizeBetween(1, MAX_LOGGED).allMatch(logger -> logger.startsWith("org.execution"));
    }

    @Test
    void aHandlerOfJetty_thatFails_isLoggedRarely() throws IOException {
        ManagementConfig failing = management()
                .metrics(() -> {
                    throw new PlantedException();
                })
                .build();
        try (TestUseCases useCases = new TestUseCases();
                ExecutionSessionHttpServer server = start(failing, useCases)) {
            everyRequestFails(server.port(), "/metrics");
        }
        assertLimitedLog();
        assertThat(reported).hasValue(REQUESTS);
    }

    @Test
    void aHandlerOfTheAdminPort_thatFails_isLoggedRarely() throws IOException {
        ManagementConfig failing = management()
                .metrics(() -> {
                    throw new PlantedException();
                })
                .adminPort(0)
                .build();
        try (TestUseCases useCases = new TestUseCases();
                ExecutionSessionHttpServer server = start(failing, useCases)) {
            everyRequestFails(server.adminPort().orElseThrow(), "/metrics");
        }
        assertLimitedLog();
    }

    @Test
    void anAccessPolicy_thatFails_isLoggedRarely() throws IOException {
        try (TestUseCases useCases = new TestUseCases();
                ExecutionSessionHttpServer server = start(management().build(), withFailingPrivileges(useCases))) {
            everyRequestFails(server.port(), "/qrs/executionsession/count");
        }
        assertLimitedLog();
        assertThat(reported).hasValue(REQUESTS);
    }

    @Test
    void anEndpoint_thatFails_isLoggedRarely() throws IOException {
        try (TestUseCases useCases = new TestUseCases();
                ExecutionSessionHttpServer server = start(management().build(), useCases.with(new FailingSessions()))) {
            everyRequestFails(server.port(), "/qrs/executionsession/count");
        }
        assertLimitedLog();
        assertThat(reported).hasValue(REQUESTS);
    }

    @Test
    void aListenerOfRejections_thatFails_isLoggedRarely() throws IOException {
        ManagementConfig failing = ManagementConfig.builder()
                .requestListener(new RequestListener() {
                    @Override
                    public void onRejected(ExecutionSessionException rejection) {
                        throw new PlantedException();
                    }
                })
                .build();
        try (TestUseCases useCases = new TestUseCases();
                ExecutionSessionHttpServer server = start(failing, useCases)) {
            everyRequestFails(server.port(), "/qrs/executionsession/" + UUID.randomUUID());
        }
        assertLimitedLog();
    }
}
