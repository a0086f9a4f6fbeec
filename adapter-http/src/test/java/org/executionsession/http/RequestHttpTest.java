package org.executionsession.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds a body: paths, methods, queries, media types, sizes and framing. */
class RequestHttpTest {

    private static final int LIMIT = 2_000;
    private static final String PATH = "/qrs/executionsession";
    private static final byte[] EMPTY_OBJECT = "{}".getBytes(UTF_8);

    private static final RunningServer SERVER = RunningServer.start();
    private static final RunningServer NARROW =
            RunningServer.start(LimitsConfig.builder().maxBodyBytes(LIMIT).build());

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
        NARROW.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
        NARROW.close();
    }

    @Nested
    class PathsAndMethods {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/",
                    "/qrs",
                    "/qrs/",
                    "/qrs/executionsessions",
                    "/qrs/execution/session",
                    "/qrs/executionsession/many/more",
                    "/qrs/qrs/executionsession",
                    "/api/executionsession",
                    "/executionsession.json",
                    "/favicon.ico",
                    "/%F0%9F%98%80",
                    "/qrs/executionsession%20"
                })
        void anyMethodOnAnUnknownPath_returns404(String path) {
            for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
                TestResponse answer = SERVER.send(method, path, BodyPublishers.noBody());
                answer.isProblem(404);
            }
            assertThat(SERVER.get("/qrs/executionsessions").isProblem(404).detail())
                    .isEqualTo("no resource exists at this path");
        }

        @ParameterizedTest
        @CsvSource({
            "GET, /executionsession/many, POST",
            "HEAD, /executionsession/Table, POST",
            "DELETE, /qrs/executionsession/FULL, 'GET, HEAD'",
            "PUT, /qrs/executionresult/detail, 'GET, HEAD, POST'",
            "PUT, /qrs/executionsession, 'GET, POST, HEAD'",
            "DELETE, /QRS/ExecutionSession/, 'GET, POST, HEAD'",
            "PATCH, //executionsession//, 'GET, POST, HEAD'",
            "OPTIONS, /qrs/executionsession, 'GET, POST, HEAD'",
            "FROB, /qrs/executionsession, 'GET, POST, HEAD'",
            "TRACE, /qrs/executionsession, 'GET, POST, HEAD'",
            "POST, /qrs/executionsession/046b6c7f-0b8a-43b9-b35d-6489e6daee91, 'GET, PUT, DELETE, HEAD'",
            "PATCH, /executionsession/046b6c7f-0b8a-43b9-b35d-6489e6daee91, 'GET, PUT, DELETE, HEAD'",
            "OPTIONS, /executionsession/046b6c7f-0b8a-43b9-b35d-6489e6daee91, 'GET, PUT, DELETE, HEAD'"
        })
        void aWrongMethod_returns405WithTheAllowedMethods(String method, String path, String allowed) {
            TestResponse answer = SERVER.send(method, path, BodyPublishers.noBody());
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("Allow")).contains(allowed);
            if (method.equals("HEAD")) {
                assertThat(answer.body()).isEmpty();
            } else {
                answer.isProblem(405);
            }
        }

        @Test
        void read_returns404ForAnUnknownId() {
            String id = UUID.randomUUID().toString();
            assertThat(SERVER.get(PATH + "/" + id).isProblem(404).detail())
                    .isEqualTo("there is no execution session with the id " + id);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x",
                    "1",
                    "046b6c7f0b8a43b9b35d6489e6daee91",
                    "046b6c7f-0b8a-43b9-b35d-6489e6daee9",
                    "046b6c7f-0b8a-43b9-b35d-6489e6daee911",
                    "1-1-1-1-1",
                    "%7B046b6c7f-0b8a-43b9-b35d-6489e6daee91%7D",
                    "00000000-0000-0000-0000-000000000000",
                    "null",
                    "%27%20OR%201=1--",
                    "%F0%9F%98%80",
                    "a%2Fb",
                    "%0D%0ASet-Cookie:%20a=b"
                })
        void read_returns404ForAMalformedId(String id) {
            TestResponse answer = SERVER.get(PATH + "/" + id).isProblem(404);
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/qrs/executionsession/%s",
                    "/executionsession/%s",
                    "/QRS/ExecutionSession/%s",
                    "//qrs//executionsession//%s//",
                    "/executionSession/%s/"
                })
        void read_worksOnEveryPathOfTheSession(String path) {
            String id = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";
            SERVER.create("{\"id\":\"" + id + "\"}").entity(201);
            assertThat(SERVER.get(path.formatted(id)).entity(200).get("id").textValue())
                    .isEqualTo(id);
            assertThat(SERVER.get(path.formatted(id.toUpperCase(Locale.ROOT)))
                            .entity(200)
                            .get("id")
                            .textValue())
                    .isEqualTo(id);
            assertThat(SERVER.get(path.formatted(id) + "?Privileges=True")
                            .entity(200)
                            .get("privileges"))
                    .hasSize(4);
        }

        /** Some clients send a body, and any media type, with a GET (contract, part 3). */
        @Test
        void read_ignoresABody() {
            String id = SERVER.create("{}").entity(201).get("id").textValue();
            SERVER.send("GET", PATH + "/" + id, BodyPublishers.ofString("{}"), "Content-Type", "png")
                    .entity(200);
        }

        @Test
        void head_returnsTheHeadersOfGetWithoutTheBody() {
            String id = SERVER.create("{}").entity(201).get("id").textValue();
            TestResponse found = SERVER.send("HEAD", PATH + "/" + id, BodyPublishers.noBody());
            assertThat(found.status()).isEqualTo(200);
            assertThat(found.header("Content-Type")).contains("application/json;charset=utf-8");
            assertThat(found.body()).isEmpty();

            TestResponse missing = SERVER.send("HEAD", PATH + "/" + UUID.randomUUID(), BodyPublishers.noBody());
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.body()).isEmpty();
        }
    }

    @Nested
    class QueryString {

        @ParameterizedTest
        @ValueSource(strings = {"%", "%2", "%zz", "a=%", "a=%zz&b=1", "privileges=true&%=1", "privileges=%G0", "a=b%"})
        void aMalformedQuery_returns400(String query) {
            TestResponse create = SERVER.raw(request("POST " + PATH + "?" + query, "Content-Length: 2\r\n", "{}"));
            create.isProblem(400);
            assertThat(SERVER.useCases().sessionCount()).isZero();

            String id = SERVER.create("{}").entity(201).get("id").textValue();
            SERVER.raw(request("GET " + PATH + "/" + id + "?" + query, "", "")).isProblem(400);
        }

        @Test
        void theLongestAcceptedFilter_fitsIntoARequest() {
            String start = "user so '";
            int letters = FilterParser.MAX_LENGTH - start.length() - 1;
            assertThat(SERVER.get(PATH + "/count?filter=" + encoded(start + "x".repeat(letters) + "'"))
                            .text())
                    .isEqualTo("{\"value\":0}");
            assertThat(SERVER.get(PATH + "/count?filter=" + encoded(start + "x".repeat(letters + 1) + "'"))
                            .isProblem(400)
                            .detail())
                    .isEqualTo("Cannot parse the expression: it is longer than 60000 characters");
            assertThat(SERVER.get(PATH + "/count?filter=" + encoded(start + "\u00f6".repeat(letters) + "'"))
                            .isProblem(414)
                            .detail())
                    .isEqualTo("the path, the query and the headers are larger than the limit of 73728 bytes");
        }

        @ParameterizedTest
        @ValueSource(strings = {"%", "%2", "%zz", "%FF", "%C3", "%ED%A0%80"})
        void aQueryThatIsNotPercentEncodedUtf8_returns400(String value) {
            SERVER.raw(request("GET " + PATH + "?filter=user%20eq%20'" + value + "'", "", ""))
                    .isProblem(400);
        }

        @Test
        void aQueryWithPlusSignsAndNonAsciiCharacters_isAccepted() {
            SERVER.create("{\"user\":\"j\u00f6 x\"}");
            assertThat(SERVER.get(PATH + "/count?filter=user+eq+'j%C3%B6+x'").text())
                    .isEqualTo("{\"value\":1}");
            String unencoded = new String("j\u00f6+x".getBytes(UTF_8), ISO_8859_1);
            assertThat(SERVER.raw(request("GET " + PATH + "/count?filter=user+eq+'" + unencoded + "'", "", ""))
                            .text())
                    .isEqualTo("{\"value\":1}");
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, UTF_8);
        }
    }

    @Nested
    class ContentTypeAndEncoding {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/json",
                    "Application/JSON",
                    "application/json; charset=utf-8",
                    "application/json;charset=UTF-8",
                    "application/json ; charset=\"utf-8\"",
                    "application/json;charset=utf8",
                    "application/json;charset=us-ascii",
                    "application/json; version=1",
                    "application/json;",
                    "application/vnd.qlik+json",
                    "application/problem+json; charset=utf-8",
                    // PowerShell's and curl's default, and what other clients say.
                    "application/x-www-form-urlencoded",
                    "application/x-www-form-urlencoded; charset=UTF-8",
                    "text/plain",
                    "text/plain;charset=utf-8",
                    "text/json",
                    "text/xml",
                    "application/xml",
                    "application/jsonx",
                    "application/octet-stream",
                    "image/png",
                    "png",
                    "json",
                    "*/*",
                    ";",
                    "+json",
                    "%u0041",
                    "text/plain; application/json"
                })
        void create_acceptsEveryContentTypeOfJson(String type) {
            SERVER.post(PATH, EMPTY_OBJECT, "Content-Type", type).entity(201);
        }

        @Test
        void create_acceptsABodyWithoutContentType() {
            SERVER.post(PATH, EMPTY_OBJECT).entity(201);
            SERVER.raw(request("POST " + PATH, "Content-Type:\r\nContent-Length: 2\r\n", "{}"))
                    .entity(201);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "multipart/form-data; boundary=x",
                    "MULTIPART/mixed",
                    "text/plain; charset=utf-16",
                    "application/x-www-form-urlencoded; charset=windows-1252",
                    "application/json; charset=utf-16",
                    "application/json; charset=iso-8859-1",
                    "application/json; a=b; charset=\"UTF-16LE\""
                })
        void create_returns415ForABodyOtherThanJsonInUtf8(String type) {
            TestResponse answer =
                    SERVER.post(PATH, EMPTY_OBJECT, "Content-Type", type).isProblem(415);
            assertThat(answer.detail()).startsWith("the body must be JSON");
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"gzip", "GZIP", "deflate", "br", "identity, gzip", "x"})
        void create_returns415ForACompressedBody(String encoding) {
            SERVER.post(PATH, EMPTY_OBJECT, "Content-Type", "application/json", "Content-Encoding", encoding)
                    .isProblem(415);
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void create_acceptsTheIdentityEncoding() {
            SERVER.post(PATH, EMPTY_OBJECT, "Content-Encoding", "identity").entity(201);
        }
    }

    @Nested
    class BodySizeAndFraming {

        @Test
        void create_acceptsABodyOfExactlyTheLimit() {
            NARROW.create(padded(LIMIT)).entity(201);
            NARROW.send("POST", PATH, chunked(padded(LIMIT))).entity(201);
        }

        @Test
        void create_returns413AboveTheLimit() {
            for (int bytes : new int[] {LIMIT + 1, 10 * LIMIT}) {
                TestResponse announced = NARROW.create(padded(bytes)).isProblem(413);
                assertThat(announced.detail()).isEqualTo("the body is larger than the limit of 2000 bytes");
                NARROW.send("POST", PATH, chunked(padded(bytes))).isProblem(413);
            }
            assertThat(NARROW.useCases().sessionCount()).isZero();
            NARROW.create("{}").entity(201);
        }

        @Test
        void create_acceptsOneMebibyteByDefault() {
            SERVER.create(padded(1024 * 1024)).entity(201);
            SERVER.send("POST", PATH, chunked(padded(1024 * 1024))).entity(201);
            // The announcement is enough; no byte of such a body is waited for.
            SERVER.raw(request("POST " + PATH, "Content-Length: 1048577\r\n", ""))
                    .isProblem(413);
            SERVER.raw(request("POST " + PATH, "Content-Length: 9223372036854775807\r\n", ""))
                    .isProblem(413);
        }

        @Test
        void create_acceptsTheLargestPossibleLimit() {
            try (RunningServer wide = RunningServer.start(
                    LimitsConfig.builder().maxBodyBytes(Integer.MAX_VALUE).build())) {
                wide.create("{}").entity(201);
                wide.send("POST", PATH, chunked(EMPTY_OBJECT)).entity(201);
            }
        }

        @Test
        void create_returns413ForAnEndlessChunkedBody() {
            String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
            NARROW.rawWithoutEnd(request("POST " + PATH, "Transfer-Encoding: chunked\r\n", chunk))
                    .isProblem(413);
            assertThat(NARROW.useCases().sessionCount()).isZero();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "zz\r\n{}\r\n0\r\n\r\n", // not the length of a chunk
                    "2\r\n{}", // no last chunk
                    "5\r\n{}", // half a chunk
                    "-2\r\n{}\r\n0\r\n\r\n",
                    "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                    ""
                })
        void create_returns400ForBrokenChunks(String chunks) {
            SERVER.raw(request("POST " + PATH, "Transfer-Encoding: chunked\r\n", chunks))
                    .isProblem(400);
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void create_returns400ForABodyShorterThanItsContentLength() {
            // What came is whole JSON, but it is not what was announced.
            TestResponse answer = SERVER.raw(request("POST " + PATH, "Content-Length: 100\r\n", "{}"))
                    .isProblem(400);
            assertThat(answer.detail()).isEqualTo("the body is incomplete");
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void create_readsNoMoreThanTheContentLength() {
            TestResponse answer = SERVER.raw(request("POST " + PATH, "Content-Length: 1\r\n", "{}"))
                    .isProblem(400);
            assertThat(answer.errors()).extracting(Problem.FieldError::pointer).containsExactly("");
        }

        private static byte[] padded(int bytes) {
            byte[] body = new byte[bytes];
            Arrays.fill(body, (byte) ' ');
            body[0] = '{';
            body[bytes - 1] = '}';
            return body;
        }

        /** A body whose length is not known before. */
        private static BodyPublisher chunked(byte[] body) {
            return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        }
    }

    @Nested
    class RequestLineAndHeaders {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GARBAGE\r\n\r\n",
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n", // TLS on a plain port
                    "GET\r\n\r\n",
                    "GET / HTTP/1.1\r\n\r\n", // no Host
                    "GET / HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: localhost\r\nA b: x\r\n\r\n",
                    "POST /executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: -2\r\n\r\n{}",
                    "POST /executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: two\r\n\r\n{}",
                    "POST /executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                    "POST /executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                    "GET /executionsession/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /executionsession/% HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /executionsession/%FF HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET /../executionsession HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET /a b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET http://[/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                })
        void bytesThatAreNoRequest_return400(String request) {
            SERVER.raw(request).isProblem(400);
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void headersThatAreTooLarge_return431() {
            SERVER.raw(request("GET /", "X-Long: " + "x".repeat(100_000) + "\r\n", ""))
                    .isProblem(431);
        }

        @Test
        void aPathThatIsTooLong_returns414() {
            assertThat(SERVER.raw(request("GET /" + "x".repeat(100_000), "", ""))
                            .isProblem(414)
                            .detail())
                    .isEqualTo("the path, the query and the headers are larger than the limit of 73728 bytes");
        }

        @Test
        void anUnknownHttpVersion_returns505() {
            assertThat(SERVER.raw("GET / HTTP/7.0\r\nHost: localhost\r\n\r\n")
                            .isProblem(505)
                            .detail())
                    .isEqualTo("the request line must end with HTTP/1.1 or HTTP/1.0");
        }

        @ParameterizedTest
        @ValueSource(strings = {"gzip, chunked", "deflate, gzip, chunked", "gzip"})
        void anotherTransferCoding_isRejected(String coding) {
            SERVER.raw("POST /executionsession HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + coding
                            + "\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
                    .isProblem(400);
        }

        @Test
        void anUnsupportedExpectation_returns417() {
            SERVER.raw(request("POST " + PATH, "Expect: a-miracle\r\nContent-Length: 2\r\n", "{}"))
                    .isProblem(417);
        }
    }

    private static String request(String line, String headers, String body) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }
}
