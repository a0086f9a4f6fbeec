package org.executionsession.bootstrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.Load;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The server in a small heap, among callers that mean no good. */
class HostileNetworkIT {

    private static final int PATIENCE_MILLISECONDS = 60_000;
    private static final int AT_ONCE_MILLISECONDS = 5_000;
    private static final String POST = "POST /executionsession HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    Path folder;

    @Test
    void validRequests_succeedBesideStalledConnectionsHugeBodiesAndBrokenRequests() throws Exception {
        List<Socket> hostile = new ArrayList<>();
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder);
                Load good = Load.on(server.url(), 2)) {
            good.awaitAcknowledged(10);
            String longHeaders = "X-Long: " + "x".repeat(70_000) + "\r\n";
            for (int i = 0; i < 100; i++) {
                hostile.add(open(server.url(), ""));
                hostile.add(open(server.url(), POST + longHeaders));
                hostile.add(
                        open(server.url(), POST + longHeaders + "Content-Length: 16384\r\n\r\n" + " ".repeat(16_383)));
                hostile.add(open(server.url(), POST + "Content-Length: 1000000\r\n\r\n" + " ".repeat(900_000)));
            }
            good.awaitAcknowledged(50);
            assertAnsweredAtOnce(server.url());

            byte[] bomb = bomb();
            for (int i = 0; i < 20; i++) {
                assertRejected(413, server.url(), POST + "Content-Length: 41943040\r\n\r\n{");
                assertRejected(
                        415,
                        server.url(),
                        POST + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n"
                                + new String(bomb, ISO_8859_1));
                assertRejected(400, server.url(), "\u0000\u0001\r\n\r\n");
                assertRejected(400, server.url(), POST + "Content-Length: x\r\n\r\n");
                assertRejected(431, server.url(), POST + "X-Flood: y\r\n".repeat(10_000));
                stream40Megabytes(server.url());
            }
            good.awaitAcknowledged(50);
            good.stop();
            assertThat(good.rejections()).isEmpty();
            assertAnsweredAtOnce(server.url());
            assertThat(server.err()).isEmpty();
        } finally {
            for (Socket socket : hostile) {
                socket.close();
            }
        }
    }

    /** As many connections as one address can have. Each sends one header, complete or not, of many short parts or of one long one. */
    @Test
    void headersOfManyParts_fitIntoTheHeap() throws Exception {
        String many = "GET /qrs/executionsession%s HTTP/1.1\r\nHost: localhost\r\n%s";
        List<String> headers = List.of(
                many.formatted("", "a:b\r\n".repeat(14_000)),
                POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + "a:b\r\n".repeat(14_000),
                many.formatted("?" + "a&".repeat(35_000), "\r\n"),
                many.formatted(";a".repeat(35_000), "\r\n"),
                many.formatted("", "Cookie: " + "a=;".repeat(23_000) + "\r\n\r\n"),
                many.formatted("", "X: " + "x".repeat(70_000) + "\r\n\r\n"));
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            for (String header : headers) {
                List<Socket> hostile = new ArrayList<>();
                try {
                    for (int i = 0; i < 450; i++) {
                        hostile.add(open(server.url(), header));
                    }
                    assertAnswered(server.url(), PATIENCE_MILLISECONDS);
                } finally {
                    for (Socket socket : hostile) {
                        socket.close();
                    }
                }
            }
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void undecodableTargets_areNotLogged() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            for (String part : List.of("%u0041", "%uD800", "%", "%zz", "%c0%ae", "%ED%A0%80", "a;x=%", ";%u0041")) {
                for (String path : List.of("/qrs/executionsession/", "/docs/", "/qrs/executionsession?filter=")) {
                    assertRejected(400, server.url(), get(path + part));
                }
            }
            assertAnsweredAtOnce(server.url());
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void moreSlowHeadersThanConnections_doNotBlockOtherClients() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder, "--max-connections", "50")) {
            assertThatSlowHeadersBlockNobody(server, 100);
        }
    }

    /** Each connection is an open file. Without one, the server could not accept a connection, nor close others for it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void moreSlowHeadersThanOpenFiles_doNotBlockOtherClients() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithOpenFiles(300, folder)) {
            assertThatSlowHeadersBlockNobody(server, 400);
        }
    }

    private static void assertThatSlowHeadersBlockNobody(RunnableJar server, int count) throws Exception {
        List<Socket> hostile = new ArrayList<>();
        try (Load good = Load.on(server.url(), 2)) {
            good.awaitAcknowledged(10);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < count; i++) {
                    hostile.add(open(server.url(), "G"));
                }
                try (Socket socket = open(server.url(), get("/health/live"))) {
                    assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
                            .isEqualTo("HTTP/1.1 200");
                }
            }
            assertThat(server.err()).isEmpty();
        } finally {
            for (Socket socket : hostile) {
                socket.close();
            }
        }
    }

    /** H2 estimates the memory of rows; after small ones, it takes large ones for small. */
    @Test
    void largeResultsAmongSmallOnes_fitIntoTheHeap() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            List<String> tasks = Stream.generate(UUID::randomUUID)
                    .limit(100)
                    .map(UUID::toString)
                    .toList();
            for (String task : tasks) {
                String large = "{\"reloadTask\":{\"id\":\"" + task
                        + "\",\"name\":\"large\"},\"executionResult\":{\"details\":["
                        + Stream.generate(() -> "{\"message\":\"" + letters(95_000) + "\"}")
                                .limit(8)
                                .collect(joining(","))
                        + "]}}";
                assertThat(caller.post("/executionsession", large).statusCode()).isEqualTo(201);
            }
            String small = Stream.generate(() -> "{\"executionResult\":{\"details\":[{},{},{}]}}")
                    .limit(1_000)
                    .collect(joining(",", "[", "]"));
            for (int i = 0; i < 3; i++) {
                assertThat(caller.post("/executionsession/many", small).statusCode())
                        .isEqualTo(201);
            }
            for (String path : List.of(
                    "/task/statistics?take=100", "/app/full", "/executionresult?orderby=status,executingNodeName")) {
                assertThat(startsAtOnce(5, server.url(), path)).as(path).containsOnly("HTTP/1.1 200");
            }
            assertThat(server.err()).isEmpty();
        }
    }

    /** Returns the starts of responses to concurrent requests. */
    private static List<String> startsAtOnce(int count, URI url, String path) {
        List<FutureTask<String>> requests = Stream.generate(() -> new FutureTask<>(() -> read(url, path)))
                .limit(count)
                .toList();
        requests.forEach(request -> new Thread(request, "client").start());
        return requests.stream()
                .map(request -> assertDoesNotThrow(() -> request.get()))
                .toList();
    }

    /** Returns the start of a response, after it has read the whole response. */
    private static String read(URI url, String path) throws IOException {
        try (Socket socket = open(url, get(path).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))) {
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return new String(start, ISO_8859_1);
        }
    }

    private static String letters(int length) {
        return new Random(length)
                .ints('a', 'z' + 1)
                .limit(length)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void overload_isRejectedUntilItEnds() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder, "--max-concurrent-requests", "2")) {
            try (Load tooMuch = Load.on(server.url(), 16)) {
                tooMuch.awaitRejected(100);
                tooMuch.awaitAcknowledged(100);
                tooMuch.stop();
                assertThat(tooMuch.rejections()).allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                });
            }
            try (Load less = Load.on(server.url(), 2)) {
                less.awaitAcknowledged(50);
                less.stop();
                assertThat(less.rejections()).isEmpty();
            }
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void unreadResponses_neitherFillTheHeapNorBlockWrites() throws Exception {
        List<Socket> hostile = new ArrayList<>();
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            String large = caller.post("/executionsession", "{\"executionResult\":{\"details\":[" + details() + "]}}")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            String selection = caller.post("/selection", selection())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            String many = "[" + "{},".repeat(9_999) + "{}]";
            for (int i = 0; i < 100; i++) {
                hostile.add(openWithoutReading(server.url(), get(large)));
                hostile.add(openWithoutReading(server.url(), get("/executionsession/full")));
                hostile.add(openWithoutReading(server.url(), get(selection)));
                hostile.add(openWithoutReading(server.url(), get(selection + "/executionsession/count")));
                hostile.add(openWithoutReading(server.url(), get("/nowhere").repeat(50_000)));
            }
            for (int i = 0; i < 10; i++) {
                String head = POST.replace("/executionsession", "/executionsession/many");
                hostile.add(openWithoutReading(
                        server.url(), head + "Content-Length: " + many.length() + "\r\n\r\n" + many));
            }
            // Those who have what can be had are let go of as soon as others wait for it.
            HttpResponse<String> answer = caller.post("/executionsession", "{}");
            while (answer.statusCode() == 503) {
                answer = caller.post("/executionsession", "{}");
            }
            assertThat(answer.statusCode()).isEqualTo(201);
            for (Socket socket : hostile) {
                socket.close();
            }
            assertAnsweredAtOnce(server.url());
            assertThat(caller.get(large).statusCode()).isEqualTo(200);
            assertThat(server.err()).doesNotContain("OutOfMemory").doesNotContain(" ERROR ");
        } finally {
            for (Socket socket : hostile) {
                socket.close();
            }
        }
    }

    @Test
    void waitsForALargeEntity_doNotFillTheHeapWhenItChanges() throws Exception {
        List<Socket> hostile = new ArrayList<>();
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            HttpResponse<String> created = caller.post(
                    "/executionsession", "{\"executionResult\":{\"status\":2,\"details\":[" + details() + "]}}");
            String path = created.headers().firstValue("Location").orElseThrow();
            String tag = caller.get(path).headers().firstValue("ETag").orElseThrow();
            for (int i = 0; i < 250; i++) {
                hostile.add(openWithoutReading(
                        server.url(),
                        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\nIf-None-Match: " + tag
                                + "\r\n\r\n"));
            }
            while (!caller.get("/metrics").body().contains("\nexecution_sessions_waits 250.0\n")) {
                Thread.yield();
            }
            HttpResponse<String> changed = caller.put(
                    path,
                    "{\"modifiedDate\":\"9999-12-31T23:59:59.999Z\",\"retries\":3,\"executionResult\":{\"id\":\""
                            + resultId(created.body()) + "\"}}");
            assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
            while (!caller.get("/metrics").body().contains("\nexecution_sessions_waits 0.0\n")) {
                Thread.yield();
            }
            assertAnsweredAtOnce(server.url());
            assertThat(server.err()).doesNotContain("OutOfMemory").doesNotContain(" ERROR ");
        } finally {
            for (Socket socket : hostile) {
                socket.close();
            }
        }
    }

    private static String resultId(String session) {
        Matcher matcher =
                Pattern.compile("\"executionResult\":\\{\"id\":\"([^\"]+)\"").matcher(session);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    /** As much as fits into a body of 1 MiB. */
    private static String details() {
        return Stream.generate(() -> "{\"message\":\"" + "x".repeat(99_000) + "\"}")
                .limit(10)
                .collect(joining(","));
    }

    /** As many entities as fit into a body of 1 MiB. */
    private static String selection() {
        String item = "{\"type\":\"ExecutionSession\",\"objectID\":\"%s\"}";
        return Stream.generate(() -> item.formatted(UUID.randomUUID()))
                .limit(11_000)
                .collect(joining(",", "{\"items\":[", "]}"));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** It sends as much as the server takes, and has next to no room for what comes back. */
    private static Socket openWithoutReading(URI url, String sent) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1_024);
        channel.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        channel.configureBlocking(false);
        ByteBuffer bytes = ISO_8859_1.encode(sent);
        while (bytes.hasRemaining() && channel.write(bytes) > 0) {
            // As long as there is room.
            Thread.onSpinWait();
        }
        return channel.socket();
    }

    /** A fraction of the time after which those who stall are given up. */
    private static void assertAnsweredAtOnce(URI url) throws IOException {
        assertAnswered(url, AT_ONCE_MILLISECONDS);
    }

    private static void assertAnswered(URI url, int milliseconds) throws IOException {
        try (Socket socket = open(url, POST + "Content-Length: 2\r\n\r\n{}")) {
            socket.setSoTimeout(milliseconds);
            assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
                    .isEqualTo("HTTP/1.1 201");
        }
    }

    private static Socket open(URI url, String sent) throws IOException {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        try {
            socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
        } catch (SocketException rejected) {
            // Before all of it was sent: there was no room for it.
            assertThat(sent).hasSizeGreaterThan(60_000);
        }
        return socket;
    }

    private static void assertRejected(int status, URI url, String sent) throws IOException {
        try (Socket socket = open(url, sent)) {
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 400".length());
            assertThat(new String(start, ISO_8859_1)).isEqualTo("HTTP/1.1 " + status);
        }
    }

    /** The server has heard enough before the end, and closes. */
    private static void stream40Megabytes(URI url) throws IOException {
        byte[] chunk = ("100000\r\n" + " ".repeat(0x100000) + "\r\n").getBytes(ISO_8859_1);
        int sent = 0;
        String answer = "";
        try (Socket socket = open(url, POST + "Transfer-Encoding: chunked\r\n\r\n")) {
            OutputStream body = socket.getOutputStream();
            for (; sent < 40; sent++) {
                body.write(chunk);
            }
            answer = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
        } catch (SocketException closed) {
            assertThat(sent).as("megabytes until the end").isLessThan(40);
        }
        assertThat(answer).matches("HTTP/1.1 (413|503)|");
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1024 * 1024];
            // Less than 16 KiB compressed, which need no request buffer: the stalled bodies have all of it.
            for (int i = 0; i < 15; i++) {
                gzip.write(zeros);
            }
        }
        return bomb.toByteArray();
    }
}
