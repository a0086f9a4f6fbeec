package org.executionsession.benchmarks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.ServerConfig;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractCheckTest {

    @TempDir
    private Path folder;

    @Test
    void serverOnH2_passes() throws SQLException {
        try (HikariDataSource database = h2();
                var sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(database))
                        .build();
                var server = ExecutionSessionHttpServer.start(ServerConfig.on("127.0.0.1", 0), sessions)) {
            ContractCheck check = new ContractCheck(URI.create("http://127.0.0.1:" + server.port()));

            assertThat(check.run()).isEmpty();

            try (Connection connection = database.getConnection()) {
                assertThat(RowCounts.read(connection, false).findings(check.accepted(), 0, 0))
                        .isEmpty();
                assertThat(RowCounts.read(connection, true)).isEqualTo(new RowCounts(check.accepted(), -1, -1));
            }
        }
    }

    @Test
    void serverThatAcceptsEverythingAndStoresNothing_doesNotPass() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean post = exchange.getRequestMethod().equals("POST");
            byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(post ? 201 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            ContractCheck check = new ContractCheck(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));

            assertThat(check.run())
                    .contains(
                            "GET of the Location: expected 200, was 404",
                            "does not hold: the response to POST is the session",
                            "an id in use: expected 409, was 201",
                            "a negative number of retries: expected 400, was 201");
        } finally {
            server.stop(0);
        }
    }

    private HikariDataSource h2() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:file:" + folder.resolve("sessions"));
        config.setUsername("sa");
        config.setPassword("");
        return new HikariDataSource(config);
    }
}
