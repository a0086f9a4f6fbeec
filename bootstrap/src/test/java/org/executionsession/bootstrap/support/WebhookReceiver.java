package org.executionsession.bootstrap.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/** A receiver of webhooks on loopback, as an operator would write one: it verifies each signature. */
public final class WebhookReceiver implements AutoCloseable {

    private static final String KEY = "a key of 32 bytes for signatures";

    /** The secret, as it is in the file of the server. */
    public static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8));

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final List<String> forged = new ArrayList<>();
    private volatile Responder responder = WebhookReceiver::accept;

    /** What a call is responded with. */
    @FunctionalInterface
    public interface Responder {

        void respond(Call call, HttpExchange exchange) throws IOException;
    }

    /** A verified call. */
    public record Call(String path, Headers headers, JsonNode json) {

        public String action() {
            return json.get("action").textValue();
        }

        public String resultId() {
            return json.get("resultId").textValue();
        }

        public String sessionId() {
            return json.get("sessionId").textValue();
        }

        public String taskId() {
            return json.at("/task/id").textValue();
        }
    }

    private WebhookReceiver(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    public static WebhookReceiver start() throws IOException {
        return start(0);
    }

    public static WebhookReceiver start(int port) throws IOException {
        return new WebhookReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
    }

    public static WebhookReceiver startWithTls(SSLContext certificate) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate));
        return new WebhookReceiver(server);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://localhost:" + port() + "/hook").toString();
    }

    /** Sets how the next calls are responded to; without it, they are accepted. */
    public void respond(Responder next) {
        responder = next;
    }

    public static void accept(Call call, HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(204, -1);
    }

    /** Responds with a status and a body. */
    public static Responder status(int status, String body) {
        return (call, exchange) -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Waits for the next call that nobody has waited for. */
    public Call next() throws InterruptedException {
        Call call = calls.poll(2, TimeUnit.MINUTES);
        assertThat(call).as("a call").isNotNull();
        return call;
    }

    /** The calls so far that nobody has waited for. */
    public List<Call> others() {
        List<Call> all = new ArrayList<>();
        calls.drainTo(all);
        return all;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Headers headers = exchange.getRequestHeaders();
            if (!isSigned(headers, body)) {
                synchronized (forged) {
                    forged.add(new String(body, UTF_8));
                }
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            Call call = new Call(exchange.getRequestURI().toString(), headers, MAPPER.readTree(body));
            Responder current = responder;
            calls.add(call);
            current.respond(call, exchange);
        }
    }

    private static boolean isSigned(Headers headers, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
            mac.update((headers.getFirst("webhook-id") + "." + headers.getFirst("webhook-timestamp") + ".")
                    .getBytes(UTF_8));
            byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(UTF_8);
            long age = System.currentTimeMillis() / 1_000 - Long.parseLong(headers.getFirst("webhook-timestamp"));
            return Math.abs(age) < 300
                    && MessageDigest.isEqual(
                            expected, headers.getFirst("webhook-signature").getBytes(UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        synchronized (forged) {
            assertThat(forged).as("calls with a wrong signature").isEmpty();
        }
    }
}
