package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request means what HTTP says, and nothing that a library reads into it. */
class PlainRequestHttpTest {

    private static final String PATH = "/qrs/executionsession";
    private static final String ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";

    private static final BlockingQueue<String> METHODS = new LinkedBlockingQueue<>();

    private static final RunningServer SERVER = RunningServer.start(
            RunningServer.settings(),
            LimitsConfig.defaults(),
            ManagementConfig.builder()
                    .requestListener(new RequestListener() {
                        @Override
                        public void onResponse(String method, String route, int status, long nanos) {
                            if (!route.equals("/qrs/openapi.json") && !route.equals(PATH)) {
                                METHODS.add(method);
                            }
                        }
                    })
                    .build());

    @BeforeEach
    void recordOneSession() {
        SERVER.useCases().clear();
        SERVER.create("{\"id\":\"" + ID + "\",\"user\":\"before\"}").entity(201);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<List<String>> overriddenMethods() {
        List<String> names =
                List.of("X-HTTP-Method-Override", "x-http-method-OVERRIDE", "X-Method-Override", "X-HTTP-Method");
        return names.stream()
                .flatMap(name -> Stream.of("GET", "HEAD", "OPTIONS", "PATCH")
                        .flatMap(sent ->
                                Stream.of("DELETE", "PUT", "POST", "delete").map(meant -> List.of(name, sent, meant))));
    }

    @ParameterizedTest
    @MethodSource("overriddenMethods")
    void aMethodInAHeader_isIgnored(List<String> names) throws InterruptedException {
        String sent = names.get(1);
        METHODS.clear();
        TestResponse answer = SERVER.send(
                sent, PATH + "/" + ID, BodyPublishers.ofString("{\"user\":\"after\"}"), names.get(0), names.get(2));
        assertThat(answer.status()).isEqualTo(sent.equals("GET") || sent.equals("HEAD") ? 200 : 405);
        assertThat(METHODS.poll(1, TimeUnit.MINUTES)).isEqualTo(sent);
        assertThat(SERVER.get(PATH + "/" + ID).entity(200).get("user").textValue())
                .isEqualTo("before");
        METHODS.poll(1, TimeUnit.MINUTES);
    }

    @ParameterizedTest
    @CsvSource({"DELETE, GET", "PUT, GET", "POST, GET", "POST, HEAD"})
    void aSafeMethodInAHeader_doesNotHideAChange(String sent, String meant) {
        String path = sent.equals("POST") ? PATH : PATH + "/" + ID;
        TestResponse foreign = SERVER.send(
                sent,
                path,
                BodyPublishers.ofString("{}"),
                "X-HTTP-Method-Override",
                meant,
                "Origin",
                "https://else.example");
        foreign.isProblem(403);
        assertThat(SERVER.useCases().sessionCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_method=DELETE", "X-HTTP-Method-Override=DELETE", "method=DELETE", "httpMethod=DELETE"})
    void aMethodInTheQuery_isIgnored(String query) {
        SERVER.get(PATH + "/" + ID + "?" + query).entity(200);
        SERVER.get(PATH + "/" + ID).entity(200);
    }

    @Test
    void aWebSocketVersionHeader_isIgnored() {
        assertThat(SERVER.send("GET", PATH + "/" + ID, BodyPublishers.noBody(), "Sec-WebSocket-Version", "13")
                        .status())
                .isEqualTo(200);
        SERVER.post(PATH, "{}".getBytes(UTF_8), "Sec-WebSocket-Version", "13").entity(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 1",
                "Forwarded: host=evil.example;proto=https;for=1.2.3.4",
                "X-Original-URL: /qrs/nowhere\r\nX-Rewrite-URL: /qrs/nowhere",
                "X-Forwarded-Prefix: /evil\r\nX-Forwarded-Path: /evil",
                "Range: bytes=0-1",
                "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT",
                "If-Match: \"x\"\r\nIf-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
                "Cookie: JSESSIONID=x; X-Qlik-User=y",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13"
            })
    void overridesOfOtherFrameworks_areIgnored(String headers) {
        TestResponse created = SERVER.raw(
                "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n" + headers + "\r\n\r\n{}");
        created.entity(201);
        assertThat(created.header("Location").orElseThrow()).startsWith(PATH + "/");
        assertThat(created.header("Set-Cookie")).isEmpty();
        SERVER.raw("GET " + PATH + "/" + ID + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n")
                .entity(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/qrs/executionsession;x=y",
                "/qrs;x=y/executionsession",
                "/qrs/executionsession;jsessionid=1",
                "/qrs%2Fexecutionsession",
                "/qrs/executionsession%2F" + ID,
                "/%71rs/executionsession",
                "/qrs/./executionsession",
                "/qrs/x/../executionsession",
                "/qrs/..;/qrs/executionsession",
                "/qrs/%2e/executionsession",
                "/health/live;x=y",
                "/health/%6cive",
                "/health/./live"
            })
    void anotherSpellingOfAPath_returns404(String path) {
        int status = SERVER.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status();
        assertThat(status).isIn(400, 404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET http://localhost/qrs/about HTTP/1.1, localhost, 200",
        "GET http://b/qrs/about HTTP/1.1, localhost, 400",
        "GET https://b/qrs/about HTTP/1.1, localhost, 400",
        "CONNECT localhost:80 HTTP/1.1, localhost, 405",
        "TRACE /qrs/executionsession HTTP/1.1, localhost, 405",
        "OPTIONS * HTTP/1.1, localhost, 404",
        "PRI * HTTP/2.0, localhost, 426",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2, localhost, 400"
    })
    void otherTargetsAndProtocols_areRejected(String line, String host, int status) throws IOException {
        try (Connections callers = new Connections(SERVER.server().port())) {
            Socket asking = callers.open(line + "\r\nHost: " + host + "\r\n\r\n");
            assertThat(Connections.statusLine(asking)).startsWith("HTTP/1.1 " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8"})
    void aWrongMethod_returnsTheAllowedMethodsForEveryAcceptHeader(String accepted) {
        TestResponse answer = SERVER.send("PATCH", PATH, BodyPublishers.noBody(), "Accept", accepted);
        assertThat(answer.isProblem(405).header("Allow")).contains("GET, POST, HEAD");
    }

    private static final List<String> MALFORMED = List.of(
            "%u0041",
            "%U0041",
            "%uD800",
            "%u",
            "%u00",
            "%u+041",
            "%u0041%u0042",
            "%",
            "%2",
            "%zz",
            "%+1",
            "%-1",
            "a%",
            "a%4",
            ";%",
            ";%u0041",
            "a;x=%u0041",
            "%c0%ae",
            "%ED%A0%80",
            "%FF",
            "%E2%82",
            "%F5%80%80%80",
            "%u002e%u002e/x");

    static Stream<String> malformedTargets() {
        return Stream.of(
                        "/%s",
                        "/qrs/%s",
                        "/qrs/executionsession/%s",
                        "/qrs/executionsession%s",
                        "/qrs/executionresult/detail/%s",
                        "/selection/%s/executionsession/count",
                        "/docs/%s",
                        "/%s/../qrs/about",
                        "http://a/qrs/executionsession/%s",
                        "/qrs/executionsession?filter=%s",
                        "/qrs/executionsession?%s=x",
                        "/qrs/executionsession/" + ID + "?privileges=true&x=%s")
                .flatMap(target -> MALFORMED.stream().map(part -> target.replace("%s", part)));
    }

    @ParameterizedTest
    @MethodSource("malformedTargets")
    void aTargetThatIsNotPercentEncodedUtf8_returns400(String target) {
        for (String method : List.of("GET", "POST")) {
            SERVER.raw(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                    .isProblem(400);
        }
        assertThat(SERVER.useCases().sessionCount()).isEqualTo(1);
    }

    static Stream<String> oddHeaders() {
        List<String> values = Stream.concat(
                        MALFORMED.stream(),
                        Stream.of(
                                "",
                                " ",
                                ";",
                                ",",
                                "=",
                                "\"",
                                "\u00ff",
                                "\u00c3\u00b6",
                                "a\u0001",
                                "(",
                                "a;b=c;;=",
                                "\t"))
                .toList();
        return Stream.of(
                        "X-Qlik-User",
                        "X-Qlik-Xrfkey",
                        "Content-Type",
                        "Content-Encoding",
                        "Origin",
                        "Referer",
                        "Sec-Fetch-Site",
                        "Idempotency-Key",
                        "X-Request-Id",
                        "traceparent",
                        "Authorization",
                        "Accept",
                        "Accept-Encoding",
                        "Accept-Language",
                        "Cookie",
                        "Connection",
                        "Upgrade",
                        "Expect",
                        "Range",
                        "Forwarded",
                        "Sec-WebSocket-Version",
                        "X-HTTP-Method-Override",
                        "Access-Control-Request-Method")
                .flatMap(name -> values.stream().map(value -> name + ": " + value));
    }

    @ParameterizedTest
    @MethodSource("oddHeaders")
    void anUnusualHeader_causesNoServerError(String header) {
        TestResponse answer = SERVER.raw(
                "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n" + header + "\r\n\r\n{}");
        assertThat(answer.status()).as(answer.text()).isLessThan(500);
    }
}
