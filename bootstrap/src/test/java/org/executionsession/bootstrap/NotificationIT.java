package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.executionsession.bootstrap.support.CallbackReceiver;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.Load;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server notifies clients by calls of their URLs. */
class NotificationIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    private CallbackReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = CallbackReceiver.start();
    }

    @AfterEach
    void stop() throws IOException {
        receiver.close();
    }

    private RunnableJar serve(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--notification-hosts", "localhost"));
        arguments.addAll(List.of(more));
        return RunnableJar.serve(folder, arguments.toArray(String[]::new));
    }

    private static String json(String url) {
        return '"' + url + '"';
    }

    private static JsonNode changes(String request) throws IOException {
        return MAPPER.readTree(request.substring(request.indexOf("\r\n\r\n")));
    }

    /** Waits until an entity was notified, and returns the ids in the order in which they came. */
    private List<String> idsUntil(String last) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        while (!ids.contains(last)) {
            changes(receiver.next())
                    .forEach(change -> ids.add(change.get("objectID").textValue()));
        }
        return ids;
    }

    /**
     * The path, the headers and the body are those in the source code of a change notification demo, which could not be run here. How Node.js
     * writes them, such as the order and the chunked body, is not recorded from it.
     */
    @Test
    void publicClient_isNotified() throws Exception {
        try (RunnableJar jar = serve()) {
            String body = json("http://localhost:" + receiver.port());
            String request = "POST /qrs/notification?xrfkey=abcdefghijklmnop&name=executionresult HTTP/1.1\r\n"
                    + "X-Qlik-xrfkey: abcdefghijklmnop\r\n"
                    + "X-Qlik-User: UserDirectory=SENSE; UserId=qlik\r\n"
                    + "Content-Type: application/json\r\n"
                    + "Host: 127.0.0.1:4242\r\n"
                    + "Connection: close\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
            String first = exchange(jar.url(), request);
            assertThat(first).startsWith("HTTP/1.1 201 ").contains("{\"value\":\"");
            // It registers at each start.
            assertThat(value(exchange(jar.url(), request))).isEqualTo(value(first));
            HttpCaller caller = new HttpCaller(jar.url());
            String id = UUID.randomUUID().toString();
            caller.post("/executionsession", Load.body(id));
            JsonNode change = changes(receiver.next()).get(0);
            assertThat(change.get("changeType").intValue()).isEqualTo(1);
            assertThat(change.get("objectType").textValue()).isEqualTo("ExecutionResult");
            String result = change.get("objectID").textValue();
            assertThat(caller.get("/executionresult/" + result).statusCode()).isEqualTo(200);
            assertThat(receiver.isIdle()).isTrue();
            assertThat(caller.delete("/qrs/notification?handle=" + value(first)).statusCode())
                    .as("by a service account")
                    .isEqualTo(204);
        }
    }

    private static String value(String response) {
        return response.substring(response.indexOf("{\"value\":\"") + 10, response.lastIndexOf('"'));
    }

    private static String exchange(URI url, String request) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void pendingNotifications_surviveAKillAndARestart() throws Exception {
        List<String> sessions = new ArrayList<>();
        try (RunnableJar jar = serve()) {
            HttpCaller caller = new HttpCaller(jar.url());
            caller.post("/qrs/notification?name=ExecutionSession&changetype=Add", json(receiver.url()));
            receiver.behave(socket -> {});
            for (int i = 0; i < 5; i++) {
                sessions.add(UUID.randomUUID().toString());
                caller.post("/executionsession", Load.body(sessions.get(i)));
            }
            receiver.next();
            jar.kill();
        }
        receiver.respond(CallbackReceiver.ACCEPTED);
        try (RunnableJar jar = serve()) {
            assertThat(idsUntil(sessions.get(4)).stream().distinct().toList()).isEqualTo(sessions);
            jar.terminate();
            assertThat(jar.awaitEnd()).isZero();
        }
    }

    @Test
    void pendingNotifications_surviveAnOutageOfTheDatabase() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar jar = serve("--database", database.url())) {
            HttpCaller caller = new HttpCaller(jar.url());
            caller.post("/qrs/notification?name=ExecutionSession&changetype=Add", json(receiver.url()));
            CountDownLatch outage = new CountDownLatch(1);
            receiver.behave(socket -> {
                try {
                    outage.await();
                } catch (InterruptedException closing) {
                    Thread.currentThread().interrupt();
                }
                CallbackReceiver.write(socket, CallbackReceiver.ACCEPTED);
            });
            List<String> sessions = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sessions.add(UUID.randomUUID().toString());
                assertThat(caller.post("/executionsession", Load.body(sessions.get(i)))
                                .statusCode())
                        .isEqualTo(201);
            }
            String inFlight = receiver.next();
            database.kill();
            awaitStatus(caller, 503);
            // The server cannot store that this call was accepted.
            outage.countDown();
            database.start();
            awaitStatus(caller, 200);
            String last = UUID.randomUUID().toString();
            assertThat(caller.post("/executionsession", Load.body(last)).statusCode())
                    .isEqualTo(201);
            sessions.add(last);

            List<String> ids = new ArrayList<>();
            changes(inFlight).forEach(change -> ids.add(change.get("objectID").textValue()));
            ids.addAll(idsUntil(last));
            assertThat(ids.stream().distinct().toList()).isEqualTo(sessions);
        }
    }

    private static void awaitStatus(HttpCaller caller, int status) throws IOException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (caller.get("/executionsession/count").statusCode() != status) {
            assertThat(System.nanoTime()).as("the status is not %d", status).isLessThan(deadline);
        }
    }

    @Test
    void ofTwoServers_oneSendsEachChange() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar one = serve("--database", database.url());
                RunnableJar other = serve("--database", database.url())) {
            List<HttpCaller> callers = List.of(new HttpCaller(one.url()), new HttpCaller(other.url()));
            callers.get(0).post("/qrs/notification?name=ExecutionSession&changetype=Add", json(receiver.url()));
            callers.get(1).post("/qrs/notification?name=ExecutionSession&changetype=Add", json(receiver.url()));
            List<String> sessions = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String id = UUID.randomUUID().toString();
                sessions.add(id);
                callers.get(i % 2).post("/executionsession", Load.body(id));
            }
            assertThat(idsUntil(sessions.get(99))).isEqualTo(sessions);
            assertThat(receiver.isIdle()).isTrue();
        }
    }

    @Test
    void hostsThatAreNotNamed_andTheServerItself_areNotCalled() throws Exception {
        try (RunnableJar jar = serve()) {
            HttpCaller caller = new HttpCaller(jar.url());
            for (int port : List.of(receiver.port(), jar.url().getPort())) {
                HttpResponse<String> notNamed =
                        caller.post("/qrs/notification?name=Task", json("http://127.0.0.1:" + port));
                assertThat(notNamed.statusCode()).isEqualTo(400);
                assertThat(notNamed.body()).contains("--notification-hosts does not name the host");
            }
            assertThat(caller.post(
                                    "/qrs/notification?name=Task",
                                    json("http://localhost:" + jar.url().getPort() + "/qrs/reloadtask"))
                            .body())
                    .contains("the address is that of this server");
        }
        try (RunnableJar jar = serve("--no-notifications")) {
            assertThat(new HttpCaller(jar.url())
                            .post("/qrs/notification?name=Task", json(receiver.url()))
                            .body())
                    .contains("this server sends no notifications");
        }
    }
}
