package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.Load;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a running server. */
class ObservabilityIT {

    @TempDir
    Path folder;

    @Test
    void metrics_haveRequestsAndResources() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder, "--admin-port", "0")) {
            HttpCaller caller = new HttpCaller(server.url());
            HttpCaller operator = new HttpCaller(server.adminUrl());
            assertThat(operator.get("/metrics").statusCode())
                    .as("counting has begun")
                    .isEqualTo(200);
            String id = UUID.randomUUID().toString();
            assertThat(caller.post("/executionsession", Load.body(id)).statusCode())
                    .isEqualTo(201);
            assertThat(caller.post("/executionsession", Load.body(id)).statusCode())
                    .isEqualTo(409);
            assertThat(caller.get("/qrs/executionsession/" + id).statusCode()).isEqualTo(200);
            assertThat(caller.get("/metrics").statusCode()).isEqualTo(404);

            String metrics = awaitMetrics(operator, "uri=\"/qrs/executionsession/{id}\"");
            assertThat(metrics.lines().map(line -> line.split(" ")[0]))
                    .contains(
                            "http_server_requests_seconds_count{method=\"POST\",status=\"201\",uri=\"/qrs/executionsession\"}",
                            "http_server_requests_seconds_count{method=\"POST\",status=\"409\",uri=\"/qrs/executionsession\"}",
                            "execution_sessions_creations_total",
                            "execution_sessions_rejections_total{reason=\"duplicate_id\"}",
                            "execution_sessions_commit_batch_size_count",
                            "execution_sessions_commit_seconds_count",
                            "execution_sessions_writes_queued",
                            "execution_sessions_requests_queued",
                            "execution_sessions_requests_rejected_total",
                            "hikaricp_connections_active{pool=\"execution-sessions\"}",
                            "hikaricp_connections_max{pool=\"execution-sessions\"}",
                            "process_uptime_seconds");
            assertThat(metrics)
                    .contains("execution_sessions_creations_total 1.0")
                    .contains("jvm_memory_used_bytes{")
                    .contains("http_server_requests_seconds_bucket{")
                    .doesNotContain(id);
        }
    }

    /** A response is counted just after it is sent. */
    private static String awaitMetrics(HttpCaller operator, String expected) throws IOException {
        String metrics = operator.get("/metrics").body();
        while (!metrics.contains(expected)) {
            metrics = operator.get("/metrics").body();
        }
        return metrics;
    }

    @Test
    void readiness_followsTheDatabase() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url())) {
            HttpCaller operator = new HttpCaller(server.url());
            assertThat(operator.get("/health/ready").statusCode()).isEqualTo(200);
            database.kill();
            awaitReadiness(operator, 503);
            assertThat(operator.get("/health/ready").body())
                    .isEqualTo("{\"status\":\"down\",\"reason\":\"the database does not respond\"}");
            assertThat(operator.get("/health/live").statusCode()).isEqualTo(200);
            database.start();
            awaitReadiness(operator, 200);
        }
    }

    private static void awaitReadiness(HttpCaller operator, int status) throws IOException {
        while (operator.get("/health/ready").statusCode() != status) {
            Thread.onSpinWait();
        }
    }

    @Test
    void logLines_areJsonIfConfiguredAndContainNoSecrets() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(
                        folder,
                        "--database=" + database.url() + "&password=secret-password",
                        "--log-format=json",
                        "--access-log")) {
            HttpCaller caller = new HttpCaller(server.url());
            String[] headers = {
                "X-Request-Id",
                "build-17",
                "Authorization",
                "Bearer secret-token",
                "X-Qlik-User",
                "UserDirectory=ACME; UserId=secret-user",
                "Idempotency-Key",
                "\"secret-key\"",
                "X-Qlik-Xrfkey",
                "secretsecret1234"
            };
            String path = "/qrs/executionsession?xrfkey=secretsecret1234&x=secret-query";
            assertThat(caller.post(path, "{\"user\":\"secret-body\"}", headers).statusCode())
                    .isEqualTo(201);
            assertThat(caller.post(path, "{\"user\":\"secret-body\",", headers).statusCode())
                    .isEqualTo(400);
            assertThat(caller.get("/qrs/secret-path").statusCode()).isEqualTo(404);
            try (Connection connection = DriverManager.getConnection(database.url());
                    Statement statement = connection.createStatement()) {
                statement.execute("alter table execution_session add check (false) not valid");
            }
            assertThat(caller.post("/executionsession", "{\"user\":\"secret-body\"}", "X-Request-Id", "build-17")
                            .statusCode())
                    .as("a failure that is told with all that the driver says")
                    .isEqualTo(500);
            database.kill();
            HttpResponse<String> failed = caller.post(path, "{\"user\":\"secret-body\"}", headers);
            assertThat(failed.statusCode()).isEqualTo(503);
            server.terminate();
            assertThat(server.awaitEnd()).isZero();

            List<JsonNode> lines = new ArrayList<>();
            for (String line : server.err().lines().toList()) {
                lines.add(mapper.readTree(line));
            }
            assertThat(lines)
                    .filteredOn(line -> line.get("loggerName").textValue().equals("org.executionsession.access"))
                    .extracting(line -> line.get("formattedMessage").textValue().replaceFirst(" [0-9.E-]+ ms", ""))
                    .containsExactly(
                            "POST /qrs/executionsession 201",
                            "POST /qrs/executionsession 400",
                            "GET none 404",
                            "POST /qrs/executionsession 500",
                            "POST /qrs/executionsession 503");
            assertThat(lines)
                    .as("the warning and the line of the request that failed")
                    .filteredOn(line -> line.at("/mdc/requestId").asText().equals("build-17"))
                    .hasSizeGreaterThanOrEqualTo(4)
                    .extracting(line -> line.get("level").textValue())
                    .contains("ERROR", "WARN", "INFO");
            assertThat(server.err()).doesNotContain("secret");
        }
    }

    @Test
    void textLines_nameTheirRequest() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder, "--access-log")) {
            new HttpCaller(server.url()).post("/executionsession", "{}", "X-Request-Id", "build-17");
            server.terminate();
            assertThat(server.awaitEnd()).isZero();
            assertThat(server.err().strip())
                    .matches("\\S+Z INFO  access: POST /qrs/executionsession 201 [0-9.E-]+ ms \\[build-17]");
        }
    }
}
