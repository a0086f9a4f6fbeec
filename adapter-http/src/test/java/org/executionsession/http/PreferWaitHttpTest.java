package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.WatchConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait for a change of a session or a result. */
class PreferWaitHttpTest {

    private static final String SESSIONS = "/qrs/executionsession";
    private static final RunningServer SERVER = RunningServer.start(limits(WatchConfig.builder()));
    private static final ExecutorService CLIENTS = Executors.newCachedThreadPool();

    private static LimitsConfig limits(WatchConfig.Builder watch) {
        return LimitsConfig.builder().watch(watch).build();
    }

    @BeforeEach
    void clear() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
        CLIENTS.shutdown();
    }

    private static String path(RunningServer server) {
        return SESSIONS + "/"
                + server.create("{\"executionResult\":{\"status\":2}}")
                        .entity(201)
                        .get("id")
                        .textValue();
    }

    private static TestResponse get(RunningServer server, String path, String... headers) {
        return server.send("GET", path, BodyPublishers.noBody(), headers);
    }

    private static CompletableFuture<TestResponse> later(RunningServer server, String path, String... headers) {
        return CompletableFuture.supplyAsync(() -> get(server, path, headers), CLIENTS);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }

    private static void awaitWaits(RunningServer server, int count) {
        await(() -> server.server().waits() == count
                && server.useCases().watchExecutions().statistics().waits() == count);
    }

    private static void update(RunningServer server, String path, String member) {
        String body = server.get(path).entity(200).toString();
        server.put(path, body.replaceFirst("\"user\":\"[^\"]*\"", "\"user\":\"" + member + "\""))
                .entity(200);
    }

    @Test
    void aWait_endsWithAChange() {
        String path = path(SERVER);
        TestResponse before = SERVER.get(path);
        String tag = before.header("ETag").orElseThrow();
        assertThat(before.header("Preference-Applied")).isEmpty();
        assertThat(before.header("Vary")).isEmpty();

        CompletableFuture<TestResponse> waiting =
                later(SERVER, path, "Prefer", "wait=3600", "If-None-Match", "\"other\", W/" + tag);
        awaitWaits(SERVER, 1);
        update(SERVER, path, "changed");

        TestResponse after = waiting.join();
        assertThat(after.entity(200).get("user").textValue()).isEqualTo("changed");
        assertThat(after.header("Preference-Applied")).contains("wait=60");
        assertThat(after.header("Vary")).contains("Prefer");
        assertThat(after.header("ETag")).isPresent().isNotEqualTo(before.header("ETag"));
        awaitWaits(SERVER, 0);
    }

    @Test
    void aWait_withoutAKnownState_endsWithTheNextChange() {
        String path = path(SERVER);
        CompletableFuture<TestResponse> waiting = later(SERVER, path, "Prefer", "wait=60");
        awaitWaits(SERVER, 1);
        update(SERVER, path, "changed");
        assertThat(waiting.join().entity(200).get("user").textValue()).isEqualTo("changed");
    }

    @Test
    void aWait_forAnyState_endsWithTheNextChange() {
        String path = path(SERVER);
        CompletableFuture<TestResponse> waiting = later(SERVER, path, "Prefer", "wait=60", "If-None-Match", "*");
        awaitWaits(SERVER, 1);
        update(SERVER, path, "changed");
        assertThat(waiting.join().entity(200).get("user").textValue()).isEqualTo("changed");
        assertThat(get(SERVER, path, "Prefer", "wait=1", "If-None-Match", "*").status())
                .isEqualTo(304);
    }

    @Test
    void aWait_forAnOtherState_endsAtOnce() {
        String path = path(SERVER);
        TestResponse answer = get(SERVER, path, "prefer", "respond-async, WAIT=\"60\"", "If-None-Match", "\"x\"");
        answer.entity(200);
        assertThat(answer.header("Preference-Applied")).contains("wait=60");
    }

    @Test
    void aWait_forAnEndedExecution_endsAtOnce() {
        String id = SERVER.create("{\"executionResult\":{\"status\":7}}")
                .entity(201)
                .get("id")
                .textValue();
        String path = SESSIONS + "/" + id;
        String tag = SERVER.get(path).header("ETag").orElseThrow();
        assertThat(get(SERVER, path, "Prefer", "wait=60", "If-None-Match", tag).status())
                .isEqualTo(304);
        String result = SERVER.get(path).entity(200).at("/executionResult/id").textValue();
        get(SERVER, "/qrs/executionresult/" + result, "Prefer", "wait=60").entity(200);
    }

    @Test
    void aWait_forAResult_endsWithItsChange() {
        String path = path(SERVER);
        String result = "/qrs/executionresult/"
                + SERVER.get(path).entity(200).at("/executionResult/id").textValue();
        CompletableFuture<TestResponse> waiting = later(SERVER, result, "Prefer", "wait=60");
        awaitWaits(SERVER, 1);
        String body = SERVER.get(path).entity(200).toString();
        SERVER.put(path, body.replaceFirst("\"status\":2", "\"status\":7")).entity(200);
        assertThat(waiting.join().entity(200).get("status").intValue()).isEqualTo(7);
    }

    @Test
    void aWait_forADeletedSession_gets404() {
        String path = path(SERVER);
        CompletableFuture<TestResponse> waiting = later(SERVER, path, "Prefer", "wait=60");
        awaitWaits(SERVER, 1);
        assertThat(SERVER.delete(path).status()).isEqualTo(204);
        waiting.join().isProblem(404);
        get(SERVER, path, "Prefer", "wait=60").isProblem(404);
        get(SERVER, SESSIONS + "/x", "Prefer", "wait=60").isProblem(404);
        assertThat(SERVER.server().waits()).isZero();
    }

    @Test
    void aWait_thatIsOver_getsThePresentState() {
        String path = path(SERVER);
        TestResponse now = get(SERVER, path, "Prefer", "wait=1");
        assertThat(now.entity(200)).isEqualTo(SERVER.get(path).entity(200));
        TestResponse unchanged = get(
                SERVER,
                path,
                "Prefer",
                "wait=1",
                "If-None-Match",
                now.header("ETag").orElseThrow());
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("Preference-Applied")).contains("wait=1");
        assertThat(unchanged.header("ETag")).isEqualTo(now.header("ETag"));
        assertThat(unchanged.body()).isEmpty();
        get(SERVER, path, "Prefer", "wait=0").entity(200);
    }

    @Test
    void aWait_isNotEndedByTheTimeoutOfIdleConnections() {
        LimitsConfig limits =
                LimitsConfig.builder().idleTimeout(Duration.ofMillis(500)).build();
        try (RunningServer server = RunningServer.start(limits)) {
            UUID session = server.useCases()
                    .createExecutionSession()
                    .create(ExecutionSessionDraft.builder().build(), Caller.SERVICE)
                    .id();
            // One request, since the server may close the connection behind it at any moment.
            TestResponse now = get(server, SESSIONS + "/" + session, "Prefer", "wait=2");
            now.entity(200);
            assertThat(now.header("Preference-Applied")).contains("wait=2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=-1", "wait", "wait=x", "respond-async", "return=minimal"})
    void otherPreferences_areIgnored(String preference) {
        String path = path(SERVER);
        TestResponse answer = get(SERVER, path, "Prefer", preference);
        answer.entity(200);
        assertThat(answer.header("Preference-Applied")).isEmpty();
        assertThat(answer.header("Vary")).isEmpty();
    }

    @Test
    void otherRequests_doNotWait() {
        String path = path(SERVER);
        for (String other : new String[] {SESSIONS, SESSIONS + "/full", SESSIONS + "/count"}) {
            assertThat(get(SERVER, other, "Prefer", "wait=60").header("Preference-Applied"))
                    .isEmpty();
        }
        TestResponse head = SERVER.send("HEAD", path, BodyPublishers.noBody(), "Prefer", "wait=60");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Preference-Applied")).isEmpty();
    }

    @Test
    void aConditionalRequest_withoutAWait_isAnsweredAtOnce() {
        String path = path(SERVER);
        String tag = SERVER.get(path).header("ETag").orElseThrow();
        assertThat(get(SERVER, path, "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(get(SERVER, path, "If-None-Match", "*").status()).isEqualTo(304);
        get(SERVER, path, "If-None-Match", "not a tag").entity(200);
    }

    /** Often, because what it does depends on whether Jetty or the wait ends the exchange first. */
    @RepeatedTest(1_000)
    void aDisconnectedClient_freesItsPlaceAtOnce() throws IOException {
        String path = path(SERVER);
        try (Connections clients = new Connections(SERVER.server().port())) {
            Socket client = clients.open("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\n\r\n");
            awaitWaits(SERVER, 1);
            client.close();
            awaitWaits(SERVER, 0);
        }
    }

    @Test
    void aPipelinedRequest_isAnsweredAfterTheWait() throws IOException {
        String path = path(SERVER);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n";
        try (Connections clients = new Connections(SERVER.server().port())) {
            Socket client = clients.open(request + "Prefer: wait=60\r\n\r\n");
            awaitWaits(SERVER, 1);
            Connections.send(client, request + "Connection: close\r\n\r\n");
            update(SERVER, path, "changed");
            String answers = new String(client.getInputStream().readAllBytes());
            assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(3);
        }
    }

    @Test
    void aMaximumOfZero_switchesWaitsOff() {
        try (RunningServer server =
                RunningServer.start(limits(WatchConfig.builder().maxWait(Duration.ZERO)))) {
            TestResponse answer = get(server, path(server), "Prefer", "wait=60");
            answer.entity(200);
            assertThat(answer.header("Preference-Applied")).isEmpty();
        }
    }

    @Test
    void tooManyWaits_areRejected() {
        try (RunningServer server =
                RunningServer.start(limits(WatchConfig.builder().maxWaits(3).maxWaitsPerCaller(2)))) {
            String path = path(server);
            CompletableFuture<TestResponse> one = later(server, path, "Prefer", "wait=60");
            CompletableFuture<TestResponse> two = later(server, path, "Prefer", "wait=60");
            awaitWaits(server, 2);
            TestResponse rejected = get(server, path, "Prefer", "wait=60").isProblem(429);
            assertThat(rejected.detail()).isEqualTo("the limit of 2 requests that wait of one caller is reached");
            String[] other = {"Prefer", "wait=60", "X-Qlik-User", "UserDirectory=A; UserId=b"};
            CompletableFuture<TestResponse> three = later(server, path, other);
            awaitWaits(server, 3);
            assertThat(get(server, path, other).isProblem(503).detail())
                    .isEqualTo("the limit of 3 requests that wait is reached; nothing was done, try again");
            update(server, path, "changed");
            for (CompletableFuture<TestResponse> each : List.of(one, two, three)) {
                each.join().entity(200);
            }
        }
    }

    /** More than there are threads. */
    @Test
    void waits_holdNoThread() throws IOException {
        try (RunningServer server = RunningServer.start(
                        RunningServer.settings(),
                        LimitsConfig.builder()
                                .watch(WatchConfig.builder().maxWaits(1_000).maxWaitsPerCaller(1_000))
                                .build(),
                        ManagementConfig.none());
                Connections clients = new Connections(server.server().port())) {
            String path = path(server);
            clients.open(500, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\n\r\n");
            awaitWaits(server, 500);
            update(server, path, "changed");
            awaitWaits(server, 0);
        }
    }

    @Test
    void aShutdown_endsWaitsWithThePresentState() {
        RunningServer server = RunningServer.start(limits(WatchConfig.builder()));
        try {
            String path = path(server);
            CompletableFuture<TestResponse> waiting = later(server, path, "Prefer", "wait=60");
            awaitWaits(server, 1);
            server.server().close();
            TestResponse answer = waiting.join();
            answer.entity(200);
            assertThat(answer.header("Connection")).contains("close");
        } finally {
            server.close();
        }
    }
}
