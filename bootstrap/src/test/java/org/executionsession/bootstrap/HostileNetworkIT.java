package org.executionsession.bootstrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server in a small heap, among callers that mean no good. */
class HostileNetworkIT {

    private static final int PATIENCE_MILLISECONDS = 60_000;
    private static final String POST = "POST /executionsession HTTP/1.1\r\nHost: a\r\n";

    @TempDir
    Path folder;

    @Test
    void goodCalls_areAnsweredBesideStalledConnectionsHugeBodiesAndBrokenRequests() throws Exception {
        List<Socket> hostile = new ArrayList<>();
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder);
                Load good = Load.on(server.url(), 2)) {
            good.awaitAcknowledged(10);
            String longHeaders = "X-Long: " + "x".repeat(50_000) + "\r\n";
            for (int i = 0; i < 100; i++) {
                hostile.add(open(server.url(), ""));
                hostile.add(open(server.url(), POST + longHeaders));
                hostile.add(
                        open(server.url(), POST + longHeaders + "Content-Length: 16384\r\n\r\n" + " ".repeat(16_383)));
                hostile.add(open(server.url(), POST + "Content-Length: 1000000\r\n\r\n" + " ".repeat(900_000)));
            }
            good.awaitAcknowledged(50);

            byte[] bomb = bomb();
            for (int i = 0; i < 20; i++) {
                assertRefused(413, server.url(), POST + "Content-Length: 41943040\r\n\r\n{");
                assertRefused(
                        415,
                        server.url(),
                        POST + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n"
                                + new String(bomb, ISO_8859_1));
                assertRefused(400, server.url(), "\u0000\u0001\r\n\r\n");
                assertRefused(400, server.url(), POST + "Content-Length: x\r\n\r\n");
                assertRefused(431, server.url(), POST + "X-Flood: y\r\n".repeat(10_000));
                stream40Megabytes(server.url());
            }
            good.awaitAcknowledged(50);
            good.stop();
            assertThat(good.refusals()).isEmpty();
            assertThat(server.err()).isEmpty();
        } finally {
            for (Socket socket : hostile) {
                socket.close();
            }
        }
    }

    @Test
    void moreThanCanBeDone_isRefusedAndServedAgainOnceItIsLess() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder, "--max-requests", "2")) {
            try (Load tooMuch = Load.on(server.url(), 16)) {
                tooMuch.awaitRefused(100);
                tooMuch.awaitAcknowledged(100);
                tooMuch.stop();
                assertThat(tooMuch.refusals()).allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                });
            }
            try (Load less = Load.on(server.url(), 2)) {
                less.awaitAcknowledged(50);
                less.stop();
                assertThat(less.refusals()).isEmpty();
            }
            assertThat(server.err()).isEmpty();
        }
    }

    private static Socket open(URI url, String sent) throws IOException {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        try {
            socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
        } catch (SocketException refused) {
            // Before all of it was sent: there was no room for it.
            assertThat(sent).hasSizeGreaterThan(100_000);
        }
        return socket;
    }

    private static void assertRefused(int status, URI url, String sent) throws IOException {
        try (Socket socket = open(url, sent)) {
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 400".length());
            assertThat(new String(start, ISO_8859_1)).isEqualTo("HTTP/1.1 " + status);
        }
    }

    /** The server has heard enough before the end, and closes. */
    private static void stream40Megabytes(URI url) throws IOException {
        byte[] chunk = ("100000\r\n" + " ".repeat(0x100000) + "\r\n").getBytes(ISO_8859_1);
        try (Socket socket = open(url, POST + "Transfer-Encoding: chunked\r\n\r\n")) {
            OutputStream body = socket.getOutputStream();
            for (int i = 0; i < 40; i++) {
                body.write(chunk);
            }
            assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
                    .matches("HTTP/1.1 (413|503)|");
        } catch (SocketException closed) {
            assertThat(closed).isNotNull();
        }
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 200; i++) {
                gzip.write(zeros);
            }
        }
        return bomb.toByteArray();
    }
}
