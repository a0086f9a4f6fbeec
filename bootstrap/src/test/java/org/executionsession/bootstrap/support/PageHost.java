package org.executionsession.bootstrap.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A web server on loopback for pages of ours, which are resources beside a test class. For a browser, it is another site than
 * the server under test: its host is {@code localhost}, and not {@code 127.0.0.1}.
 */
public final class PageHost implements AutoCloseable {

    private static final Map<String, String> TYPES = Map.of("html", "text/html", "js", "text/javascript");

    private final HttpServer server;
    private final Class<?> test;
    private final String folder;

    private PageHost(HttpServer server, Class<?> test, String folder) {
        this.server = server;
        this.test = test;
        this.folder = folder;
        server.createContext("/", this::respond);
        server.start();
    }

    /** Serves the resources of a folder beside a class. */
    public static PageHost start(Class<?> test, String folder) throws IOException {
        return new PageHost(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), test, folder);
    }

    public String origin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void respond(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange;
                InputStream page = test.getResourceAsStream(folder + path)) {
            if (page == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            page.transferTo(exchange.getResponseBody());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
