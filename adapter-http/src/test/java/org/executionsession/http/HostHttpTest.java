package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.ServerConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For whom a server that knows nobody answers: pages of foreign sites can make their names point to it. */
class HostHttpTest {

    private static final List<String> NAMES = List.of("sessions.example", "192.0.2.7", "2001:db8::7");

    /** A rejected CONNECT keeps its connection until it is idle for too long. */
    private static final LimitsConfig LIMITS =
            LimitsConfig.builder().idleTimeout(Duration.ofSeconds(2)).build();

    private static ExecutionSessionHttpServer loopback;
    private static ExecutionSessionHttpServer everywhere;

    @BeforeAll
    static void start() {
        loopback = start("127.0.0.1", SecurityConfig.OPEN.withHosts(NAMES));
        everywhere = start("0.0.0.0", SecurityConfig.OPEN.withHosts(NAMES));
    }

    @AfterAll
    static void stop() {
        loopback.close();
        everywhere.close();
    }

    private static ExecutionSessionHttpServer start(String host, SecurityConfig security) {
        ManagementConfig operations =
                ManagementConfig.builder().metrics(() -> "figures 1\n").build();
        return ExecutionSessionHttpServer.start(
                ServerConfig.on(host, 0), security, LIMITS, operations, new TestUseCases());
    }

    @Nested
    class AllowedHosts {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "localhost",
                    "LocalHost",
                    "localhost.",
                    "localhost:4242",
                    "127.0.0.1",
                    "127.0.0.1:80",
                    "127.8.9.1",
                    "[::1]",
                    "[::1]:4242",
                    "[0:0:0:0:0:0:0:1]",
                    "[::ffff:127.0.0.1]",
                    "sessions.example",
                    "SESSIONS.EXAMPLE.:443",
                    "192.0.2.7:4242",
                    "[2001:db8:0:0:0:0:0:7]"
                })
        void aRequestForAnAllowedHost_isAccepted(String host) throws IOException {
            assertThat(get(loopback, "/qrs/about", host).status()).isEqualTo(200);
            assertThat(get(everywhere, "/qrs/about", host).status()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "evil.example",
                    "evil.example:4242",
                    "evil.example.",
                    "127.0.0.1.evil.example",
                    "localhost.evil",
                    "evil.localhost",
                    "localhost.evil.example:80",
                    "xlocalhost",
                    "localhost..",
                    "sessions.example.evil",
                    "evil.sessions.example",
                    "127.0.0.1.",
                    "127.1",
                    "2130706433",
                    "0x7f000001",
                    "0x7f.0.0.1",
                    "0177.0.0.1",
                    "127.0.0.256",
                    "127.0.0.1@evil.example",
                    "localhost@evil.example",
                    "localhost:80@evil.example",
                    "localhost#evil",
                    "localho\u017ft",
                    "xn--localhst-9gg",
                    "[::1",
                    "[::1]evil",
                    "::1",
                    "[::1].evil.example",
                    "[v1.a]",
                    "a",
                    ""
                })
        void aRequestForAnotherHost_isRejected(String host) throws IOException {
            assertRejected(get(loopback, "/qrs/about", host));
            assertRejected(get(everywhere, "/qrs/about", host));
        }

        /** No name can point elsewhere that is an address; but nobody means another one on the loopback interface. */
        @ParameterizedTest
        @ValueSource(
                strings = {"192.0.2.1", "10.1.2.3:4242", "[2001:db8::1]", "0.0.0.0", "[::]:1", "128.0.0.1", "[::2]"})
        void aRequestForAnAddress_isAcceptedBeyondTheLoopback(String host) throws IOException {
            assertRejected(get(loopback, "/qrs/about", host));
            assertThat(get(everywhere, "/qrs/about", host).status()).isEqualTo(200);
        }

        @Test
        void aServerWithoutAllowedHosts_acceptsOnlyTheLoopback() throws IOException {
            try (ExecutionSessionHttpServer server = start("127.0.0.1", SecurityConfig.OPEN)) {
                assertThat(get(server, "/qrs/about", "localhost").status()).isEqualTo(200);
                assertRejected(get(server, "/qrs/about", "sessions.example"));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "a b",
                    "sessions.example:80",
                    "http://sessions.example",
                    "*",
                    "[::1]:80",
                    "b\u00fccher",
                    "127.1"
                })
        void aMalformedHost_cannotBeAllowed(String host) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SecurityConfig.OPEN.withHosts(List.of(host)))
                    .withMessage("'" + host + "' is neither the name nor the address of a host");
        }
    }

    @Nested
    class RequestTargets {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/qrs/executionsession",
                    "/health/live",
                    "/health/ready",
                    "/metrics",
                    "/docs",
                    "/openapi.json",
                    "/nothing",
                    "/%2e%2e/qrs"
                })
        void everyPath_checksTheHostFirst(String path) throws IOException {
            assertRejected(get(loopback, path, "evil.example"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET /qrs/about HTTP/1.0\r\n",
                    "GET http://localhost/qrs/about HTTP/1.0\r\n",
                    "GET http://evil.example/qrs/about HTTP/1.0\r\nHost: localhost\r\n",
                    "GET http://evil.example/qrs/about HTTP/1.1\r\nHost: localhost\r\n",
                    "GET http://localhost/qrs/about HTTP/1.1\r\nHost: evil.example\r\n",
                    "GET http://localhost@evil.example/qrs/about HTTP/1.1\r\nHost: localhost\r\n",
                    "GET /qrs/about HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
                    "GET /qrs/about HTTP/1.1\r\nHost: localhost, evil.example\r\n",
                    "CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n",
                    "OPTIONS * HTTP/1.1\r\nHost: evil.example\r\n",
                    "DELETE /qrs/selection/1 HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n",
                    "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n"
                })
        void hostsInTargetAndHeader_areBothChecked(String head) throws IOException {
            assertThat(send(loopback, head).status()).isIn(400, 421);
        }

        @Test
        void aRequestWithAnAllowedHostInItsTarget_isAccepted() throws IOException {
            assertThat(send(loopback, "GET http://localhost/qrs/about HTTP/1.1\r\nHost: localhost\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(send(loopback, "GET /qrs/about HTTP/1.0\r\nHost: localhost\r\n")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Nested
    class MetricsAndManagement {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Forwarded: for=192.0.2.60",
                    "Via: 1.1 proxy",
                    "X-Forwarded-For: 192.0.2.60",
                    "X-Forwarded-Host: sessions.example",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Port: 443",
                    "X-Forwarded-Server: a",
                    "X-Real-IP: 192.0.2.60",
                    "X-Client-IP: 192.0.2.60",
                    "X-Cluster-Client-IP: 192.0.2.60",
                    "True-Client-IP: 192.0.2.60",
                    "CF-Connecting-IP: 192.0.2.60",
                    "Fastly-Client-IP: 192.0.2.60",
                    "X-Envoy-External-Address: 192.0.2.60",
                    "X-Original-URL: /metrics",
                    "X-Amzn-Trace-Id: Root=1",
                    "X-ProxyUser-Ip: 192.0.2.60",
                    "Max-Forwards: 9",
                    "Authorization: Bearer a",
                    "X-Anything: at all"
                })
        void metrics_areNotServedThroughAProxy(String header) throws IOException {
            assertThat(send(loopback, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n")
                            .isProblem(404)
                            .text())
                    .doesNotContain("figures");
        }

        @Test
        void metrics_areServedToTheSameMachine() throws IOException {
            assertThat(send(
                                    loopback,
                                    "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:4242\r\nUser-Agent: Prometheus/3.5.0\r\n"
                                            + "Accept: text/plain;version=0.0.4\r\nAccept-Encoding: gzip\r\n"
                                            + "X-Prometheus-Scrape-Timeout-Seconds: 10\r\n")
                            .text())
                    .isEqualTo("figures 1\n");
            get(loopback, "/metrics", "sessions.example").isProblem(404);
            get(everywhere, "/metrics", "192.0.2.1").isProblem(404);
        }

        @Test
        void theAdminPort_checksTheHost() throws IOException {
            ManagementConfig operations = ManagementConfig.builder()
                    .metrics(() -> "figures 1\n")
                    .adminPort(0)
                    .build();
            try (ExecutionSessionHttpServer server = ExecutionSessionHttpServer.start(
                    RunningServer.settings(),
                    SecurityConfig.OPEN.withHosts(NAMES),
                    LimitsConfig.defaults(),
                    operations,
                    new TestUseCases())) {
                int operators = server.adminPort().orElseThrow();
                assertThat(ask(operators, "/metrics", "localhost").text()).isEqualTo("figures 1\n");
                assertThat(ask(operators, "/metrics", "sessions.example").text())
                        .isEqualTo("figures 1\n");
                assertRejected(ask(operators, "/metrics", "evil.example"));
                assertRejected(ask(operators, "/health/live", "evil.example"));
            }
        }

        private static TestResponse ask(int port, String path, String host) throws IOException {
            return Connections.exchange(
                    port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        }
    }

    private static TestResponse get(ExecutionSessionHttpServer server, String path, String host) throws IOException {
        return send(server, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    }

    private static TestResponse send(ExecutionSessionHttpServer server, String head) throws IOException {
        return Connections.exchange(server.port(), head + "Connection: close\r\n\r\n");
    }

    /** The HTTP library rejects by itself what is no host at all. */
    private static void assertRejected(TestResponse answer) {
        assertThat(answer.status()).as(answer.text()).isIn(400, 421);
        if (answer.status() == 421) {
            assertThat(answer.isProblem(421).detail()).contains("--allowed-hosts");
        }
    }
}
