package org.executionsession.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.http.support.RunningServer.closing;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.UUID;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The paths, methods and queries of requests. */
class RequestTargetHttpTest {

    private static final String PATH = "/qrs/executionsession";

    private static final RunningServer SERVER = RunningServer.start();

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    class PathsAndMethods {

        @ParameterizedTest
        @ValueSource(
                strings = {
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
            TestResponse create = SERVER.raw(closing("POST " + PATH + "?" + query, "Content-Length: 2\r\n", "{}"));
            create.isProblem(400);
            assertThat(SERVER.useCases().sessionCount()).isZero();

            String id = SERVER.create("{}").entity(201).get("id").textValue();
            SERVER.raw(closing("GET " + PATH + "/" + id + "?" + query, "", "")).isProblem(400);
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
        @ValueSource(strings = {"%", "%2", "%zz", "%FF", "%C3", "%ED%A0%80", "\u00ff", "\u00c3", "\u00ed\u00a0\u0080"})
        void aQueryThatIsNotPercentEncodedUtf8_returns400(String value) {
            SERVER.raw(closing("GET " + PATH + "?filter=user%20eq%20'" + value + "'", "", ""))
                    .isProblem(400);
        }

        @Test
        void aQueryWithPlusSignsAndNonAsciiCharacters_isAccepted() {
            SERVER.create("{\"user\":\"j\u00f6 x\"}");
            assertThat(SERVER.get(PATH + "/count?filter=user+eq+'j%C3%B6+x'").text())
                    .isEqualTo("{\"value\":1}");
            String unencoded = new String("j\u00f6+x".getBytes(UTF_8), ISO_8859_1);
            assertThat(SERVER.raw(closing("GET " + PATH + "/count?filter=user+eq+'" + unencoded + "'", "", ""))
                            .text())
                    .isEqualTo("{\"value\":1}");
        }

        /** Letters that become s, i or k if their case is ignored. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/qrs/execution\u017fession",
                    "/qrs/execut\u0131onsession",
                    "/qrs/tas\u212a",
                    "/qr\u017f/task"
                })
        void aPathWithLettersThatResembleAscii_returns400(String path) {
            String bytes = new String(path.getBytes(UTF_8), ISO_8859_1);
            assertThat(SERVER.raw(closing("GET " + bytes + "/count", "", ""))
                            .isProblem(400)
                            .detail())
                    .isEqualTo("the path must be ASCII; percent-encode other characters as UTF-8");
        }

        @Test
        void aParameterWithLettersThatResembleAscii_isAnother() {
            assertThat(SERVER.get(PATH + "/count?xrf%E2%84%AAey=0123456789abcdef")
                            .status())
                    .isEqualTo(200);
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, UTF_8);
        }
    }
}
