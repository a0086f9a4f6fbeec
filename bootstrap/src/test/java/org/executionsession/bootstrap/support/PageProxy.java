package org.executionsession.bootstrap.support;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between a browser and a server, as a reverse proxy does. It names the caller, and a test decides which events the browser gets and
 * when their stream ends, so that no test waits for events that may not come.
 */
public final class PageProxy implements AutoCloseable {

    private static final String EVENTS = "/qrs/events";

    private static final Set<String> OWN_HEADERS =
            headerNames("Connection", "Content-Length", "Host", "Transfer-Encoding", "Upgrade");

    private final HttpServer proxy;
    private final URI server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final List<String> cursors = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<String> unavailable = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

    private volatile String user = "UserDirectory=INTERNAL; UserId=sa_api";
    private volatile boolean holding;
    private int cursor;

    private PageProxy(HttpServer proxy, URI server) {
        this.proxy = proxy;
        this.server = server;
        proxy.createContext("/", this::forward);
        proxy.createContext(EVENTS, this::stream);
        proxy.setExecutor(threads);
        proxy.start();
    }

    public static PageProxy start(RunnableJar server) throws IOException {
        return new PageProxy(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), server.url());
    }

    private static Set<String> headerNames(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(List.of(names));
        return all;
    }

    public String url() {
        return "http://127.0.0.1:" + proxy.getAddress().getPort() + "/";
    }

    /** Sets in whose name the browser sends its requests. */
    public void setUser(String name) {
        user = name;
    }

    /** The requests of the browser, each as {@code GET /qrs/about}, without queries. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Responds once with 503 to a request, which is written as in {@link #requests()}, and may have a {@code ?} and a part of its query. */
    public void failOnce(String request) {
        unavailable.add(request);
    }

    /**
     * Holds back one response to a request, which is written as in {@link #requests()}. The server responds before it is held back.
     *
     * @return sends the response
     */
    public Runnable holdOnce(String request) {
        CountDownLatch released = new CountDownLatch(1);
        held.put(request, released);
        return released::countDown;
    }

    /** Whether a response is held back now. */
    public boolean isHolding() {
        return holding;
    }

    /** The cursors with which the browser has opened streams; empty for a stream from now on. */
    public List<String> cursors() {
        return List.copyOf(cursors);
    }

    /** Sends an event of an entity to all streams. */
    public void send(String event, String type, String id) {
        int changeType = event.equals("create") ? 1 : event.equals("update") ? 2 : 3;
        write("id: %d\nevent: %s\ndata: {\"changeType\":%d,\"objectType\":\"%s\",\"objectID\":\"%s\"}\n\n"
                .formatted(++cursor, event, changeType, type, id));
    }

    /** Tells the browser that events are missing. */
    public void reset() {
        write("id: %d\nevent: reset\ndata: {}\n\n".formatted(++cursor));
    }

    /** The streams that the browser has not closed. */
    public int openStreams() {
        write(":\n\n");
        return streams.size();
    }

    /** Cuts all streams, as a network does. */
    public void cut() {
        for (OutputStream stream : streams) {
            close(stream);
        }
        streams.clear();
    }

    private void write(String text) {
        for (OutputStream stream : streams) {
            try {
                stream.write(text.getBytes(StandardCharsets.UTF_8));
                stream.flush();
            } catch (IOException closed) {
                streams.remove(stream);
            }
        }
    }

    private static void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException closed) {
            // The browser has closed it.
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream stream = exchange.getResponseBody();
        // In two parts, as a network may split it.
        stream.write("retry: 1".getBytes(StandardCharsets.UTF_8));
        stream.flush();
        stream.write("00\n\n".getBytes(StandardCharsets.UTF_8));
        stream.flush();
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        cursors.add(last == null ? "" : last);
        streams.add(stream);
    }

    private boolean failsNow(String asks, String query) {
        return unavailable.stream()
                .filter(request -> request.equals(asks)
                        || request.startsWith(asks + "?")
                                && query != null
                                && query.contains(request.substring(asks.length() + 1)))
                .findFirst()
                .filter(unavailable::remove)
                .isPresent();
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI asked = exchange.getRequestURI();
            String asks = exchange.getRequestMethod() + " " + asked.getPath();
            requests.add(asks);
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (failsNow(asks, asked.getQuery())) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            CountDownLatch release = held.remove(asks);
            HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(asked.toString()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!OWN_HEADERS.contains(name) && !name.equalsIgnoreCase("Origin")) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            request.setHeader("X-Qlik-User", user);
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (release != null) {
                holding = true;
                release.await();
                holding = false;
            }
            Headers headers = exchange.getResponseHeaders();
            response.headers().map().forEach((name, values) -> {
                if (!OWN_HEADERS.contains(name)) {
                    headers.put(name, values);
                }
            });
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        cut();
        proxy.stop(0);
        threads.shutdownNow();
    }
}
