package org.executionsession.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContenderLoadTest {

    private static final Duration TIME = Duration.ofMillis(200);

    private HttpServer server;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void connectionsThatTheServerClosesBetweenRuns_areNoErrors() throws IOException {
        server = start(0, 201);
        ContenderLoad load = load();
        load.warmUp(TIME);
        int port = server.getAddress().getPort();
        server.stop(0);
        server = start(port, 201);

        load.round(TIME);

        assertThat(load.errors()).isZero();
    }

    @Test
    void errorsOfTheWarmUp_areCounted() throws IOException {
        server = start(0, 503);
        ContenderLoad load = load();

        load.warmUp(TIME);

        assertThat(load.errors()).isPositive();
    }

    private static HttpServer start(int port, int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private ContenderLoad load() {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ContenderLoad(url, () -> Duration.ZERO, () -> Duration.ZERO, 4);
    }
}
