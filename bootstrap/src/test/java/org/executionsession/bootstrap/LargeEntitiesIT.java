package org.executionsession.bootstrap;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that change, read and refer to large entities fit into a small heap, whatever the characters of their messages are. */
class LargeEntitiesIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** In JSON, a character of six bytes, and one of three. */
    private static final String CONTROL = "\\u0001";

    private static final String CHINESE = "\u6f22";

    /** It has two units in a Java string, of two bytes each. */
    private static final String EMOJI = "\uD83D\uDE00";

    private static final int RESULTS = 15;
    private static final int SESSIONS = 60;

    /** Fewer than one caller may have. All their events together have more bytes than the heap. */
    private static final int STREAMS = 125;

    private static final int CLIENTS = 24;
    private static final int MANY_CLIENTS = 150;
    private static final int ROUNDS = 8;

    /** The result was changed, but the memory limit of large responses was reached, so that the server has cut the connection. */
    private static final int CUT = -1;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"m", CHINESE, CONTROL})
    void concurrentChangesOfLargeResults_fitIntoTheHeap(String character) throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            List<String> results = new ArrayList<>();
            for (int i = 0; i < RESULTS; i++) {
                results.add(created(caller.post("/qrs/executionresult", result(character))));
            }
            Set<Integer> statuses = ConcurrentHashMap.newKeySet();
            List<FutureTask<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> new FutureTask<Void>(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            statuses.add(change(caller, results.get((client + round) % RESULTS), client + round));
                        }
                        return null;
                    }))
                    .toList();
            runAll(clients, server);
            assertThat(statuses).isSubsetOf(200, 409, 503, CUT).contains(200);
            // The log has a line for each response that is cut, and nothing else.
            assertThat(server.err().lines())
                    .allMatch(line -> line.contains("was executed, but its response was lost: the memory limit"));
        }
    }

    @Test
    void aResultOfManyBytes_isNotComposedOfStoredDetails() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            List<String> details = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                details.add("{\"id\":\""
                        + created(caller.post(
                                "/qrs/executionresult/detail", "{\"message\":\"" + CONTROL.repeat(100_000) + "\"}"))
                        + "\"}");
            }
            HttpResponse<String> rejected = caller.post(
                    "/qrs/executionsession", "{\"executionResult\":{\"details\":[" + String.join(",", details) + "]}}");
            assertThat(rejected.statusCode()).isEqualTo(400);
            assertThat(rejected.body()).contains("must have at most 1048576 bytes of JSON in all messages");
            assertThat(server.err()).isEmpty();
        }
    }

    private static void runAll(List<FutureTask<Void>> clients, RunnableJar server) throws InterruptedException {
        clients.forEach(client -> new Thread(client, "client").start());
        for (FutureTask<Void> client : clients) {
            try {
                client.get();
            } catch (ExecutionException failure) {
                throw new AssertionError("a client failed; on stderr of the server: " + server.err(), failure);
            }
        }
    }

    /** A detail of two bytes takes a thousand in memory. */
    @Test
    void manyDetailsWithoutMessages_fitIntoTheHeap() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            String session = "{\"executionResult\":{\"details\":[" + "{},".repeat(999) + "{}]}}";
            String sessions = Stream.generate(() -> session).limit(300).collect(joining(",", "[", "]"));
            assertThat(caller.post("/qrs/executionsession/many", sessions).statusCode())
                    .isEqualTo(400);
            Set<Integer> statuses = ConcurrentHashMap.newKeySet();
            List<FutureTask<Void>> clients = IntStream.range(0, MANY_CLIENTS)
                    .mapToObj(client -> new FutureTask<Void>(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            statuses.add(caller.post("/qrs/executionsession", session)
                                    .statusCode());
                        }
                        return null;
                    }))
                    .toList();
            runAll(clients, server);
            assertThat(statuses).isSubsetOf(201, 503).contains(201);
            assertThat(server.err()).isEmpty();
        }
    }

    /** The entities of several changes are read together, if they are small. */
    @Test
    void listsOfChangesOfLargeSessions_fitIntoTheHeap() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            for (int i = 0; i < SESSIONS; i++) {
                created(caller.post("/qrs/executionsession", "{\"executionResult\":" + result(EMOJI) + "}"));
            }
            Set<Integer> statuses = ConcurrentHashMap.newKeySet();
            List<FutureTask<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> new FutureTask<Void>(() -> {
                        HttpResponse<String> listed = caller.get("/qrs/notification/changes?since=2001-02-03");
                        statuses.add(listed.statusCode());
                        if (listed.statusCode() == 200) {
                            assertThat(JSON.readTree(listed.body())).hasSize(2 * SESSIONS);
                        }
                        return null;
                    }))
                    .toList();
            runAll(clients, server);
            assertThat(statuses).isSubsetOf(200, 503).contains(200);
            assertThat(server.err()).isEmpty();
        }
    }

    /** Each of many streams has another large event, which its client does not read. */
    @Test
    void streamsOfLargeEvents_fitIntoTheHeap() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            for (int i = 0; i < STREAMS; i++) {
                created(caller.post("/qrs/executionresult", result(EMOJI)));
            }
            for (int i = 0; i < STREAMS; i++) {
                slow.add(events(server, "slow", i + "-0", 4_096));
            }
            try (Socket reader = events(server, "jo", "0-0", 1_000_000)) {
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8), 1_000_000);
                assertThat(lines.lines().filter("event: create"::equals).limit(STREAMS))
                        .hasSize(STREAMS);
            }
            assertThat(server.err()).isEmpty();
        } finally {
            for (Socket client : slow) {
                client.close();
            }
        }
    }

    /** There is no heartbeat in the time of the test, so only the shortage of memory can close streams as too slow. */
    @Test
    void clientsThatDoNotReadLargeEvents_doNotDelayThoseOfOthers() throws Exception {
        int events = 12;
        List<Socket> slow = new ArrayList<>();
        try (RunnableJar server = RunnableJar.serveWithHeap("128m", folder, "--event-heartbeat", "1h")) {
            HttpCaller caller = new HttpCaller(server.url());
            for (int i = 0; i < events; i++) {
                created(caller.post("/qrs/executionresult", result(EMOJI)));
                // Each has a caller of its own, because one caller cannot use up the memory.
                slow.add(events(server, "slow" + i, "0-0", 4_096));
            }
            try (Socket reader = events(server, "jo", "0-0", 1_000_000)) {
                reader.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8), 1_000_000);
                assertThat(lines.lines().filter("event: create"::equals).limit(events))
                        .hasSize(events);
            }
            assertThat(caller.get("/metrics").body())
                    .as("streams that were closed since their clients were too slow")
                    .containsPattern("execution_sessions_event_streams_slow_total [1-9]");
            assertThat(server.err()).isEmpty();
        } finally {
            for (Socket client : slow) {
                client.close();
            }
        }
    }

    /** Opens a stream. With a small buffer, the system does not take a whole event for the client. */
    private static Socket events(RunnableJar server, String user, String lastEventId, int receiveBuffer)
            throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(
                new InetSocketAddress(server.url().getHost(), server.url().getPort()));
        socket.getOutputStream()
                .write(
                        ("GET /qrs/executionresult/events HTTP/1.1\r\nHost: localhost\r\nX-Qlik-User: UserDirectory=ACME; UserId="
                                        + user + "\r\nLast-Event-ID: " + lastEventId + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Returns a result with almost as much JSON as a body may have. */
    private static String result(String character) {
        int bytes = character.equals(CONTROL) ? 6 : character.equals(CHINESE) ? 3 : character.equals(EMOJI) ? 4 : 1;
        return Stream.generate(() -> "{\"message\":\"" + character.repeat(96_000 / bytes) + "\"}")
                .limit(10)
                .collect(joining(",", "{\"details\":[", "]}"));
    }

    private static String created(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(201);
        return JSON.readTree(response.body()).get("id").asText();
    }

    /** Reads a result, and changes it by a small request that refers to its details. Returns the last status. */
    private static int change(HttpCaller caller, String id, int duration) throws IOException {
        HttpResponse<String> read = caller.get("/qrs/executionresult/" + id);
        if (read.statusCode() != 200) {
            return read.statusCode();
        }
        ObjectNode result = (ObjectNode) JSON.readTree(read.body());
        ArrayNode references = JSON.createArrayNode();
        for (JsonNode detail : result.get("details")) {
            references.addObject().set("id", detail.get("id"));
        }
        result.put("duration", duration).set("details", references);
        try {
            return caller.put("/qrs/executionresult/" + id, result.toString()).statusCode();
        } catch (IOException cut) {
            return CUT;
        }
    }
}
