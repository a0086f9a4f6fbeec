package org.executionsession.bootstrap.internal.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.bootstrap.internal.client.HostLookup;
import org.executionsession.bootstrap.internal.client.HostResolver;
import org.executionsession.bootstrap.internal.webhook.WebhookSecret;
import org.executionsession.bootstrap.support.CallbackReceiver;
import org.executionsession.bootstrap.support.EndlessResponse;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.model.NotificationOutcome.Status;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.http.support.CertificateAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How receivers are called, and what becomes of their responses. */
class HttpNotificationSenderTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final UUID HANDLE = UUID.fromString("046b6c7f-0b8a-43b9-b35d-6489e6daee91");
    private static final UUID ENTITY = UUID.fromString("3b1f2f4e-6e0b-4a3c-9d55-8f1b0e6c7a22");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private CallbackReceiver receiver;
    private final List<AutoCloseable> closed = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        receiver = CallbackReceiver.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : closed) {
            each.close();
        }
        receiver.close();
    }

    private HttpNotificationSender sender(
            String named, WebhookSecret secret, Duration timeout, HostLookup lookup, SslContextFactory.Client tls) {
        HttpNotificationSender sender = new HttpNotificationSender(
                CallbackHosts.of(List.of(named)), secret, Clock.fixed(NOW, ZoneOffset.UTC), timeout, lookup, tls);
        closed.add(sender);
        return sender;
    }

    private HttpNotificationSender sender(Duration timeout) {
        return sender("localhost", null, timeout, HostLookup.SYSTEM, new SslContextFactory.Client());
    }

    private static NotificationMessage message(String url) {
        Set<String> properties = new LinkedHashSet<>(List.of("status", "details"));
        return new NotificationMessage(
                HANDLE,
                url,
                NotifiedType.EXECUTION_RESULT,
                List.of(
                        new Change(
                                new ChangeCursor(1, 0),
                                NOW,
                                new EntityChange(ChangeType.UPDATE, EntityKind.RESULT, ENTITY, null, NOW, properties)),
                        new Change(
                                new ChangeCursor(1, 1), NOW, EntityChange.deleted(EntityKind.RESULT, ENTITY, null))));
    }

    private static NotificationOutcome outcome(CompletableFuture<NotificationOutcome> sent)
            throws InterruptedException, ExecutionException {
        try {
            return sent.get(2, TimeUnit.MINUTES);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new AssertionError(late);
        }
    }

    private NotificationOutcome send(HttpNotificationSender sender, String url)
            throws InterruptedException, ExecutionException {
        return outcome(sender.send(message(url)).toCompletableFuture());
    }

    private NotificationOutcome send() throws InterruptedException, ExecutionException {
        return send(sender(TIMEOUT), receiver.url());
    }

    @Test
    void request_hasTheFormOfQrsAndOfStandardWebhooks() throws Exception {
        HttpNotificationSender sender = sender(
                "localhost", WebhookSecret.parse(SECRET), TIMEOUT, HostLookup.SYSTEM, new SslContextFactory.Client());
        assertThat(send(sender, receiver.url() + "?a=b%20c").status()).isEqualTo(Status.ACCEPTED);
        String request = receiver.next();
        String body = "[{\"changeType\":2,\"objectType\":\"ExecutionResult\","
                + "\"objectID\":\"3b1f2f4e-6e0b-4a3c-9d55-8f1b0e6c7a22\",\"changedProperties\":[\"status\",\"details\"],"
                + "\"engineID\":\"\",\"engineType\":\"\",\"originatorNodeID\":\"00000000-0000-0000-0000-000000000000\","
                + "\"originatorHostName\":\"\",\"originatorContextID\":null,\"createdDate\":\"2026-03-01T08:00:00.000Z\","
                + "\"modifiedDate\":\"2026-03-01T08:00:00.000Z\",\"schemaPath\":\"ExternalChangeInfo\"},"
                + "{\"changeType\":3,\"objectType\":\"ExecutionResult\","
                + "\"objectID\":\"3b1f2f4e-6e0b-4a3c-9d55-8f1b0e6c7a22\",\"changedProperties\":[],"
                + "\"engineID\":\"\",\"engineType\":\"\",\"originatorNodeID\":\"00000000-0000-0000-0000-000000000000\","
                + "\"originatorHostName\":\"\",\"originatorContextID\":null,\"createdDate\":\"2026-03-01T08:00:00.000Z\","
                + "\"modifiedDate\":\"2026-03-01T08:00:00.000Z\",\"schemaPath\":\"ExternalChangeInfo\"}]";
        assertThat(request).startsWith("POST /changes?a=b%20c HTTP/1.1\r\n").endsWith("\r\n\r\n" + body);
        String id = header(request, "webhook-id");
        assertThat(id).startsWith(HANDLE + "-");
        assertThat(header(request, "webhook-timestamp")).isEqualTo("1772352000");
        assertThat(header(request, "webhook-signature"))
                .isEqualTo(WebhookSecret.parse(SECRET)
                        .sign(id, 1_772_352_000, body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(header(request, "Content-Type")).isEqualTo("application/json");
        assertThat(header(request, "User-Agent")).isEqualTo("execution-sessions");
        assertThat(request).doesNotContainIgnoringCase("Cookie").doesNotContainIgnoringCase("Accept-Encoding");
        send(sender, receiver.url());
        assertThat(header(receiver.next(), "webhook-id")).as("the same message").isEqualTo(id);
    }

    private static String header(String request, String name) {
        return request.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT)
                        .startsWith(name.toLowerCase(java.util.Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    @Test
    void withoutASecret_thereIsNoSignature() throws Exception {
        send();
        String request = receiver.next();
        assertThat(header(request, "webhook-id")).isNotEmpty();
        assertThat(header(request, "webhook-signature")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "200, ACCEPTED",
        "202, ACCEPTED",
        "299, ACCEPTED",
        "304, FAILED",
        "400, FAILED",
        "401, FAILED",
        "404, FAILED",
        "407, FAILED",
        "410, GONE",
        "500, FAILED",
        "503, FAILED"
    })
    void status_decides(int status, Status expected) throws Exception {
        receiver.respond("HTTP/1.1 " + status + " Text\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                + "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
        NotificationOutcome outcome = send();
        assertThat(outcome.status()).isEqualTo(expected);
        receiver.next();
        assertThat(receiver.isIdle()).isTrue();
        if (expected != Status.ACCEPTED) {
            assertThat(outcome.failure().reason()).contains("responded with status " + status);
            assertThat(outcome.failure().disclosed())
                    .as("an internal service")
                    .isEqualTo("the callback could not be called or did not accept the notification");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    7                             | 7
                    0                             | 0
                    -5                            |
                    soon                          |
                    99999999999999                |
                    Sun, 01 Mar 2026 08:01:00 GMT | 60
                    Sun, 01 Mar 2026 07:00:00 GMT |
                    """)
    void retryAfter_isRead(String header, Long seconds) throws Exception {
        receiver.respond("HTTP/1.1 503 Busy\r\nRetry-After: " + header + "\r\nContent-Length: 0\r\n\r\n");
        assertThat(send().retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void redirect_isNotFollowed() throws Exception {
        try (CallbackReceiver other = CallbackReceiver.start()) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                receiver.respond(
                        "HTTP/1.1 " + status + " Moved\r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n");
                NotificationOutcome outcome = send();
                assertThat(outcome.status()).isEqualTo(Status.FAILED);
                assertThat(outcome.failure().reason()).endsWith("redirects are not followed");
            }
            assertThat(other.isIdle()).isTrue();
        }
    }

    @Test
    void cookie_isNotSentBack() throws Exception {
        receiver.respond("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        HttpNotificationSender sender = sender(TIMEOUT);
        send(sender, receiver.url());
        send(sender, receiver.url());
        receiver.next();
        assertThat(receiver.next()).doesNotContainIgnoringCase("Cookie:");
    }

    @Test
    void receiverThatDoesNotRespond_fails() throws Exception {
        receiver.behave(socket -> {});
        NotificationOutcome outcome = send(sender(Duration.ofSeconds(1)), receiver.url());
        assertThat(outcome.status()).isEqualTo(Status.FAILED);
        assertThat(outcome.failure().reason()).contains("did not respond within 1 s");
    }

    @Test
    void receiverWithASlowHead_fails() throws Exception {
        receiver.behave(socket -> {
            CallbackReceiver.write(socket, "HTTP/1.1 200 OK\r\n");
            while (!socket.isClosed()) {
                CallbackReceiver.write(socket, "X-Drip: 1\r\n");
            }
        });
        assertThat(send(sender(Duration.ofSeconds(5)), receiver.url()).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void receiverThatClosesEarly_fails() throws Exception {
        receiver.behave(Socket::close);
        assertThat(send().status()).isEqualTo(Status.FAILED);
        receiver.behave(CallbackReceiver::reset);
        assertThat(send().status()).isEqualTo(Status.FAILED);
        receiver.behave(socket -> {
            CallbackReceiver.write(socket, "HTTP/1.1 20");
            socket.close();
        });
        assertThat(send().status()).isEqualTo(Status.FAILED);
        receiver.behave(socket -> {
            CallbackReceiver.write(socket, "SSH-2.0-OpenSSH_9.2p1\r\n");
            socket.close();
        });
        assertThat(send().status()).isEqualTo(Status.FAILED);
    }

    @Test
    void statusCounts_ifTheResponseIsResetAfterIt() throws Exception {
        receiver.behave(socket -> {
            CallbackReceiver.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            socket.shutdownOutput();
            CallbackReceiver.reset(socket);
        });
        assertThat(send().status()).isIn(Status.ACCEPTED, Status.FAILED);
        receiver.respond("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        assertThat(send(sender(Duration.ofSeconds(60)), receiver.url()).status())
                .as("the rest never comes")
                .isEqualTo(Status.ACCEPTED);
    }

    @Test
    void endlessBody_isCut() throws Exception {
        CompletableFuture<Void> cut = new CompletableFuture<>();
        receiver.behave(socket -> {
            try {
                CallbackReceiver.write(socket, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                while (true) {
                    CallbackReceiver.write(socket, "a".repeat(1_024));
                }
            } catch (IOException closedByClient) {
                cut.complete(null);
                throw closedByClient;
            }
        });
        assertThat(send().status()).isEqualTo(Status.ACCEPTED);
        cut.get(2, TimeUnit.MINUTES);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                        | HTTP/1.1 100 Continue~~                 | more than 8 interim responses
                    ''                                                        | HTTP/1.1 102 Processing~~               | more than 8 interim responses
                    ''                                                        | HTTP/1.1 103 Early Hints~Link: </x>~~   | more than 8 interim responses
                    ''                                                        | HTTP/1.1 103 Early Hints~X: {long}~~    | did not respond as expected
                    ''                                                        | HTTP/1.1 199 Unknown~~                  | more than 8 interim responses
                    ''                                                        | HTTP/1.1 101 Switching Protocols~~      | switched to another protocol
                    ''                                                        | HTTP/1.1 200 OK~~                       |
                    ''                                                        | ~                                       |
                    HTTP/1.1 101 Switching Protocols~Upgrade: x~~             | x                                       | switched to another protocol
                    HTTP/1.1 200 OK~                                          | X-Header: {long}~                       |
                    HTTP/1.1 200 OK~X-Header:                                 | {long}                                  |
                    HTTP/1.1 200 OK~                                          | A: b~                                   |
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1             | ;a=b                                    |
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~              | 1;{long}~x~                             |
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~              | 1~x~                                    |
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~0~            | X-Trailer: {long}~                      |
                    HTTP/1.1 500 Error~~                                      | {long}                                  |
                    """)
    void endlessResponse_isCut(String head, String endless, String reason) throws Exception {
        EndlessResponse response = new EndlessResponse(head, endless);
        receiver.behave(response);
        NotificationOutcome outcome = send();
        response.assertCut();
        if (reason != null) {
            assertThat(outcome.status()).isEqualTo(Status.FAILED);
            assertThat(outcome.failure().reason()).contains(reason);
        }
        receiver.respond(CallbackReceiver.ACCEPTED);
        assertThat(send().status()).isEqualTo(Status.ACCEPTED);
    }

    @Test
    void endlessResponseBeforeTheRequest_isCut() throws Exception {
        EndlessResponse response = new EndlessResponse("", "HTTP/1.1 103 Early Hints~~");
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<NotificationOutcome> sent = sender(TIMEOUT)
                    .send(message("http://localhost:" + server.getLocalPort() + "/"))
                    .toCompletableFuture();
            try (Socket socket = server.accept()) {
                response.respond(socket);
            } catch (IOException closedByClient) {
                // As expected.
            }
            response.assertCut();
            assertThat(outcome(sent).status()).isEqualTo(Status.FAILED);
        }
    }

    @Test
    void endlessResponseOnAnIdleConnection_isCut() throws Exception {
        EndlessResponse response = new EndlessResponse("HTTP/1.1 204 No Content~~", "HTTP/1.1 103 Early Hints~~");
        receiver.behave(response);
        assertThat(send().status()).isEqualTo(Status.ACCEPTED);
        response.assertCut();
    }

    @Test
    void someInterimResponses_areSkipped() throws Exception {
        receiver.respond("HTTP/1.1 100 Continue\r\n\r\n".repeat(3)
                + "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 199 Unknown\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(3)
                + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        HttpNotificationSender sender = sender(TIMEOUT);
        for (int i = 0; i < 20; i++) {
            assertThat(send(sender, receiver.url()).status())
                    .as("each request has its own bound")
                    .isEqualTo(Status.ACCEPTED);
        }
    }

    @Test
    void hostWithAForbiddenAddress_isNotConnected() throws Exception {
        HttpNotificationSender sender = sender(
                "other.example",
                null,
                TIMEOUT,
                host -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                new SslContextFactory.Client());
        NotificationOutcome outcome = send(sender, "http://rebind.example:" + receiver.port() + "/");
        assertThat(outcome.status()).isEqualTo(Status.FAILED);
        assertThat(outcome.failure().reason())
                .contains("the address is not one of the public internet")
                .contains("127.0.0.1");
        assertThat(outcome.failure().disclosed()).isEqualTo("the callback could not be called");
        assertThat(send(sender, "http://unknown.invalid/").failure().disclosed())
                .as("whether a host exists is not disclosed")
                .isEqualTo(outcome.failure().disclosed());
        assertThat(receiver.isIdle()).isTrue();
    }

    @Test
    void unknownHost_fails() throws Exception {
        HostLookup none = host -> {
            throw new UnknownHostException(host);
        };
        NotificationOutcome outcome =
                send(sender("a.example", null, TIMEOUT, none, new SslContextFactory.Client()), "http://b.example/");
        assertThat(outcome.failure().reason()).endsWith("its host is unknown");
    }

    @Test
    void receiver_isReleasedWhenTheLookupOfItsHostEnds() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        HostLookup lookup = host -> {
            try {
                hanging.await();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        HttpNotificationSender sender =
                sender("a.example", null, Duration.ofMillis(100), lookup, new SslContextFactory.Client());
        assertThat(send(sender, "http://hanging.example/a").failure().reason()).endsWith("did not respond within 0 s");
        CompletableFuture<Void> released =
                sender.released("http://Hanging.example:80/b").toCompletableFuture();
        assertThat(released).isNotDone();
        assertThat(sender.released("http://other.example/").toCompletableFuture())
                .isDone();
        hanging.countDown();
        released.get(2, TimeUnit.MINUTES);
        assertThat(sender.released("http://hanging.example/a").toCompletableFuture())
                .isDone();
    }

    @Test
    void manyHangingLookups_doNotHoldUpACall() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        HostLookup lookup = host -> {
            if (host.startsWith("hanging")) {
                try {
                    hanging.await();
                } catch (InterruptedException closing) {
                    Thread.currentThread().interrupt();
                }
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };
        HttpNotificationSender sender = sender("named.example", null, TIMEOUT, lookup, new SslContextFactory.Client());
        for (int i = 0; i < 63; i++) {
            sender.send(message("http://hanging" + i + ".example/"));
        }
        assertThat(send(sender, "http://named.example:" + receiver.port() + "/").status())
                .isEqualTo(Status.ACCEPTED);
        hanging.countDown();
    }

    @Test
    void host_isResolvedOncePerConnection() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        HostLookup lookup = host -> {
            // A second lookup would give an address that nobody has checked.
            return new InetAddress[] {InetAddress.getByName(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.99")
            };
        };
        HttpNotificationSender sender = sender("named.example", null, TIMEOUT, lookup, new SslContextFactory.Client());
        assertThat(send(sender, "http://named.example:" + receiver.port() + "/").status())
                .isEqualTo(Status.ACCEPTED);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void forbiddenAddresses_areLeftOut() throws Exception {
        HostLookup lookup = host -> new InetAddress[] {
            InetAddress.getByName("10.0.0.1"), InetAddress.getByName("1.1.1.1"), InetAddress.getByName("::1")
        };
        try (HostResolver resolver = new HostResolver("names", 1, lookup, CallbackHosts.of(List.of())::rejection)) {
            CompletableFuture<List<InetSocketAddress>> resolved = new CompletableFuture<>();
            resolver.resolve("mixed.example", 80, Map.of(), new Promise<>() {
                @Override
                public void succeeded(List<InetSocketAddress> result) {
                    resolved.complete(result);
                }

                @Override
                public void failed(Throwable failure) {
                    resolved.completeExceptionally(failure);
                }
            });
            assertThat(resolved.get(2, TimeUnit.MINUTES)).containsExactly(new InetSocketAddress("1.1.1.1", 80));
        }
    }

    @Test
    void certificate_isChecked() throws Exception {
        CertificateAuthority authority = new CertificateAuthority("authority");
        CertificateAuthority.Issued issued = authority.issue("localhost");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "receiver", issued.key(), new char[0], new java.security.cert.Certificate[] {issued.certificate()});
        javax.net.ssl.KeyManagerFactory managers =
                javax.net.ssl.KeyManagerFactory.getInstance(javax.net.ssl.KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        try (CallbackReceiver secure = CallbackReceiver.on(
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress()))) {
            String url = "https://localhost:" + secure.port() + "/";
            assertThat(send(sender(TIMEOUT), url).status())
                    .as("an unknown authority")
                    .isEqualTo(Status.FAILED);
            SslContextFactory.Client trusting = new SslContextFactory.Client();
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.certificate());
            trusting.setTrustStore(trusted);
            HostLookup loopback = host -> new InetAddress[] {InetAddress.getLoopbackAddress()};
            HttpNotificationSender sender = sender("wrong.example", null, TIMEOUT, loopback, trusting);
            assertThat(send(sender, "https://wrong.example:" + secure.port() + "/")
                            .status())
                    .as("the certificate of another host")
                    .isEqualTo(Status.FAILED);
        }
    }

    @Test
    void callsWithoutAResponse_needNoThreads() throws Exception {
        receiver.behave(socket -> {});
        HttpNotificationSender sender = sender(Duration.ofSeconds(2));
        List<CompletableFuture<NotificationOutcome>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(sender.send(message(receiver.url())).toCompletableFuture());
        }
        for (CompletableFuture<NotificationOutcome> each : sent) {
            assertThat(outcome(each).status()).isEqualTo(Status.FAILED);
        }
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("notification-http"))
                        .count())
                .isLessThanOrEqualTo(8);
    }
}
