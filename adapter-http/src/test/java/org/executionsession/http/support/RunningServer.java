package org.executionsession.http.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.ServerConfig;

/** A server on a free port of the loopback interface, and clients that reach it through real sockets. */
public final class RunningServer implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    /** Long enough for any machine: it turns a response that never comes into a failure, and measures nothing. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final ExecutionSessionHttpServer server;
    private final TestUseCases useCases;

    private final String basePath;

    private RunningServer(ExecutionSessionHttpServer server, TestUseCases useCases) {
        this(server, useCases, "");
    }

    private RunningServer(ExecutionSessionHttpServer server, TestUseCases useCases, String basePath) {
        this.server = server;
        this.useCases = useCases;
        this.basePath = basePath;
    }

    public static RunningServer start() {
        return start(settings());
    }

    public static RunningServer start(ServerConfig settings) {
        TestUseCases useCases = new TestUseCases();
        return new RunningServer(ExecutionSessionHttpServer.start(settings, useCases), useCases, settings.basePath());
    }

    /** A server in front of the test's own ports, and of no sessions. */
    public static RunningServer start(TestUseCases ports) {
        return new RunningServer(ExecutionSessionHttpServer.start(settings(), ports), ports);
    }

    /** A server in front of the test's own ports, with limits. */
    public static RunningServer start(LimitsConfig limits, TestUseCases ports) {
        return start(SecurityConfig.OPEN, limits, ports);
    }

    public static RunningServer start(SecurityConfig security, LimitsConfig limits, TestUseCases ports) {
        return new RunningServer(
                ExecutionSessionHttpServer.start(settings(), security, limits, ManagementConfig.none(), ports), ports);
    }

    public static RunningServer start(ServerConfig settings, LimitsConfig limits, ManagementConfig operations) {
        TestUseCases useCases = new TestUseCases();
        return new RunningServer(
                ExecutionSessionHttpServer.start(settings, SecurityConfig.OPEN, limits, operations, useCases),
                useCases);
    }

    public static RunningServer start(LimitsConfig limits) {
        return start(settings(), limits, ManagementConfig.none());
    }

    public static RunningServer start(SecurityConfig security, LimitsConfig limits) {
        return start(security, limits, new TestUseCases());
    }

    /** One that is to be asked about itself. */
    public ExecutionSessionHttpServer server() {
        return server;
    }

    public static ServerConfig settings() {
        return ServerConfig.on(LOOPBACK, 0);
    }

    public TestUseCases useCases() {
        return useCases;
    }

    /** Posts a body as {@code application/json} to the contract's path. */
    public TestResponse create(String json) {
        return create(json.getBytes(StandardCharsets.UTF_8));
    }

    public TestResponse create(byte[] body) {
        return post("/qrs/executionsession", body, "Content-Type", "application/json");
    }

    public TestResponse post(String path, byte[] body, String... headers) {
        return send("POST", path, BodyPublishers.ofByteArray(body), headers);
    }

    public TestResponse get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    public TestResponse post(String path, String json) {
        return post(path, json.getBytes(StandardCharsets.UTF_8));
    }

    public TestResponse put(String path, String json) {
        return send("PUT", path, BodyPublishers.ofString(json));
    }

    public TestResponse delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    public TestResponse head(String path) {
        return send("HEAD", path, BodyPublishers.noBody());
    }

    public TestResponse getAs(String user, String path) {
        return send("GET", path, BodyPublishers.noBody(), "X-Qlik-User", user);
    }

    public TestResponse send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return checked(method, path, answer(request.build()));
    }

    /** The document against which every response is held, as it is served. */
    public String document() {
        return answer(HttpRequest.newBuilder(uri(basePath + "/openapi.json"))
                        .timeout(PATIENCE)
                        .build())
                .text();
    }

    private URI uri(String path) {
        return URI.create("http://" + LOOPBACK + ":" + server.port() + path);
    }

    private static TestResponse answer(HttpRequest request) {
        try {
            return TestResponse.of(CLIENT.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Sends bytes that a correct client would not send, then ends the output, and returns the response. */
    public TestResponse raw(String request) {
        return raw(request, true);
    }

    /** Sends the same bytes, but leaves the output open, so that the response comes while the server could still read. */
    public TestResponse rawWithoutEnd(String request) {
        return raw(request, false);
    }

    /**
     * Returns a request for {@link #raw} after which the server closes the connection.
     *
     * @param line the method and the target
     * @param headers further headers, each with the end of its line
     */
    public static String closing(String line, String headers, String body) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

    private TestResponse raw(String request, boolean end) {
        try (Connections connections = new Connections(server.port())) {
            Socket socket = connections.open(request);
            if (end) {
                socket.shutdownOutput();
            }
            return checked(request, Connections.everything(socket));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private TestResponse checked(String request, TestResponse answer) {
        String[] line = request.split("\r\n")[0].split(" ");
        return checked(line[0], line.length < 2 ? "" : line[1], answer);
    }

    /** Every response that a test gets is one that the API document describes. */
    private TestResponse checked(String method, String target, TestResponse answer) {
        ApiContract.of(this).check(method, inDocument(target), answer);
        return answer;
    }

    /** The document has the paths without the base path; what is outside of it is not there. */
    private String inDocument(String target) {
        Matcher below = Pattern.compile("(?i)" + basePath.replace("/", "/+") + "(?=[/?]|$)")
                .matcher(target);
        return below.lookingAt() ? target.substring(below.end()) : "/outside/of/the/base/path";
    }

    @Override
    public void close() {
        server.close();
        useCases.close();
    }
}
