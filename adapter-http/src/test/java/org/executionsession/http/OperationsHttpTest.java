package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.ReadinessCheck;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server tells of itself and of its requests. */
class OperationsHttpTest {

    private static final String PATH = "/qrs/executionsession";
    private static final ReadinessCheck READY = () -> CompletableFuture.completedFuture(Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "X-Request-Id, build-17:step_3.1, build-17:step_3.1",
        "traceparent, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 4bf92f3577b34da6a3ce929d0e0e4736"
    })
    void aResponse_hasTheIdOfTheRequest(String header, String value, String id) {
        try (RunningServer server = RunningServer.start()) {
            assertThat(server.post(PATH, "{}".getBytes(UTF_8), header, value).header("X-Request-Id"))
                    .contains(id);
            TestResponse rejected =
                    server.post(PATH, "[".getBytes(UTF_8), header, value).isProblem(400);
            assertThat(rejected.json().get("requestId").textValue()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Request-Id: a b",
                "X-Request-Id: <script>",
                "X-Request-Id: a\"b",
                "X-Request-Id: a\u00e9",
                "X-Request-Id: %0d%0aa",
                "X-Request-Id:",
                "X-Request-Id: 123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
                        + "1234567890123456789012345678901234567890",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736",
                "traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e473!-00f067aa0ba902b7-01"
            })
    void anUnsafeRequestId_isReplaced(String header) {
        try (RunningServer server = RunningServer.start()) {
            TestResponse answer = server.raw(
                    "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n");
            assertThat(answer.isProblem(404).json().get("requestId").textValue())
                    .matches("[0-9a-f]{16}");
        }
    }

    @Test
    void requestsWithoutAnId_getUniqueIds() {
        try (RunningServer server = RunningServer.start()) {
            assertThat(server.create("{}").header("X-Request-Id"))
                    .isPresent()
                    .isNotEqualTo(server.create("{}").header("X-Request-Id"));
        }
    }

    private record Answered(String method, String route, int status) {}

    /** Keeps what it hears. */
    private static final class Listening implements RequestListener {

        private final BlockingQueue<Answered> answers = new LinkedBlockingQueue<>();
        private final BlockingQueue<ExecutionSessionException> rejections = new LinkedBlockingQueue<>();

        @Override
        public void onResponse(String method, String route, int status, long nanos) {
            assertThat(nanos).isNotNegative();
            answers.add(new Answered(method, route, status));
        }

        @Override
        public void onRejected(ExecutionSessionException rejection) {
            rejections.add(rejection);
        }

        Answered next() throws InterruptedException {
            return answers.poll(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void theListener_isNotifiedOfEveryResponseWithItsRoute() throws Exception {
        Listening observer = new Listening();
        ManagementConfig operations = ManagementConfig.builder()
                .requestListener(observer)
                .accessLog(true)
                .build();
        try (RunningServer server =
                RunningServer.start(RunningServer.settings(), LimitsConfig.defaults(), operations)) {
            String id = server.create("{}").entity(201).get("id").textValue();
            server.document();
            assertThat(observer.next()).isEqualTo(new Answered("POST", PATH, 201));
            while (!observer.next().route().equals("/qrs/openapi.json")) {
                // The test's own question after the document, once or twice.
                continue;
            }
            observer.answers.clear();
            server.get("/ExecutionSession/" + id);
            assertThat(observer.next()).isEqualTo(new Answered("GET", PATH + "/{id}", 200));
            server.create("{\"id\":\"" + id + "\"}").isProblem(409);
            assertThat(observer.next()).isEqualTo(new Answered("POST", PATH, 409));
            assertThat(observer.rejections.poll(1, TimeUnit.MINUTES)).isInstanceOf(DuplicateIdException.class);
            server.get("/a/secret/path");
            assertThat(observer.next()).isEqualTo(new Answered("GET", "none", 404));
            server.raw("FROB / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(observer.next()).isEqualTo(new Answered("OTHER", "/", 405));
        }
    }

    @Test
    void health_reportsReadiness() throws IOException {
        String[] fault = {null};
        ManagementConfig operations = ManagementConfig.builder()
                .readiness(() -> CompletableFuture.completedFuture(Optional.ofNullable(fault[0])))
                .build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), LimitsConfig.defaults(), operations);
                Connections operators = new Connections(server.server().port())) {
            assertThat(ask(operators, "GET /health/live").text()).isEqualTo("{\"status\":\"up\"}");
            assertThat(ask(operators, "GET /health/ready").text()).isEqualTo("{\"status\":\"up\"}");
            fault[0] = "the database does not respond";
            TestResponse down = ask(operators, "GET /health/ready");
            assertThat(down.status()).isEqualTo(503);
            assertThat(down.text()).isEqualTo("{\"status\":\"down\",\"reason\":\"the database does not respond\"}");
            assertThat(ask(operators, "GET /health/live").status()).isEqualTo(200);
            assertThat(ask(operators, "HEAD /health/live").body()).isEmpty();
            assertThat(ask(operators, "POST /health/live").isProblem(405).header("Allow"))
                    .contains("GET, HEAD");
            ask(operators, "GET /health/else").isProblem(404);
            ask(operators, "GET /metrics").isProblem(404);
        }
    }

    @Test
    void readiness_endsWhenTheServerStops() throws Exception {
        ManagementConfig operations = ManagementConfig.builder()
                .metrics(() -> "figures 1\n")
                .adminPort(0)
                .build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), LimitsConfig.defaults(), operations);
                Connections operators =
                        new Connections(server.server().adminPort().getAsInt());
                Connections callers = new Connections(server.server().port())) {
            assertThat(ask(operators, "GET /health/ready").status()).isEqualTo(200);
            Socket inFlight = callers.open("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 2\r\n\r\n");
            assertThat(Connections.statusLine(inFlight)).isEqualTo("HTTP/1.1 100 Continue");
            Thread stopping = new Thread(server::close);
            stopping.start();
            while (ask(operators, "GET /health/ready").status() == 200) {
                Thread.onSpinWait();
            }
            assertThat(ask(operators, "GET /health/ready").text()).contains("the server is stopping");
            assertThat(ask(operators, "GET /health/live").status()).isEqualTo(200);
            inFlight.getOutputStream().write("{}".getBytes(UTF_8));
            assertThat(new String(inFlight.getInputStream().readAllBytes(), UTF_8))
                    .contains("HTTP/1.1 201");
            stopping.join();
        }
    }

    @Test
    void metrics_areServedToTheSameMachineOnly() throws IOException {
        ManagementConfig operations =
                ManagementConfig.builder().metrics(() -> "figures 1\n").build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), LimitsConfig.defaults(), operations);
                Connections operators = new Connections(server.server().port())) {
            TestResponse figures = ask(operators, "GET /metrics");
            assertThat(figures.text()).isEqualTo("figures 1\n");
            assertThat(figures.header("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
            for (String proxied :
                    new String[] {"X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "Via: 1.1 proxy"}) {
                ask(operators, "GET /metrics", proxied).isProblem(404);
            }
        }
    }

    @Test
    void metrics_areServedOnTheManagementPort() throws IOException {
        ManagementConfig operations = ManagementConfig.builder()
                .metrics(() -> "figures 1\n")
                .adminPort(0)
                .build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), LimitsConfig.defaults(), operations);
                Connections callers = new Connections(server.server().port());
                Connections operators =
                        new Connections(server.server().adminPort().getAsInt())) {
            ask(callers, "GET /metrics").isProblem(404);
            assertThat(ask(callers, "GET /health/ready").status()).isEqualTo(200);
            assertThat(ask(operators, "GET /metrics", "Via: 1.1 proxy").text()).isEqualTo("figures 1\n");
            assertThat(ask(operators, "GET /health/ready").status()).isEqualTo(200);
            ask(operators, "GET " + PATH).isProblem(404);
        }
    }

    private static TestResponse ask(Connections connections, String line, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return Connections.everything(connections.open(request + "\r\n"));
    }
}
