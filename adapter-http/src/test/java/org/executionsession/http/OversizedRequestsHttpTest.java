package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.zip.GZIPOutputStream;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and headers that are too large, and that other clients are served meanwhile. */
class OversizedRequestsHttpTest {

    private static final String PATH = "/qrs/executionsession";

    @Test
    void aBodyOf40Megabytes_returns413() {
        int length = 40 * 1024 * 1024;
        try (RunningServer server = RunningServer.start()) {
            String announced =
                    "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n{";
            server.rawWithoutEnd(announced).isProblem(413);
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            server.rawWithoutEnd("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + chunk.repeat(17))
                    .isProblem(413);
            server.create("{}").entity(201);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 8388608\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n800000\r\n"})
    void aClientThatSendsATooLargeBodyCompletely_getsTheResponse(String headers) throws IOException {
        byte[] piece = new byte[64 * 1024];
        try (RunningServer server = RunningServer.start();
                Connections connections = new Connections(server.server().port())) {
            for (int i = 0; i < 50; i++) {
                Socket socket = connections.open(
                        "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers);
                for (int sent = 0; sent < 8 * 1024 * 1024; sent += piece.length) {
                    socket.getOutputStream().write(piece);
                }
                socket.shutdownOutput();
                assertThat(Connections.everything(socket).isProblem(413).header("Connection"))
                        .contains("close");
            }
        }
    }

    @Test
    void aCompressedBody_returns415() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 100; i++) {
                gzip.write(zeros);
            }
        }
        try (RunningServer server = RunningServer.start()) {
            assertThat(bomb.size()).isLessThan(1024 * 1024);
            server.post(PATH, bomb.toByteArray(), "Content-Type", "application/json", "Content-Encoding", "gzip")
                    .isProblem(415);
            server.send(
                            "POST",
                            PATH,
                            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bomb.toByteArray())),
                            "Content-Encoding",
                            "gzip")
                    .isProblem(415);
            server.post(PATH, bomb.toByteArray(), "Content-Type", "application/json")
                    .isProblem(400);
        }
    }

    @Test
    void headerFloods_return431AndDoNotBlockOtherRequests() throws IOException {
        try (RunningServer server = RunningServer.start();
                Connections flooding = new Connections(server.server().port())) {
            for (int i = 0; i < 50; i++) {
                Socket socket =
                        flooding.open("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X-Flood: x\r\n".repeat(10_000));
                assertThat(Connections.statusLine(socket)).startsWith("HTTP/1.1 431");
            }
            server.create("{}").entity(201);
        }
    }
}
