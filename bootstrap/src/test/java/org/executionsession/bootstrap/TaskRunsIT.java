package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts tasks on the built jar, on several servers, and kills them. */
class TaskRunsIT {

    private static final String NOT_STARTED = "{\"value\":\"00000000-0000-0000-0000-000000000000\"}";

    private static final Pattern STATUS = Pattern.compile("\"status\":(\\d+)");

    @TempDir
    Path folder;

    private static void create(HttpCaller caller, String name, int maxRetries) throws IOException {
        assertThat(caller.post(
                                "/reloadtask",
                                "{\"name\":\"%s\",\"enabled\":true,\"taskSessionTimeout\":60,\"maxRetries\":%d}"
                                        .formatted(name, maxRetries))
                        .statusCode())
                .isEqualTo(201);
    }

    private static String start(HttpCaller caller, String name) {
        return body(
                () -> caller.post("/task/start/synchronous?name=" + name, "").body());
    }

    private static String body(Callable<String> call) {
        try {
            return call.call();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String sessionOf(String response) {
        return response.replaceAll(".*\"value\":\"([0-9a-f-]+)\".*", "$1");
    }

    private static boolean isGone(HttpCaller caller, String session) {
        try {
            return caller.get("/executionsession/" + session).statusCode() == 404;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Returns the statuses of the attempts of a session, in their order. */
    private static List<Integer> statuses(HttpCaller caller, String session) throws IOException {
        Matcher matcher = STATUS.matcher(
                caller.get("/executionresult/full?filter=executionID%20eq%20" + session + "&orderby=createdDate")
                        .body());
        return matcher.results().map(found -> Integer.valueOf(found.group(1))).toList();
    }

    @Test
    void withoutAnExecutor_noTaskIsStarted() throws Exception {
        try (RunnableJar server = RunnableJar.serve(folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            create(caller, "idle", 0);
            assertThat(start(caller, "idle")).isEqualTo(NOT_STARTED);
            assertThat(caller.get("/executionsession/count").body()).isEqualTo("{\"value\":0}");
        }
    }

    @Test
    void ofStartsOnTwoServers_oneStartsTheTask() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar one = RunnableJar.serve(folder, "--database", database.url(), "--task-simulation", "10s");
                RunnableJar other =
                        RunnableJar.serve(folder, "--database", database.url(), "--task-simulation", "10s")) {
            List<HttpCaller> callers = List.of(new HttpCaller(one.url()), new HttpCaller(other.url()));
            create(callers.get(0), "busy", 0);
            ExecutorService threads = Executors.newFixedThreadPool(20);
            List<String> sessions = new ArrayList<>();
            try {
                List<Callable<String>> starts = IntStream.range(0, 100)
                        .<Callable<String>>mapToObj(i -> () -> start(callers.get(i % 2), "busy"))
                        .toList();
                for (Future<String> response : threads.invokeAll(starts)) {
                    if (!response.get().equals(NOT_STARTED)) {
                        sessions.add(sessionOf(response.get()));
                    }
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(sessions).hasSize(1);
            one.await("the run ends", () -> isGone(callers.get(1), sessions.get(0)));
            assertThat(statuses(callers.get(0), sessions.get(0))).containsExactly(7);
            assertThat(one.err() + other.err()).isEmpty();
        }
    }

    @Test
    void theRunOfAKilledServer_isTriedAgainByAnother() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar other =
                        RunnableJar.serve(folder, "--database", database.url(), "--task-simulation", "1s")) {
            HttpCaller caller = new HttpCaller(other.url());
            create(caller, "long", 1);
            String session;
            try (RunnableJar killed =
                    RunnableJar.serve(folder, "--database", database.url(), "--task-simulation", "1h")) {
                session = sessionOf(start(new HttpCaller(killed.url()), "long"));
                killed.await("the task runs", () -> statusesOf(caller, session).equals(List.of(2)));
                killed.kill();
            }
            assertThat(start(caller, "long")).as("it is still running").isEqualTo(NOT_STARTED);
            other.await("the run ends", () -> isGone(caller, session));
            assertThat(statuses(caller, session)).containsExactly(8, 7);
            assertThat(start(caller, "long")).isNotEqualTo(NOT_STARTED);
        }
    }

    private static List<Integer> statusesOf(HttpCaller caller, String session) {
        try {
            return statuses(caller, session);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void aStoppedTask_isAborted() throws Exception {
        try (RunnableJar server = RunnableJar.serve(folder, "--task-simulation", "1h")) {
            HttpCaller caller = new HttpCaller(server.url());
            create(caller, "endless", 3);
            String session = sessionOf(start(caller, "endless"));
            assertThat(caller.post("/task/stop?name=endless", "").statusCode()).isEqualTo(204);
            server.await("the run ends", () -> isGone(caller, session));
            assertThat(statuses(caller, session)).containsExactly(6);
            server.terminate();
            assertThat(server.awaitEnd()).isZero();
        }
    }

    @Test
    void taskOperators_startAndStopButDoNotWrite() throws Exception {
        try (RunnableJar server = RunnableJar.serve(
                folder, "--task-simulation", "1h", "--readers=ACME\\reader", "--task-operators=ACME\\operator")) {
            HttpCaller service = new HttpCaller(server.url());
            create(service, "guarded", 0);
            String reader = "UserDirectory=ACME; UserId=reader";
            String operator = "UserDirectory=ACME; UserId=operator";
            assertThat(status(service, "/task/start/synchronous?name=guarded", reader))
                    .isEqualTo(403);
            assertThat(status(service, "/reloadtask", operator)).isEqualTo(403);
            assertThat(status(service, "/task/start?name=guarded", operator)).isEqualTo(204);
            assertThat(status(service, "/task/stop?name=guarded", reader)).isEqualTo(403);
            assertThat(status(service, "/task/stop?name=guarded", operator)).isEqualTo(204);
        }
    }

    private static int status(HttpCaller caller, String path, String user) throws IOException {
        return caller.post(path, "{}", "X-Qlik-User", user).statusCode();
    }
}
