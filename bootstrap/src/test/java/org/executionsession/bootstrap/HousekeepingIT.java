package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the running server does from time to time by itself, when it is asked to. */
class HousekeepingIT {

    private static final String OUTAGE = "the task \"purge old results\" failed";

    private static final String WATCHDOG = "--abort-overdue-sessions";
    private static final String H2 = "jdbc:h2:file:./data/execution-sessions";

    @TempDir
    Path folder;

    @Test
    void overdueSessionsOnH2_areAbortedOnlyIfConfigured() throws Exception {
        String id;
        try (RunnableJar server = RunnableJar.serve(folder)) {
            id = record(new HttpCaller(server.url()), running());
            server.terminate();
            assertThat(server.awaitEnd()).isZero();
        }
        try (Connection connection = DriverManager.getConnection(H2.replace("./", folder + "/"), "sa", "")) {
            makeOlder(connection);
        }
        try (RunnableJar server = RunnableJar.serve(folder)) {
            assertThat(statuses(new HttpCaller(server.url()), 2)).isOne();
            server.terminate();
            server.awaitEnd();
        }
        try (RunnableJar server = RunnableJar.serve(folder, WATCHDOG)) {
            HttpCaller caller = new HttpCaller(server.url());
            server.await("the session is aborted", () -> statuses(caller, 6) == 1);
            assertThat(caller.get("/executionsession/" + id).body())
                    .contains("\"abortReason\":2")
                    .contains("taskSessionTimeout of 1 min");
            server.terminate();
            assertThat(server.awaitEnd()).isZero();
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void oldResultsOnH2_arePurgedAndActiveOnesKept() throws IOException {
        try (RunnableJar server = RunnableJar.start(
                folder, Map.of("EXECUTION_SESSIONS_RESULT_RETENTION", "1s"), List.of("--port", "0"))) {
            server.awaitReady();
            HttpCaller caller = new HttpCaller(server.url());
            String running = record(caller, running());
            record(caller, "{\"executionResult\":{\"status\":7}}");
            caller.delete("/executionsession/" + record(caller, running()));
            server.await(
                    "only the running one is kept",
                    () -> body(caller, "/executionresult/count").equals("{\"value\":1}"));
            assertThat(caller.get("/executionsession/count").body()).isEqualTo("{\"value\":1}");
            assertThat(caller.get("/executionsession/" + running).statusCode()).isEqualTo(200);
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void twoServersOnPostgresql_purgeAbortedSessionsAndLogAnOutageOnce() throws Exception {
        int sessions = 200;
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar recorder = RunnableJar.serve(folder, "--database", database.url())) {
            HttpCaller caller = new HttpCaller(recorder.url());
            String many = Stream.generate(HousekeepingIT::running)
                    .limit(sessions)
                    .toList()
                    .toString();
            assertThat(caller.post("/executionsession/many", many).statusCode()).isEqualTo(201);
            try (Connection connection = database.connection()) {
                makeOlder(connection);
            }
            String[] arguments = {"--database", database.url(), WATCHDOG, "--result-retention", "1s"};
            try (RunnableJar one = RunnableJar.serve(folder, arguments);
                    RunnableJar other = RunnableJar.serve(folder, arguments)) {
                one.await(
                        "all are aborted and then forgotten",
                        () -> body(caller, "/executionresult/count").equals("{\"value\":0}"));
                assertThat(caller.get("/executionsession/count").body()).isEqualTo("{\"value\":0}");
                assertThat(caller.get("/executionresult/detail/count").body()).isEqualTo("{\"value\":0}");

                database.kill();
                one.await("the outage is logged", () -> one.err().contains(OUTAGE));
                database.start();
                one.await(
                        "the task continues",
                        () -> one.err().contains("the task \"purge old results\" succeeds again"));
                assertThat(one.err().split("Housekeeping: " + OUTAGE, -1)).hasSize(2);
                assertThat(other.err()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void twoServersOnPostgresql_abortEachOverdueSessionOnce() throws Exception {
        int sessions = 200;
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar recorder = RunnableJar.serve(folder, "--database", database.url())) {
            HttpCaller caller = new HttpCaller(recorder.url());
            for (int i = 0; i < sessions; i++) {
                record(caller, running());
            }
            try (Connection connection = database.connection()) {
                makeOlder(connection);
            }
            try (RunnableJar one = RunnableJar.serve(folder, "--database", database.url(), WATCHDOG);
                    RunnableJar other = RunnableJar.serve(folder, "--database", database.url(), WATCHDOG)) {
                one.await("all are aborted", () -> statuses(caller, 6) == sessions);
                assertThat(caller.get("/executionresult/count").body()).isEqualTo("{\"value\":" + sessions + "}");
                assertThat(caller.get("/executionresult/detail/count").body())
                        .as("one word on each")
                        .isEqualTo("{\"value\":" + sessions + "}");
                assertThat(one.err() + other.err()).isEmpty();
            }
        }
    }

    /** A running session whose task allows it a minute. */
    private static String running() {
        return "{\"id\":\"" + UUID.randomUUID()
                + "\",\"reloadTask\":{\"name\":\"sales\",\"taskSessionTimeout\":1},\"executionResult\":{\"status\":2}}";
    }

    private static String record(HttpCaller caller, String session) throws IOException {
        var answer = caller.post("/executionsession", session);
        assertThat(answer.statusCode()).isEqualTo(201);
        String path = answer.headers().firstValue("Location").orElseThrow();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Makes sessions a day older than they are, which no caller can. */
    private static void makeOlder(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("update execution_session set created_date = created_date - interval '1' day");
        }
    }

    /** How many sessions have a status. */
    private static int statuses(HttpCaller caller, int status) {
        String filter = URLEncoder.encode("executionResult.status eq " + status, StandardCharsets.UTF_8);
        String count = body(caller, "/executionsession/count?filter=" + filter.replace("+", "%20"));
        return Integer.parseInt(count.replaceAll("\\D", ""));
    }

    private static String body(HttpCaller caller, String path) {
        try {
            return caller.get(path).body();
        } catch (IOException gone) {
            return fail(gone);
        }
    }
}
