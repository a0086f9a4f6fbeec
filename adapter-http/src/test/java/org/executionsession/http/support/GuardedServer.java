package org.executionsession.http.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;

/** A server that does not let everybody in, on a free port of the loopback interface, and callers that try. */
public final class GuardedServer implements AutoCloseable {

    public static final String KEY = "0123456789abcdef";

    private static final String LOOPBACK = "127.0.0.1";

    /** Long enough for any machine: it turns a response that never comes into a failure, and measures nothing. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final ApiContract CONTRACT = contract();

    private final ExecutionSessionHttpServer server;
    private final TestUseCases useCases;
    private final String scheme;

    private GuardedServer(ExecutionSessionHttpServer server, TestUseCases useCases, String scheme) {
        this.server = server;
        this.useCases = useCases;
        this.scheme = scheme;
    }

    public static GuardedServer start(SecurityConfig security) {
        TestUseCases useCases = new TestUseCases();
        return new GuardedServer(
                ExecutionSessionHttpServer.start(
                        RunningServer.settings(), security, LimitsConfig.defaults(), ManagementConfig.none(), useCases),
                useCases,
                security.tls() == null ? "http" : "https");
    }

    private static ApiContract contract() {
        try (RunningServer open = RunningServer.start()) {
            return ApiContract.of(open);
        }
    }

    public int port() {
        return server.port();
    }

    public TestUseCases useCases() {
        return useCases;
    }

    /** A new connection each time; the context is null for plain HTTP. */
    public TestResponse get(SSLContext client, String path, String... headers) throws IOException {
        return send(client, "GET", path, "", headers);
    }

    /** Records a session, with an Xrfkey as a caller needs it. */
    public TestResponse create(SSLContext client, String... headers) throws IOException {
        String[] all = new String[headers.length + 2];
        all[0] = "X-Qlik-Xrfkey";
        all[1] = KEY;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return send(client, "POST", "/qrs/executionsession?Xrfkey=" + KEY, "{}", all);
    }

    private TestResponse send(SSLContext context, String method, String path, String body, String... headers)
            throws IOException {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (context != null) {
            client.sslContext(context);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(scheme + "://" + LOOPBACK + ":" + server.port() + path))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            TestResponse answer = TestResponse.of(client.build().send(request.build(), BodyHandlers.ofByteArray()));
            CONTRACT.check(method, path, answer);
            return answer;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Expects that a caller does not get a single byte of a response, and that nothing was done for it. */
    public void assertGetsNothing(SSLContext client, String protocol, String... headers) {
        long before = useCases().sessionCount();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (SSLSocket socket = connect(client)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            socket.getOutputStream().write(post(headers).getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(received);
        } catch (IOException rejected) {
            assertThat(received.size()).isZero();
        }
        assertThat(received.size()).isZero();
        assertThat(useCases().sessionCount()).isEqualTo(before);
    }

    private static String post(String... headers) {
        StringBuilder request = new StringBuilder("POST /qrs/executionsession?Xrfkey=" + KEY + " HTTP/1.1\r\n"
                + "Host: localhost\r\nConnection: close\r\nContent-Length: 2\r\nX-Qlik-Xrfkey: " + KEY + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return request.append("\r\n{}").toString();
    }

    public SSLSocket connect(SSLContext client) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(LOOPBACK, server.port());
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        return socket;
    }

    /** The certificate that the server shows to a new connection. */
    public X509Certificate shows(SSLContext client) throws IOException {
        try (SSLSocket socket = connect(client)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** Returns what the server sends after these bytes, until it closes the connection. */
    public byte[] raw(byte[] sent) throws IOException {
        try (Connections connections = new Connections(server.port())) {
            return connections.open(sent).getInputStream().readAllBytes();
        }
    }

    @Override
    public void close() {
        server.close();
        useCases.close();
    }
}
