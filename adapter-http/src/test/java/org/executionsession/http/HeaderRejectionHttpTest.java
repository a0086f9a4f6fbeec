package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.SecurityConfig.Tokens;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.executionsession.http.support.WebToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What may not be done is rejected by the headers, and takes nothing from those who may. */
class HeaderRejectionHttpTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final int LARGE = 200_000;
    private static final String GUEST = "X-Qlik-User: UserDirectory=ACME; UserId=guest\r\n";
    private static final String NONE = "X-Qlik-User: UserDirectory=ACME; UserId=nobody\r\n";
    private static final String ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";

    /** Each with a line, headers, and the status that follows from them. */
    record Rejected(String line, String headers, int status) {}

    static Stream<Rejected> rejected() {
        List<Rejected> byHeaders = List.of(
                new Rejected("POST /qrs/executionsession", "Origin: null\r\n", 403),
                new Rejected("POST /nowhere", "Sec-Fetch-Site: cross-site\r\n", 403),
                new Rejected("POST /qrs/executionsession?xrfkey=0123456789abcdef", "", 403),
                new Rejected("POST /qrs/executionsession", "X-Qlik-Xrfkey: short\r\n", 403),
                new Rejected("POST /qrs/executionsession", "X-Qlik-User: nonsense\r\n", 400),
                new Rejected("POST /qrs/executionsession?x=%", "", 400),
                new Rejected("POST /qrs/executionsession/%u0041", "", 400));
        List<Rejected> byRights = Stream.of(GUEST, NONE)
                .flatMap(user -> Stream.of(
                        new Rejected("POST /qrs/executionsession", user, 403),
                        new Rejected("POST //ExecutionSession//Many/", user, 403),
                        new Rejected("PUT /executionsession/" + ID, user, 403),
                        new Rejected("DELETE /executionsession/" + ID, user, 403),
                        new Rejected("POST /qrs/executionresult", user, 403),
                        new Rejected("PUT /executionresult/" + ID, user, 403),
                        new Rejected("POST /qrs/executionresult/detail/many", user, 403),
                        new Rejected("PUT /selection/" + ID + "/executionresult/synthetic", user, 403)))
                .toList();
        List<Rejected> withoutPrivileges = List.of(
                new Rejected("GET /executionsession/" + ID, NONE, 403),
                new Rejected("POST /selection", NONE, 403),
                new Rejected("POST /selection/executionresult/detail", NONE, 403),
                new Rejected("GET /qrs/selection/" + ID, NONE, 403),
                new Rejected("DELETE /selection/" + ID, NONE, 403),
                new Rejected("DELETE /selection/" + ID + "/executionsession", NONE, 403),
                new Rejected("GET /selection/" + ID + "/executionsession/count", NONE, 403),
                new Rejected("POST /selection/" + ID + "/executionsession/table", NONE, 403));
        List<Rejected> withoutRoute = Stream.of("", GUEST, NONE)
                .flatMap(user -> Stream.of(
                        new Rejected("POST /nowhere", user, 404),
                        new Rejected("PATCH /qrs/executionsession/" + ID, user, 405),
                        new Rejected("POST /executionsession/" + ID, user, 405),
                        new Rejected("PUT /qrs/ExecutionSession/many", user, 405)))
                .toList();
        return Stream.of(byHeaders, byRights, withoutPrivileges, withoutRoute).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void aRejectionByHeaders_doesNotWaitForTheBody(Rejected request) throws IOException {
        try (RunningServer server =
                        RunningServer.start(limits(LimitsConfig.defaults().maxBodyBytes()));
                Connections callers = new Connections(server.server().port())) {
            for (String body : List.of(
                    "Content-Length: 100\r\n\r\n{",
                    "Content-Length: 100000000\r\n\r\n{",
                    "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
                    "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n")) {
                Socket socket =
                        callers.open(request.line() + " HTTP/1.1\r\nHost: localhost\r\n" + request.headers() + body);
                TestResponse answer = Connections.everything(socket).isProblem(request.status());
                assertThat(answer.header("Connection")).contains("close");
            }
        }
    }

    /** Callers without privileges get these responses, whatever their body contains. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /qrs/executionsession | []",
                "GET /executionresult/full | []",
                "GET /executionresult/detail/count | {\"value\":0}",
                "POST /executionsession/previewcreateprivilege | {\"value\":false}",
                "POST /qrs/executionresult/previewprivileges | []",
                "POST /EXECUTIONRESULT/detail/previewprivileges | []",
                "GET /ssl/ping | Ping successful"
            })
    void anIgnoredBody_isNotAwaited(String line, String expected) throws IOException {
        try (RunningServer server =
                        RunningServer.start(limits(LimitsConfig.defaults().maxBodyBytes()));
                Connections callers = new Connections(server.server().port())) {
            for (String body : List.of(
                    "Content-Length: 100\r\n\r\n{",
                    "Content-Length: 100000000\r\n\r\n{",
                    "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
                    "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n")) {
                TestResponse response =
                        Connections.everything(callers.open(line + " HTTP/1.1\r\nHost: localhost\r\n" + NONE + body));
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).isEqualTo(expected);
                assertThat(response.header("Connection")).contains("close");
            }
        }
    }

    @Test
    void missingIgnoredBodies_takeNoPlacesOfOtherRequests() throws IOException {
        LimitsConfig few = LimitsConfig.builder().maxConcurrentRequests(8).build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), few, ManagementConfig.none());
                Connections callers = new Connections(server.server().port())) {
            List<Socket> stalled = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                stalled.add(callers.open("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"));
            }
            for (Socket socket : stalled) {
                assertThat(Connections.everything(socket).status()).isEqualTo(404);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void aReceivedBody_leavesTheConnectionToTheNextRequest(Rejected request) throws IOException {
        try (RunningServer server =
                        RunningServer.start(limits(LimitsConfig.defaults().maxBodyBytes()));
                Connections callers = new Connections(server.server().port())) {
            Socket socket = callers.open(
                    request.line() + " HTTP/1.1\r\nHost: localhost\r\n" + request.headers()
                            + "Content-Length: 2\r\n\r\n{}GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            String received = new String(socket.getInputStream().readAllBytes());
            assertThat(received).startsWith("HTTP/1.1 " + request.status()).contains("HTTP/1.1 200 OK");
        }
    }

    @Test
    void forbiddenUploads_takeNoMemoryFromAllowedOnes(@TempDir Path folder) throws IOException {
        KeyPair keys = CertificateAuthority.newKeys("EC", 256);
        Path key = Files.writeString(folder.resolve("key.pem"), CertificateAuthority.pem(keys.getPublic()));
        SecurityConfig tokens = new SecurityConfig(null, Tokens.builder(key).build());
        String token = WebToken.signed(
                "{\"alg\":\"ES256\"}",
                "{\"userDirectory\":\"ACME\",\"userId\":\"jo\",\"exp\":4102444800}",
                keys.getPrivate());
        try (ExecutionSessionHttpServer server = ExecutionSessionHttpServer.start(
                        RunningServer.settings(), tokens, limits(LARGE), ManagementConfig.none(), new TestUseCases());
                Connections callers = new Connections(server.port())) {
            String head = "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + LARGE + "\r\n";
            String half = " ".repeat(LARGE - 2);
            for (int i = 0; i < 12; i++) {
                Socket stranger = callers.open(head + "\r\n" + half);
                assertThat(Connections.statusLine(stranger)).startsWith("HTTP/1.1 401");
            }
            Socket writer = callers.open(head + "Authorization: Bearer " + token + "\r\n\r\n" + half + "{}");
            assertThat(Connections.statusLine(writer)).startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void aClientThatSendsItsWholeBodyFirst_getsTheResponse() throws IOException {
        try (RunningServer server = RunningServer.start(limits(20_000_000));
                Connections callers = new Connections(server.server().port())) {
            int length = 15_000_000;
            Socket socket = callers.open("POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\n" + GUEST
                    + "Connection: close\r\nContent-Length: " + length + "\r\n\r\n" + " ".repeat(length));
            Connections.everything(socket).isProblem(403);
        }
    }

    /** Room for one large body, and nothing times out. */
    private static LimitsConfig limits(int maxBodyBytes) {
        return LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxBodyBytes(maxBodyBytes)
                .maxConcurrentRequests(200)
                .maxConnections(1_000)
                .requestBufferBytes(LARGE)
                .requestTimeout(NEVER)
                .idleTimeout(NEVER)
                .build();
    }
}
