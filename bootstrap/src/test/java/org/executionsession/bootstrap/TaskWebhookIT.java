package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.bootstrap.support.TaskClient;
import org.executionsession.bootstrap.support.WebhookReceiver;
import org.executionsession.bootstrap.support.WebhookReceiver.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar starts and stops tasks with webhooks, and the receiver reports through the contract. */
@Timeout(300)
class TaskWebhookIT {

    private static final int STARTED = 2;
    private static final int ABORTED = 6;
    private static final int SUCCESS = 7;
    private static final int FAILED = 8;

    @TempDir
    Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private WebhookReceiver receiver;

    @BeforeEach
    void startReceiver() throws IOException {
        Files.writeString(folder.resolve("secret"), WebhookReceiver.SECRET + "\n");
        folder.resolve("secret").toFile().setReadable(false, false);
        folder.resolve("secret").toFile().setReadable(true, true);
        receiver = WebhookReceiver.start();
    }

    @AfterEach
    void stopReceiver() {
        end.countDown();
        receiver.close();
    }

    private RunnableJar serve(String... options) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--task-webhook-url", receiver.url(), "--task-webhook-secret-file", "secret"));
        all.addAll(Arrays.asList(options));
        return RunnableJar.serve(folder, all.toArray(String[]::new));
    }

    @Test
    void aRun_endsWithTheStatusThatTheReceiverReports() throws Exception {
        try (RunnableJar server = serve("--admin-port", "0")) {
            HttpCaller operator = new HttpCaller(server.adminUrl());
            operator.get("/metrics");
            TaskClient client = new TaskClient(server);
            String task = client.create();
            String session = client.start(task);
            Call call = receiver.next();
            assertThat(call.action()).isEqualTo("start");
            assertThat(call.sessionId()).isEqualTo(session);
            assertThat(call.taskId()).isEqualTo(task);
            client.report(call.resultId(), STARTED);
            assertThat(client.isRunning(session)).isTrue();
            while (!operator.get("/metrics").body().contains("execution_sessions_task_runs 1.0")) {
                Thread.onSpinWait();
            }
            client.report(call.resultId(), SUCCESS);
            client.awaitEnd(session);
            assertThat(client.statuses(session)).containsExactly(SUCCESS);
            assertThat(client.lastResult(task).get("id").textValue()).isEqualTo(call.resultId());
            assertThat(operator.get("/metrics").body())
                    .contains("execution_sessions_task_calls_total{action=\"start\",outcome=\"accepted\"} 1.0");
            assertThat(receiver.others()).isEmpty();
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void aFailedRun_isTriedAgainUnderOneSession() throws Exception {
        try (RunnableJar server = serve()) {
            TaskClient client = new TaskClient(server);
            String session = client.start(client.create("\"maxRetries\":2"));
            List<String> results = new ArrayList<>();
            for (int attempt = 0; attempt <= 2; attempt++) {
                Call call = receiver.next();
                assertThat(call.sessionId()).isEqualTo(session);
                assertThat(call.json().get("attempt").intValue()).isEqualTo(attempt);
                results.add(call.resultId());
                client.report(call.resultId(), FAILED);
            }
            client.awaitEnd(session);
            assertThat(results).doesNotHaveDuplicates();
            assertThat(client.statuses(session)).containsExactly(FAILED, FAILED, FAILED);
            assertThat(receiver.others()).isEmpty();
        }
    }

    @Test
    void aStoppedRun_isAborted() throws Exception {
        try (RunnableJar server = serve()) {
            TaskClient client = new TaskClient(server);
            String task = client.create("\"maxRetries\":2");
            String session = client.start(task);
            Call start = receiver.next();
            client.awaitStatus(start.resultId(), STARTED);
            client.stop(task);
            Call stop = receiver.next();
            assertThat(stop.action()).isEqualTo("stop");
            assertThat(stop.resultId()).isEqualTo(start.resultId());
            client.report(stop.resultId(), ABORTED);
            client.awaitEnd(session);
            assertThat(client.statuses(session)).containsExactly(ABORTED);
            assertThat(receiver.others()).isEmpty();
        }
    }

    @Test
    void aReceiverThatIsDown_isCalledAgain() throws Exception {
        int port = receiver.port();
        try (RunnableJar server = serve()) {
            receiver.close();
            TaskClient client = new TaskClient(server);
            String session = client.start(client.create());
            while (!server.err().contains("it does not accept connections")) {
                Thread.onSpinWait();
            }
            assertThat(client.isRunning(session)).isTrue();
            receiver = WebhookReceiver.start(port);
            client.report(receiver.next().resultId(), SUCCESS);
            client.awaitEnd(session);
            assertThat(client.statuses(session)).containsExactly(SUCCESS);
            assertThat(server.err()).doesNotContain("whsec", "\tat ");
        }
    }

    @Test
    void failedCalls_areRepeatedWithTheSameId() throws Exception {
        try (WebhookReceiver other = WebhookReceiver.start();
                RunnableJar server = serve("--task-webhook-timeout", "1s")) {
            AtomicInteger calls = new AtomicInteger();
            receiver.respond((call, exchange) -> {
                switch (calls.getAndIncrement()) {
                    case 0 -> WebhookReceiver.status(500, "secret").respond(call, exchange);
                    case 1 -> awaitEnd();
                    case 2 -> redirect(other.url(), exchange);
                    default -> WebhookReceiver.accept(call, exchange);
                }
            });
            TaskClient client = new TaskClient(server);
            String session = client.start(client.create());
            List<Call> made = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                made.add(receiver.next());
            }
            assertThat(made)
                    .extracting(call -> call.headers().getFirst("webhook-id"))
                    .containsOnly(made.get(0).resultId() + "-start");
            assertThat(made).extracting(Call::json).containsOnly(made.get(0).json());
            client.awaitStatus(made.get(0).resultId(), STARTED);
            client.report(made.get(0).resultId(), SUCCESS);
            client.awaitEnd(session);
            assertThat(other.others()).isEmpty();
            assertThat(server.err())
                    .contains("responded with status 500", "did not respond within 1 s", "redirects are not followed")
                    .doesNotContain("secret");
        }
    }

    @Test
    void aRejectedStart_fails() throws Exception {
        try (RunnableJar server = serve()) {
            receiver.respond(WebhookReceiver.status(422, "there is no such job"));
            TaskClient client = new TaskClient(server);
            String task = client.create();
            String session = client.start(task);
            client.awaitEnd(session);
            assertThat(client.statuses(session)).containsExactly(FAILED);
            assertThat(client.lastResult(task).get("details").toString())
                    .contains("responded with status 422: there is no such job");
        }
    }

    @Test
    void aTaskWithAUrlOfItsOwn_isStartedThereOnlyIfItsHostIsConfigured() throws Exception {
        try (WebhookReceiver own = WebhookReceiver.start();
                WebhookReceiver other = WebhookReceiver.start();
                RunnableJar server = serve("--task-webhook-hosts", "hooks.example, localhost:" + own.port())) {
            TaskClient client = new TaskClient(server);
            client.start(client.create("\"webhookUrl\":\"" + own.url() + "?job=7\""));
            assertThat(own.next().path()).isEqualTo("/hook?job=7");
            String task = client.create("\"webhookUrl\":\"" + other.url() + "\"");
            String session = client.start(task);
            client.awaitEnd(session);
            assertThat(client.statuses(session)).containsExactly(FAILED);
            assertThat(client.lastResult(task).get("details").toString())
                    .contains("names the host localhost:" + other.port()
                            + ", which the server is not configured to call");
            assertThat(other.others()).isEmpty();
            assertThat(receiver.others()).isEmpty();
        }
    }

    @Test
    void aReceiverWithoutAResponse_delaysNoOther() throws Exception {
        try (WebhookReceiver own = WebhookReceiver.start();
                RunnableJar server =
                        serve("--task-webhook-timeout", "20s", "--task-webhook-hosts", "localhost:" + own.port())) {
            receiver.respond((call, exchange) -> awaitEnd());
            TaskClient client = new TaskClient(server);
            for (int i = 0; i < 16; i++) {
                client.start(client.create());
                receiver.next();
            }
            client.start(client.create("\"webhookUrl\":\"" + own.url() + "\""));
            assertThat(own.next().action()).isEqualTo("start");
            // No call has ended.
            assertThat(server.err()).isEmpty();
        }
    }

    private static void redirect(String url, HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Location", url);
        exchange.sendResponseHeaders(307, -1);
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
