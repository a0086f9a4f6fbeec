package org.executionsession.bootstrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query that takes very long ends in the database when its client closes the connection. */
class AbandonedQueryIT {

    private static final String BODY =
            "{\"columns\":[{\"name\":\"u\",\"columnType\":\"Property\",\"definition\":\"user\"}]}";

    /** Whatever reads many sessions. */
    private static final List<String> REQUESTS = List.of(
            "GET /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /qrs/executionsession/full HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /qrs/executionsession/full?orderby=retries HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /qrs/executionsession/count HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /qrs/executionsession/table HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                    + BODY.length() + "\r\n\r\n" + BODY,
            "POST /qrs/selection/executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");

    @TempDir
    Path folder;

    /** How many queries are in progress. */
    private interface Running {
        boolean is(int queries) throws Exception;
    }

    private static Socket send(RunnableJar server, String request) throws IOException {
        Socket socket = new Socket(server.url().getHost(), server.url().getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return socket;
    }

    private static void await(Running running, int queries, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!running.is(queries)) {
            assertThat(System.nanoTime()).as("%d queries for %s", queries, what).isLessThan(end);
        }
    }

    private static void endsWithItsClient(RunnableJar server, Running running) throws Exception {
        for (String request : REQUESTS) {
            String what = request.lines().findFirst().orElseThrow();
            for (boolean reset : new boolean[] {false, true}) {
                try (Socket client = send(server, request)) {
                    await(running, 1, what);
                    if (reset) {
                        client.setSoLinger(true, 0);
                    }
                }
                await(running, 0, what);
            }
        }
        assertReportedAsDisconnected(server, 2 * REQUESTS.size());
    }

    /** In the metrics and in the access log, which has no other lines of these requests. */
    private static void assertReportedAsDisconnected(RunnableJar server, int requests) throws Exception {
        HttpCaller caller = new HttpCaller(server.url());
        await(
                count -> statuses(caller.get("/metrics").body())
                        .map(sample -> sample.group(1).equals("499") ? Integer.parseInt(sample.group(2)) : 0)
                        .reduce(0, Integer::sum)
                        .equals(count),
                requests,
                "clients that have disconnected");
        assertThat(statuses(caller.get("/metrics").body()).map(sample -> sample.group(1)))
                .doesNotContain("500");
        assertThat(server.err().lines().filter(line -> line.contains("/qrs/") && !line.contains(" 201 ")))
                .hasSize(requests)
                .allMatch(line -> line.matches(".* access: (GET|POST) /qrs/\\S+ 499 .*"));
        assertThat(server.err().lines()).allMatch(line -> line.contains(" access: "));
    }

    private static Stream<MatchResult> statuses(String metrics) {
        return Pattern.compile("http_server_requests_seconds_count\\{[^}]*status=\"(\\d+)\"[^}]*} (\\d+)")
                .matcher(metrics)
                .results();
    }

    private static void makeSlow(Connection connection, String condition) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("alter table execution_session rename to all_sessions");
            statement.execute("create view execution_session as select * from all_sessions where " + condition);
        }
    }

    @Test
    void abandonedQueryOnPostgresql_isCancelledAndPipelinedRequestsAreAnswered() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url(), "--access-log");
                Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            new HttpCaller(server.url()).post("/executionsession", "{}");
            makeSlow(connection, "pg_sleep(600) is not null");
            endsWithItsClient(server, queries -> {
                try (ResultSet active = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where state = 'active' and application_name = 'execution-sessions'")) {
                    active.next();
                    return active.getInt(1) == queries;
                }
            });

            // Long enough to be looked at.
            statement.execute("create or replace view execution_session as select * from all_sessions"
                    + " where pg_sleep(3) is not null");
            String count = REQUESTS.get(3);
            try (Socket client = send(server, count + count.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))) {
                String answers = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
                assertThat(answers.split(Pattern.quote("{\"value\":1}"), -1)).hasSize(3);
            }
        }
    }

    @Test
    void slowQueryOnPostgresql_isCancelledAtItsTimeout() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url(), "--query-timeout", "1s");
                Connection connection = database.connection()) {
            HttpCaller caller = new HttpCaller(server.url());
            caller.post("/executionsession", "{}");
            makeSlow(connection, "pg_sleep(600) is not null");
            for (String path : List.of("/executionsession", "/executionsession/count")) {
                var answer = caller.get(path);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).contains("longer than the limit of 1.0 s");
            }
        }
    }

    @Test
    void abandonedQueryOnH2_isCancelled() throws Exception {
        try (RunnableJar server = RunnableJar.serve(folder)) {
            new HttpCaller(server.url()).post("/executionsession", "{}");
            server.terminate();
            server.awaitEnd();
        }
        try (Connection connection =
                DriverManager.getConnection("jdbc:h2:file:" + folder + "/data/execution-sessions", "sa", "")) {
            makeSlow(
                    connection,
                    "(select count(*) from system_range(1, 1000000000000) where mod(x, 7) > 7 + q_retries) = 0");
        }
        try (RunnableJar server = RunnableJar.serve(folder, "--query-timeout", "1h", "--access-log")) {
            HttpCaller caller = new HttpCaller(server.url());
            endsWithItsClient(
                    server,
                    queries -> Pattern.compile("hikaricp_connections_active\\{[^}]*} " + queries + "\\.0")
                            .matcher(caller.get("/metrics").body())
                            .find());
        }
    }
}
