package org.executionsession.bootstrap.internal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.bootstrap.internal.client.HostLookup;
import org.executionsession.bootstrap.support.CallbackReceiver;
import org.executionsession.bootstrap.support.EndlessResponse;
import org.executionsession.bootstrap.support.WebhookReceiver;
import org.executionsession.bootstrap.support.WebhookReceiver.Call;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.http.support.CertificateAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the executor calls a receiver, and what it makes of the responses. */
class WebhookTaskExecutorTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(1);

    private final Instant now = Instant.now();
    private final TaskRun run = TaskRun.first(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), now, now)
            .nextAttempt(UUID.randomUUID(), now);
    private final UUID app = UUID.randomUUID();
    private final Task task = Task.create(
            TaskDraft.builder()
                    .id(run.taskId())
                    .name("a \"b\" \\ \n \u00e4 \ud83d\ude00")
                    .app(AppReference.builder().id(app).name("Sales").build())
                    .build(),
            now,
            Caller.SERVICE,
            UUID::randomUUID);

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<WebhookTaskExecutor> executors = new ArrayList<>();
    private WebhookReceiver receiver;

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = WebhookReceiver.start();
    }

    @AfterEach
    void stopReceiver() {
        end.countDown();
        executors.forEach(WebhookTaskExecutor::close);
        receiver.close();
    }

    private WebhookTaskExecutor executor(Duration timeout) {
        return executor(receiver.url(), timeout, new SslContextFactory.Client());
    }

    private WebhookTaskExecutor executor(String url, Duration timeout, SslContextFactory.Client tls) {
        return executor(WebhookTargets.of(url), timeout, HostLookup.SYSTEM, tls);
    }

    private WebhookTaskExecutor executor(
            WebhookTargets targets, Duration timeout, HostLookup lookup, SslContextFactory.Client tls) {
        WebhookTaskExecutor executor = new WebhookTaskExecutor(
                targets, WebhookSecret.parse(WebhookReceiver.SECRET), timeout, Clock.systemUTC(), lookup, tls);
        executors.add(executor);
        return executor;
    }

    @Test
    void drain_waitsForTheCallsInFlight() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        receiver.respond((call, exchange) -> {
            received.countDown();
            awaitEnd();
            WebhookReceiver.accept(call, exchange);
        });
        WebhookTaskExecutor executor = executor(TIMEOUT);
        CompletableFuture<Void> started = executor.startAsync(run, task);
        received.await();
        Thread drain = new Thread(executor::drain);
        drain.start();
        while (drain.getState() != Thread.State.TIMED_WAITING) {
            assertThat(drain.getState()).isNotEqualTo(Thread.State.TERMINATED);
        }
        end.countDown();
        drain.join();
        assertThat(started).isCompleted();
    }

    @Test
    void aCallThatIsCut_isCancelled() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        receiver.respond((call, exchange) -> {
            received.countDown();
            awaitEnd();
        });
        WebhookTaskExecutor executor = executor(TIMEOUT);
        CompletableFuture<Void> started = executor.startAsync(run, task);
        received.await();
        executor.close();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(started::join)
                .withCauseInstanceOf(CancellationException.class);
    }

    @Test
    void theBody_namesTheAttemptAndTheTask() throws Exception {
        executor(TIMEOUT).start(run, task);
        Call call = receiver.next();
        assertThat(call.path()).isEqualTo("/hook");
        assertThat(call.headers().getFirst("webhook-id")).isEqualTo(run.resultId() + "-start");
        assertThat(call.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(call.headers().getFirst("Upgrade")).isNull();
        assertThat(call.action()).isEqualTo("start");
        assertThat(call.sessionId()).isEqualTo(run.sessionId().toString());
        assertThat(call.resultId()).isEqualTo(run.resultId().toString());
        assertThat(call.json().get("attempt").intValue()).isOne();
        assertThat(call.taskId()).isEqualTo(task.id().toString());
        assertThat(call.json().at("/task/name").textValue()).isEqualTo(task.name());
        assertThat(call.json().at("/task/taskType").intValue()).isZero();
        assertThat(call.json().at("/task/app/id").textValue()).isEqualTo(app.toString());
        assertThat(call.json().at("/task/app/name").textValue()).isEqualTo("Sales");
    }

    @Test
    void aStop_namesTheAttemptAlsoOfADeletedTask() throws Exception {
        executor(TIMEOUT).stop(run, task);
        assertThat(receiver.next().headers().getFirst("webhook-id")).isEqualTo(run.resultId() + "-stop");
        executor(TIMEOUT).stop(run, null);
        Call call = receiver.next();
        assertThat(call.action()).isEqualTo("stop");
        assertThat(call.json().get("task").toString()).isEqualTo("{\"id\":\"" + task.id() + "\"}");
    }

    @Test
    void aTaskWithoutApp_hasNullForIt() throws Exception {
        executor(TIMEOUT).start(run, WebhookTargetsTest.task(""));
        assertThat(receiver.next().json().at("/task/app").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299, 409})
    void successOrAKnownCall_isAccepted(int status) {
        receiver.respond(WebhookReceiver.status(status, status == 204 ? "" : "ok"));
        executor(TIMEOUT).start(run, task);
        executor(TIMEOUT).stop(run, task);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 422, 451})
    void aRejectedStart_hasTheStatusAndTheBeginningOfTheBody(int status) {
        String face = "\ud83d\ude00";
        receiver.respond(WebhookReceiver.status(status, " no such\r\n\u0000task " + face.repeat(300)));
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> executor(TIMEOUT).start(run, task))
                .withMessage("the receiver http://localhost:" + receiver.port() + " responded with status " + status
                        + ": no such task " + face.repeat(200 - 16));
        assertThatExceptionOfType(WebhookException.class)
                .isThrownBy(() -> executor(TIMEOUT).stop(run, task))
                .withMessage("the receiver http://localhost:" + receiver.port() + " responded with status " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
    void aTemporaryFailure_isNotARejectionAndHasNoBody(int status) {
        receiver.respond(WebhookReceiver.status(status, "secret"));
        assertThatExceptionOfType(WebhookException.class)
                .isThrownBy(() -> executor(TIMEOUT).start(run, task))
                .withMessage("the receiver http://localhost:" + receiver.port() + " responded with status " + status)
                .satisfies(failure -> assertThat(failure.toString()).isEqualTo(failure.getMessage()));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirect_isNotFollowed(int status) throws Exception {
        try (WebhookReceiver other = WebhookReceiver.start()) {
            receiver.respond((call, exchange) -> {
                exchange.getResponseHeaders().set("Location", other.url());
                exchange.sendResponseHeaders(status, -1);
            });
            assertThatExceptionOfType(WebhookException.class)
                    .isThrownBy(() -> executor(TIMEOUT).start(run, task))
                    .withMessageEndingWith(" responded with status " + status + "; redirects are not followed");
            assertThat(other.others()).isEmpty();
        }
    }

    @Test
    void aReceiverThatDoesNotRespond_isATemporaryFailure() {
        receiver.respond((call, exchange) -> awaitEnd());
        assertThatExceptionOfType(WebhookException.class)
                .isThrownBy(() -> executor(SHORT_TIMEOUT).start(run, task))
                .withMessage("the receiver http://localhost:" + receiver.port() + " did not respond within 1 s");
    }

    @Test
    void aStatusWhoseBodyNeverEnds_counts() {
        receiver.respond((call, exchange) -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        executor(SHORT_TIMEOUT).start(run, task);
        receiver.respond((call, exchange) -> {
            exchange.sendResponseHeaders(404, 10);
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> executor(SHORT_TIMEOUT).start(run, task))
                .withMessageEndingWith(" responded with status 404");
    }

    @Test
    void aBodyWithoutLimit_isReadToTheLimit() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        receiver.respond((call, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[65_536];
            try {
                while (true) {
                    exchange.getResponseBody().write(block);
                }
            } catch (IOException byTheExecutor) {
                closed.countDown();
            }
        });
        executor(Duration.ofMinutes(2)).start(run, task);
        closed.await();
    }

    /** The path can be a secret, and messages become details of results. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nX",
                "HTTP/1.1 204 No Content\r\nX: {long}\r\n\r\n",
                "garbage\r\n\r\n",
                "HTTP/1.1 200 secret\r\nContent-Length: x\r\n\r\n"
            })
    void aMessage_hasTheReceiverAndTheReasonAlone(String response) throws Exception {
        try (CallbackReceiver hostile = CallbackReceiver.start()) {
            hostile.behave(socket -> {
                CallbackReceiver.write(socket, response.replace("{long}", "a".repeat(12_000)));
                socket.close();
            });
            assertThatThrownBy(() -> executor(hostile.url() + "/secret", TIMEOUT, new SslContextFactory.Client())
                            .start(run, task))
                    // Jetty has assertions, which are enabled in tests.
                    .hasMessageMatching("the receiver http://localhost:" + hostile.port()
                            + " (closed the connection without a response|did not respond as expected: its response is not HTTP,"
                            + " or its header is too long|cannot be called: AssertionError)");
        }
    }

    @Test
    void aHostWhoseLookupHangs_doesNotHoldUpOthers() throws Exception {
        HostLookup lookup = host -> {
            if (host.equals("hanging.example")) {
                awaitEnd();
            }
            return InetAddress.getAllByName(host);
        };
        WebhookTaskExecutor executor = executor(
                WebhookTargets.of(receiver.url()).withHosts(List.of("hanging.example")),
                TIMEOUT,
                lookup,
                new SslContextFactory.Client());
        for (int i = 0; i < 300; i++) {
            executor.startAsync(run, WebhookTargetsTest.task("https://hanging.example/" + i));
        }
        executor.start(run, task);
        assertThat(receiver.next().action()).isEqualTo("start");
    }

    /** The server would keep it in memory, for each call. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                              | HTTP/1.1 103 Early Hints~Link: </x>~~ | more than 8 interim responses
                    HTTP/1.1 200 OK~                                | X-Header: {long}~                     | the receiver
                    HTTP/1.1 200 OK~X-Header:                       | {long}                                | the receiver
                    HTTP/1.1 400 Bad~Transfer-Encoding: chunked~~1  | ;a=b                                  | responded with status 400
                    HTTP/1.1 400 Bad~Transfer-Encoding: chunked~~0~ | X-Trailer: {long}~                    | responded with status 400
                    """)
    void anEndlessResponse_isCut(String head, String endless, String reason) throws Exception {
        EndlessResponse response = new EndlessResponse(head, endless);
        try (CallbackReceiver hostile = CallbackReceiver.start()) {
            hostile.behave(response);
            assertThatThrownBy(() -> executor(hostile.url(), TIMEOUT, new SslContextFactory.Client())
                            .start(run, task))
                    .hasMessageContaining(reason);
            response.assertCut();
        }
    }

    @Test
    void aReceiverThatIsDown_isATemporaryFailure() {
        WebhookTaskExecutor executor = executor(TIMEOUT);
        receiver.close();
        assertThatExceptionOfType(WebhookException.class)
                .isThrownBy(() -> executor.start(run, task))
                .withMessageEndingWith(" cannot be called: it does not accept connections");
        assertThatExceptionOfType(WebhookException.class)
                .isThrownBy(() -> executor("https://receiver.invalid/", TIMEOUT, new SslContextFactory.Client())
                        .start(run, task))
                .withMessage("the receiver https://receiver.invalid cannot be called: its host is unknown");
    }

    @Test
    void aTaskWithAHostThatIsNotConfigured_isNotCalled() throws Exception {
        try (WebhookReceiver other = WebhookReceiver.start()) {
            assertThatExceptionOfType(TaskRejectedException.class)
                    .isThrownBy(() -> executor(TIMEOUT).start(run, WebhookTargetsTest.task(other.url())))
                    .withMessageContaining("localhost:" + other.port());
            WebhookTaskExecutor executor = executor(
                    WebhookTargets.of(receiver.url()).withHosts(List.of("localhost:" + other.port())),
                    TIMEOUT,
                    HostLookup.SYSTEM,
                    new SslContextFactory.Client());
            executor.start(run, WebhookTargetsTest.task(other.url()));
            assertThat(other.next().action()).isEqualTo("start");
            assertThat(receiver.others()).isEmpty();
        }
    }

    @Test
    void aReceiverWithManyPaths_doesNotTakeThePlacesOfOthers() throws Exception {
        receiver.respond((call, exchange) -> awaitEnd());
        try (WebhookReceiver other = WebhookReceiver.start()) {
            WebhookTaskExecutor executor = executor(
                    WebhookTargets.of(receiver.url()).withHosts(List.of("localhost:" + other.port())),
                    Duration.ofHours(1),
                    HostLookup.SYSTEM,
                    new SslContextFactory.Client());
            for (int path = 0; path < 300; path++) {
                executor.startAsync(run, WebhookTargetsTest.task(receiver.url() + "/" + path + "?" + path));
            }
            executor.startAsync(run, WebhookTargetsTest.task(other.url()))
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES);
            assertThat(other.next().action()).isEqualTo("start");
        }
    }

    @Test
    void withTls_theReceiverProvesItsName(@TempDir Path folder) throws Exception {
        CertificateAuthority authority = new CertificateAuthority("authority");
        try (WebhookReceiver named = WebhookReceiver.startWithTls(server(authority, "localhost", folder));
                WebhookReceiver other = WebhookReceiver.startWithTls(server(authority, "other.example", folder))) {
            SslContextFactory.Client trusting = trusting(authority);
            assertThatCode(() -> executor(named.url(), TIMEOUT, trusting).start(run, task))
                    .doesNotThrowAnyException();
            assertThat(named.next().action()).isEqualTo("start");
            assertThatExceptionOfType(WebhookException.class)
                    .isThrownBy(() -> executor(other.url(), TIMEOUT, trusting).start(run, task))
                    .withMessageContaining("localhost");
            assertThatExceptionOfType(WebhookException.class)
                    .isThrownBy(() -> executor(named.url(), TIMEOUT, new SslContextFactory.Client())
                            .start(run, task))
                    .withMessageContaining("certification path");
            assertThat(other.others()).isEmpty();
        }
    }

    private static SslContextFactory.Client trusting(CertificateAuthority authority) throws Exception {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(authority.client(null));
        return tls;
    }

    private static SSLContext server(CertificateAuthority authority, String name, Path folder) throws Exception {
        Path file = folder.resolve(name + ".p12");
        authority.issue(name).saveKeyStore(file, "password");
        KeyStore store = KeyStore.getInstance(file.toFile(), "password".toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "password".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
