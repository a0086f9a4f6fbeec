package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.http.support.RunningServer.closing;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds a body: media types, encodings, sizes and framing. */
class RequestBodyHttpTest {

    private static final int LIMIT = 2_000;
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_CHUNKS = MAX_BYTES / 64 + MAX_BYTES / 1_024;
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
            SERVER.raw(closing("POST " + PATH, "Content-Type:\r\nContent-Length: 2\r\n", "{}"))
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
            SERVER.create(padded(MAX_BYTES)).entity(201);
            SERVER.send("POST", PATH, chunked(padded(MAX_BYTES))).entity(201);
            // The announcement is enough; no byte of such a body is waited for.
            SERVER.raw(closing("POST " + PATH, "Content-Length: 1048577\r\n", ""))
                    .isProblem(413);
            SERVER.raw(closing("POST " + PATH, "Content-Length: 9223372036854775807\r\n", ""))
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
        void create_returns413ForABodyOfManyShortChunks() {
            String chunked = "Transfer-Encoding: chunked\r\n";
            String end = "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n";
            String accepted = "1\r\n \r\n".repeat(MAX_CHUNKS - 2) + end;
            String rejected = "1\r\n \r\n".repeat(MAX_CHUNKS - 1) + end;
            assertThat(SERVER.raw(closing("POST " + PATH, chunked, accepted)).status())
                    .isEqualTo(201);
            assertThat(SERVER.raw(closing("POST " + PATH, chunked, rejected))
                            .isProblem(413)
                            .detail())
                    .isEqualTo("the body has more chunks than the limit of " + MAX_CHUNKS);
        }

        /** The ends of buffers and packets divide some of these chunks in two. */
        @Test
        void create_acceptsALargeBodyInChunksOf64Bytes() {
            String body = new String(padded(MAX_BYTES), UTF_8);
            StringBuilder chunks = new StringBuilder();
            for (int i = 0; i < MAX_BYTES; i += 64) {
                chunks.append("40\r\n").append(body, i, i + 64).append("\r\n");
            }
            chunks.append("0\r\n\r\n");
            SERVER.raw(closing("POST " + PATH, "Transfer-Encoding: chunked\r\n", chunks.toString()))
                    .entity(201);
        }

        @Test
        void create_returns413ForAnEndlessChunkedBody() {
            String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
            NARROW.rawWithoutEnd(closing("POST " + PATH, "Transfer-Encoding: chunked\r\n", chunk))
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
            SERVER.raw(closing("POST " + PATH, "Transfer-Encoding: chunked\r\n", chunks))
                    .isProblem(400);
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void create_returns400ForABodyShorterThanItsContentLength() {
            // What came is whole JSON, but it is not what was announced.
            TestResponse answer = SERVER.raw(closing("POST " + PATH, "Content-Length: 100\r\n", "{}"))
                    .isProblem(400);
            assertThat(answer.detail()).isEqualTo("the body is incomplete");
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void create_readsNoMoreThanTheContentLength() {
            TestResponse answer = SERVER.raw(closing("POST " + PATH, "Content-Length: 1\r\n", "{}"))
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
}
