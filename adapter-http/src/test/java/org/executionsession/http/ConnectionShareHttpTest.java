package org.executionsession.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.executionsession.http.support.WebToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody keeps others out by connections that come to nothing, however many they are and however busy they look. */
class ConnectionShareHttpTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CONNECTIONS = 20;

    /** As many as several checks of the connections take. */
    private static final int REQUESTS = 5_000;

    /** More than there may be. */
    private static final int ATTACKERS = 2 * CONNECTIONS;

    private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    /** The connection stays open after it. */
    private static final String KEPT = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** Its body does not come. */
    private static final String UPLOAD =
            "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";

    /** The first chunk of a body does not end. */
    private static final String CHUNKS =
            "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n";

    /** The beginning of a record of TLS, which will be 16 KiB long. */
    private static final String HANDSHAKE = "\u0016\u0003\u0001\u0040\u0000";

    static Stream<Arguments> attacks() {
        return Stream.of("", "G", "GET / HTTP/1.1\r\nX-Long: ", KEPT + "GET /")
                .flatMap(begun -> Stream.of(LimitsConfig.shareOf(CONNECTIONS), CONNECTIONS)
                        .map(share -> Arguments.of(begun, share)));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void slowHeaders_leaveConnectionsToTheSameAddress(String begun, int share) throws Exception {
        try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), limits(share), ManagementConfig.none());
                Attack attack = Attack.begin(server.server().port(), begun);
                Connections callers = new Connections(server.server().port())) {
            for (int i = 0; i < 2; i++) {
                Connections.everything(callers.open(LIVE)).entity(200);
                Connections.everything(callers.open("POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\n"
                                + "Connection: close\r\nContent-Length: 2\r\n\r\n{}"))
                        .entity(201);
            }
            attack.goOn();
            Connections.everything(callers.open(LIVE)).entity(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CONNECTIONS / 2, CONNECTIONS})
    void slowHandshakes_leaveConnectionsToTheSameAddress(int share, @TempDir Path folder) throws Exception {
        CertificateAuthority authority = new CertificateAuthority("authority");
        authority.issue("server").save(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
        SecurityConfig encrypted = new SecurityConfig(
                new SecurityConfig.Tls(folder.resolve("server.pem"), folder.resolve("server-key.pem"), null, null),
                null);
        try (ExecutionSessionHttpServer server = ExecutionSessionHttpServer.start(
                RunningServer.settings(), encrypted, limits(share), ManagementConfig.none(), new TestUseCases())) {
            SSLSocketFactory callers = authority.client(null).getSocketFactory();
            // The first handshake loads classes, so it can need longer than the server waits under an attack.
            assertThat(statusOfLive(callers, server.port())).startsWith("HTTP/1.1 200");
            try (Attack attack = Attack.begin(server.port(), HANDSHAKE)) {
                for (int i = 0; i < 2; i++) {
                    assertThat(statusOfLive(callers, server.port())).startsWith("HTTP/1.1 200");
                }
                attack.goOn();
            }
        }
    }

    private static String statusOfLive(SSLSocketFactory callers, int port) throws IOException {
        try (Socket caller = callers.createSocket("127.0.0.1", port)) {
            caller.getOutputStream().write(LIVE.getBytes());
            return Connections.statusLine(caller);
        }
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                        KEPT,
                        "GET /qrs/about HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "GET /qrs/executionsession/full HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n",
                        "GET /nowhere HTTP/1.1\r\nHost: else.where\r\n\r\n")
                .flatMap(request -> Stream.of(LimitsConfig.shareOf(CONNECTIONS), CONNECTIONS)
                        .map(share -> Arguments.of(request, share)));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void repeatedRequests_leaveConnectionsToTheSameAddress(String request, int share) throws Exception {
        try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), limits(share), ManagementConfig.none());
                Attack attack = Attack.repeat(server.server().port(), request);
                Connections callers = new Connections(server.server().port())) {
            for (int i = 0; i < 2; i++) {
                Connections.everything(callers.open(LIVE)).entity(200);
            }
            attack.goOn();
            Connections.everything(callers.open(LIVE)).entity(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {UPLOAD, CHUNKS})
    void slowBodies_leaveConnectionsToTheSameAddress(String begun) throws Exception {
        try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), limits(CONNECTIONS), ManagementConfig.none());
                Attack attack = Attack.begin(server.server().port(), begun);
                Connections callers = new Connections(server.server().port())) {
            for (int i = 0; i < 2; i++) {
                Connections.everything(callers.open(LIVE)).entity(200);
            }
            attack.goOn();
            Connections.everything(callers.open(LIVE)).entity(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {KEPT, UPLOAD})
    void aBurstOfConnections_isReducedToTheShareOfItsAddress(String sent) throws Exception {
        int share = CONNECTIONS / 4;
        try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), limits(share), ManagementConfig.none());
                Connections burst = new Connections(server.server().port())) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 3 * share; i++) {
                open.add(burst.open(sent));
            }
            long begun = System.nanoTime();
            while (open.size() > share && System.nanoTime() - begun < PATIENCE.toNanos()) {
                open.removeIf(ConnectionShareHttpTest::isClosed);
            }
            assertThat(open).hasSize(share);
        }
    }

    @Test
    void theAdminPort_respondsBesideRepeatedRequests() throws Exception {
        ManagementConfig operations = ManagementConfig.builder().adminPort(0).build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), limits(CONNECTIONS), operations);
                Attack admin = Attack.repeat(server.server().adminPort().orElseThrow(), KEPT, 70);
                Connections callers =
                        new Connections(server.server().adminPort().orElseThrow())) {
            Connections.everything(callers.open(LIVE)).entity(200);
            admin.goOn();
        }
    }

    @Test
    void theAdminPort_respondsBesideSlowHeaders() throws Exception {
        ManagementConfig operations = ManagementConfig.builder().adminPort(0).build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), limits(CONNECTIONS), operations);
                Attack contract = Attack.begin(server.server().port(), "GET /");
                Attack admin = Attack.begin(server.server().adminPort().orElseThrow(), "GET /", 150);
                Connections callers =
                        new Connections(server.server().adminPort().orElseThrow())) {
            Connections.everything(callers.open(LIVE)).entity(200);
            contract.goOn();
            admin.goOn();
        }
    }

    @Test
    void oneAddress_leavesConnectionsToOtherAddresses() throws Exception {
        try (RunningServer server = RunningServer.start(
                        RunningServer.settings(), limits(CONNECTIONS / 2), ManagementConfig.none());
                Attack uploads = Attack.begin(server.server().port(), UPLOAD);
                Connections others = new Connections(server.server().port())) {
            Socket other = others.openFrom("127.0.0.2", LIVE);
            assertThat(Connections.statusLine(other)).startsWith("HTTP/1.1 200");
            uploads.goOn();
        }
    }

    @Test
    void strangersWithRepeatedRequests_takeNoConnectionFromCallers(@TempDir Path folder) throws Exception {
        KeyPair keys = CertificateAuthority.newKeys("RSA", 2048);
        Path publicKey = Files.writeString(folder.resolve("key.pem"), CertificateAuthority.pem(keys.getPublic()));
        SecurityConfig tokens = new SecurityConfig(
                null, SecurityConfig.Tokens.builder(publicKey).build());
        String about = "GET /qrs/about HTTP/1.1\r\nHost: localhost\r\n";
        String authorized = about + "Authorization: Bearer "
                + WebToken.signed(
                        "{\"alg\":\"RS256\"}",
                        "{\"userDirectory\":\"ACME\",\"userId\":\"a\",\"exp\":"
                                + (Instant.now().getEpochSecond() + 3_600) + "}",
                        keys.getPrivate())
                + "\r\n\r\n";
        try (RunningServer server = RunningServer.start(tokens, limits(CONNECTIONS));
                Attack attack = Attack.repeat(server.server().port(), about + "\r\n");
                Connections callers = new Connections(server.server().port())) {
            Socket caller = callers.open(authorized);
            for (int i = 0; i < REQUESTS; i++) {
                TestResponse response = Connections.next(caller);
                response.entity(200);
                assertThat(response.header("Connection")).isEmpty();
                Connections.send(caller, authorized);
            }
            attack.goOn();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n{",
                "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n{",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n{",
                "GET /qrs/executionsession HTTP/1.1\r\nHost: else.where\r\nContent-Length: 900000\r\n\r\n{",
                KEPT,
                "GET /"
            })
    void resetConnections_doNotCountForTheirAddress(String begun) throws Exception {
        try (RunningServer server =
                RunningServer.start(RunningServer.settings(), limits(CONNECTIONS / 2), ManagementConfig.none())) {
            int port = server.server().port();
            for (int i = 0; i < 10 * CONNECTIONS; i++) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    // Closing then resets the connection.
                    socket.setSoLinger(true, 0);
                    socket.getOutputStream().write(begun.getBytes());
                } catch (SocketException rejected) {
                    // While the server has not noticed yet that the others are closed.
                    Thread.onSpinWait();
                }
            }
            assertThat(firstStatusLine(port)).startsWith("HTTP/1.1 200");
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            while (socket.getInputStream().read() >= 0) {
                // The response to what it has sent.
                Thread.onSpinWait();
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** That of the first request that is answered. */
    private static String firstStatusLine(int port) {
        String line = "";
        while (line.isEmpty()) {
            try (Connections caller = new Connections(port)) {
                line = Connections.statusLine(caller.open(LIVE));
            } catch (IOException rejected) {
                Thread.onSpinWait();
            }
        }
        return line;
    }

    private static LimitsConfig limits(int share) {
        return LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxConcurrentRequests(200)
                .maxConnections(CONNECTIONS)
                .maxConnectionsPerAddress(share)
                .requestBufferBytes(10_000_000)
                .requestTimeout(NEVER)
                .idleTimeout(NEVER)
                .build();
    }

    /** Sockets that each send a byte or a request from time to time, and connect again once they are closed. */
    private static final class Attack implements AutoCloseable {

        /** More often than a connection would be closed for its rest. */
        private static final int PAUSE_MILLISECONDS = 200;

        private final int port;
        private final Socket[] sockets;
        private final String begun;
        private final String more;
        private final CountDownLatch over = new CountDownLatch(1);
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final List<IOException> failures = new ArrayList<>();
        private final Thread thread = new Thread(this::run, "attack");
        private volatile CountDownLatch rounds = new CountDownLatch(0);

        private Attack(int port, String begun, String more, int count) {
            this.port = port;
            this.begun = begun;
            this.more = more;
            this.sockets = new Socket[count];
        }

        static Attack begin(int port, String begun) throws Exception {
            return begin(port, begun, ATTACKERS);
        }

        static Attack begin(int port, String begun, int count) throws Exception {
            return begin(new Attack(port, begun, "x", count));
        }

        /** Sends whole requests, more often than a connection would be idle. */
        static Attack repeat(int port, String request) throws Exception {
            return repeat(port, request, ATTACKERS);
        }

        static Attack repeat(int port, String request, int count) throws Exception {
            return begin(new Attack(port, request, request, count));
        }

        private static Attack begin(Attack attack) throws Exception {
            attack.thread.start();
            attack.goOn();
            return attack;
        }

        /** Waits until each socket has been there and has sent more. */
        void goOn() throws InterruptedException {
            CountDownLatch more = new CountDownLatch(2);
            rounds = more;
            assertThat(more.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("two more rounds")
                    .isTrue();
            assertThat(failures).isEmpty();
        }

        private void run() {
            try {
                while (!over.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                    for (int i = 0; i < sockets.length; i++) {
                        trickle(i);
                    }
                    rounds.countDown();
                }
            } catch (IOException failure) {
                failures.add(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                ended.complete(null);
            }
        }

        private void trickle(int i) throws IOException {
            if (sockets[i] == null) {
                sockets[i] = new Socket(InetAddress.getLoopbackAddress(), port);
                send(i, begun);
            } else {
                send(i, more);
            }
        }

        private void send(int i, String text) throws IOException {
            try {
                sockets[i].getOutputStream().write(text.getBytes(ISO_8859_1));
            } catch (IOException closed) {
                sockets[i].close();
                sockets[i] = null;
            }
        }

        @Override
        public void close() throws IOException {
            over.countDown();
            ended.join();
            for (Socket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }
}
