package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownIT {

    @TempDir
    Path folder;

    @Test
    void sigterm_completesTheRequestInFlightAndExitsWithStatus0() throws IOException {
        UUID id = UUID.randomUUID();
        String body = "{\"id\":\"" + id + "\"}";
        try (RunnableJar server = RunnableJar.serve(folder);
                Socket socket = new Socket("127.0.0.1", server.url().getPort())) {
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            OutputStream request = socket.getOutputStream();
            send(
                    request,
                    "POST /executionsession HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n");
            // The interim answer proves that a handler is waiting for the body.
            assertThat(answer.readLine()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(answer.readLine()).isEmpty();

            server.terminate();
            awaitRejectedConnections(server.url().getPort());
            send(request, body);

            assertThat(answer.readLine()).isEqualTo("HTTP/1.1 201 Created");
            assertThat(server.awaitEnd()).isZero();
        }
        try (RunnableJar server = RunnableJar.serve(folder)) {
            assertThat(new HttpCaller(server.url())
                            .get("/qrs/executionsession/" + id)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static void send(OutputStream request, String text) throws IOException {
        request.write(text.getBytes(StandardCharsets.UTF_8));
        request.flush();
    }

    /** The signal has arrived once the server accepts nobody any more. */
    private static void awaitRejectedConnections(int port) throws IOException {
        while (true) {
            try (Socket still = new Socket("127.0.0.1", port)) {
                assertThat(still.isConnected()).isTrue();
            } catch (ConnectException rejected) {
                return;
            }
        }
    }
}
