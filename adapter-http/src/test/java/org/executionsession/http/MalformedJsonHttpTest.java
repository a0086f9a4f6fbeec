package org.executionsession.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not JSON at all, or not JSON as RFC 8259 wants it. */
class MalformedJsonHttpTest {

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
    class Syntax {

        static Stream<Arguments> malformed() {
            return Stream.of(
                    Arguments.of("x", 1, 1),
                    Arguments.of("{", 1, 2),
                    Arguments.of("}", 1, 1),
                    Arguments.of("{\"id\"}", 1, 6),
                    Arguments.of("{\"id\":}", 1, 7),
                    Arguments.of("{\"id\":\"a}", 1, 10),
                    Arguments.of("{\"id\" \"a\"}", 1, 7),
                    Arguments.of("{\"id\":null,}", 1, 12),
                    Arguments.of("{,}", 1, 2),
                    Arguments.of("{id:null}", 1, 2),
                    Arguments.of("{'id':null}", 1, 2),
                    Arguments.of("{\"id\":nul}", 1, 7),
                    Arguments.of("{\"retries\":NaN}", 1, 15),
                    Arguments.of("{\"retries\":-Infinity}", 1, 21),
                    Arguments.of("{\"retries\":01}", 1, 13),
                    Arguments.of("{\"retries\":+1}", 1, 13),
                    Arguments.of("{\"retries\":.5}", 1, 12),
                    Arguments.of("{\"retries\":1.}", 1, 13),
                    Arguments.of("{\"retries\":0x10}", 1, 13),
                    Arguments.of("{\"retries\":1e}", 1, 13),
                    Arguments.of("{\"user\":\"\\x\"}", 1, 11),
                    Arguments.of("{\"user\":\"\\u12G4\"}", 1, 14),
                    Arguments.of("{\"user\":`a`}", 1, 9),
                    Arguments.of("{\"user\":\"a\nb\"}", 1, 11),
                    Arguments.of("{\n  \"retries\": 1,\n  \"user\": oops\n}", 3, 11),
                    Arguments.of("{\r\n  \"retries\": 1,\r\n  \"user\": ]\r\n}", 3, 11),
                    Arguments.of("/* a */ {}", 1, 1),
                    Arguments.of("{} // b", 1, 4),
                    Arguments.of("# c\n{}", 1, 1),
                    Arguments.of("{\"a\":[1,2}", 1, 10),
                    Arguments.of("{\"a\":[1 2]}", 1, 9),
                    Arguments.of("{} {}", 1, 4),
                    Arguments.of("{}}", 1, 3),
                    Arguments.of("{}\n\nx", 3, 1),
                    Arguments.of("{},", 1, 3),
                    Arguments.of("{}null", 1, 3),
                    Arguments.of("id=1&name=x", 1, 1),
                    Arguments.of("<session/>", 1, 1),
                    Arguments.of("\u0000", 1, 2),
                    Arguments.of("{}\u0000", 1, 4));
        }

        @ParameterizedTest
        @MethodSource("malformed")
        void create_namesThePositionOfMalformedJson(String body, int line, int column) {
            TestResponse answer = SERVER.create(body).isProblem(400);
            assertThat(answer.errors()).hasSize(1);
            assertThat(answer.errors().get(0).message())
                    .startsWith("the JSON is malformed: ")
                    .endsWith(" (line " + line + ", column " + column + ")");
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void create_describesMalformedJsonWithoutInternals() {
            assertThat(SERVER.create("{\"user\": oops}").isProblem(400).errors())
                    .containsExactly(new Problem.FieldError(
                            "/user",
                            "the JSON is malformed: Unrecognized token 'oops': was expecting (JSON String, Number,"
                                    + " Array, Object or token 'null', 'true' or 'false') (line 1, column 10)"));
            assertThat(SERVER.create("{} {}").isProblem(400).errors())
                    .containsExactly(
                            new Problem.FieldError("", "the JSON is malformed: Trailing token (line 1, column 4)"));
            assertThat(SERVER.create("{\"app\": {\"published\": [NaN")
                            .isProblem(400)
                            .errors())
                    .containsExactly(new Problem.FieldError(
                            "/app/published/0", "the JSON is malformed: Non-standard token 'NaN' (line 1, column 27)"));
            assertThat(SERVER.create("{\"a\": [1}").isProblem(400).errors())
                    .containsExactly(new Problem.FieldError(
                            "/a/0",
                            "the JSON is malformed: Unexpected close marker '}': expected ']' (line 1, column 9)"));
        }

        @Test
        void create_rejectsDuplicateNames() {
            TestResponse same = SERVER.create("{\"app\": {\"name\": \"a\",\n \"name\": \"b\"}}")
                    .isProblem(400);
            assertThat(same.errors())
                    .containsExactly(new Problem.FieldError(
                            "/app/name", "the JSON is malformed: Duplicate field 'name' (line 2, column 2)"));

            TestResponse differentCase = SERVER.create(
                            "{\"app\": {\"name\": \"a\", \"NAME\": \"b\"}, \"ID\": 1, \"id\": null}")
                    .isProblem(400);
            assertThat(differentCase.errors())
                    .contains(
                            new Problem.FieldError("/app/NAME", "is given twice, in different letter case"),
                            new Problem.FieldError("/id", "is given twice, in different letter case"));

            // In what is ignored too: a text with a name twice is not JSON that all readers understand alike.
            TestResponse ignored =
                    SERVER.create("{\"noSuchProperty\": {\"a\": 1, \"a\": 1}}").isProblem(400);
            assertThat(ignored.errors()).extracting(Problem.FieldError::pointer).containsExactly("/noSuchProperty/a");
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }
    }

    @Nested
    class CharacterEncoding {

        @Test
        void create_namesAPropertyThatUtf8CannotEncode() {
            for (String body : List.of(
                    "{\"\\ud800\": 1, \"\\ud800\": 2}",
                    "{\"\\ud800\": oops}",
                    "{\"\\udc00a\": 1, \"\\udc00A\": 2}",
                    "{\"\\ud800a\": 1, \"\\ud800A\": 2}")) {
                List<Problem.FieldError> faults =
                        SERVER.create(body).isProblem(400).errors();
                assertThat(faults).hasSize(1);
                assertThat(faults.get(0).message()).startsWith("the JSON is malformed: ");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"user\":\"\u00c0\u00af\"}", // overlong
                    "{\"user\":\"\u00c1\u0081\"}", // overlong
                    "{\"user\":\"\u00e0\u0080\u00af\"}", // overlong
                    "{\"user\":\"\u0080\"}", // a continuation of nothing
                    "{\"user\":\"a\u00bf\"}", // a continuation of nothing
                    "{\"user\":\"\u00e4\"}", // ISO 8859-1
                    "{\"user\":\"\u00e2\u0082\"}", // truncated within the text
                    "{\"user\":\"\u00ed\u00a0\u0080\"}", // half a surrogate pair
                    "{\"user\":\"\u00f4\u0090\u0080\u0080\"}", // beyond U+10FFFF
                    "{\"user\":\"\u00f8\u0088\u0080\u0080\u0080\"}", // five bytes
                    "{\"user\":\"\u00fe\"}",
                    "{\"user\":\"\u00ff\"}",
                    "{\"noSuchProperty\":\"\u00ff\"}"
                })
        void create_rejectsInvalidUtf8(String bytes) {
            TestResponse answer = SERVER.create(bytes.getBytes(ISO_8859_1)).isProblem(400);
            int offset = 0;
            while (bytes.charAt(offset) < 0x80) {
                offset++;
            }
            assertThat(answer.errors())
                    .containsExactly(new Problem.FieldError(
                            "", "the body is not UTF-8: the byte at offset " + offset + " is not valid"));
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void create_rejectsUtf8ThatEndsWithinACharacter() {
            TestResponse answer =
                    SERVER.create("{} \u00e2\u0082".getBytes(ISO_8859_1)).isProblem(400);
            assertThat(answer.errors())
                    .containsExactly(
                            new Problem.FieldError("", "the body is not UTF-8: the byte at offset 3 is not valid"));
        }

        static Stream<byte[]> otherEncodings() {
            String json = "{\"user\":\"jo\"}";
            return Stream.of(
                    json.getBytes(UTF_16BE),
                    json.getBytes(UTF_16LE),
                    ("\ufeff" + json).getBytes(UTF_16BE),
                    ("\ufeff" + json).getBytes(UTF_16LE),
                    json.getBytes(Charset.forName("UTF-32BE")),
                    json.getBytes(Charset.forName("UTF-32LE")));
        }

        @ParameterizedTest
        @MethodSource("otherEncodings")
        void create_rejectsOtherUnicodeEncodings(byte[] body) {
            assertThat(SERVER.create(body).isProblem(400).errors()).hasSize(1);
            assertThat(SERVER.useCases().sessionCount()).isZero();
        }

        @Test
        void create_acceptsUtf8WithAByteOrderMark() {
            JsonNode session = SERVER.create("\ufeff{\"user\":\"Größe 漢字 \ud83d\ude00\"}".getBytes(UTF_8))
                    .entity(201);
            assertThat(session.get("user").textValue()).isEqualTo("Größe 漢字 \ud83d\ude00");
            TestResponse twice = SERVER.create("\ufeff\ufeff{}".getBytes(UTF_8)).isProblem(400);
            assertThat(twice.errors()).hasSize(1);
        }
    }

    /** Depth and length, of the body and of the response. */
    @Nested
    class Limits {

        @Test
        void create_limitsTheNesting() {
            SERVER.create(nested(50)).entity(201);
            for (int levels : List.of(51, 100, 100_000)) {
                TestResponse answer = SERVER.create(nested(levels)).isProblem(400);
                assertThat(answer.errors()).hasSize(1);
                assertThat(answer.errors().get(0).message())
                        .startsWith("the JSON is nested deeper than 50 levels (line 1, column ");
            }
            TestResponse unclosed = SERVER.create("[".repeat(100_000)).isProblem(400);
            assertThat(unclosed.errors().get(0).message()).startsWith("the JSON is nested deeper than 50 levels");
            TestResponse objects = SERVER.create("{\"a\":".repeat(100_000)).isProblem(400);
            assertThat(objects.errors().get(0).message()).startsWith("the JSON is nested deeper than 50 levels");
        }

        /** An object around arrays, in a property that is ignored. */
        private static String nested(int levels) {
            return "{\"noSuchProperty\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
        }

        @Test
        void create_limitsNumbersAndNames() {
            for (String body : List.of(
                    "{\"retries\":" + "9".repeat(500_000) + "}",
                    "{\"noSuchProperty\":" + "9".repeat(101) + "}",
                    "{\"noSuchProperty\":0." + "9".repeat(500_000) + "}",
                    "{\"" + "n".repeat(500_000) + "\":1}")) {
                TestResponse answer = SERVER.create(body).isProblem(400);
                assertThat(answer.errors()).hasSize(1);
                assertThat(answer.errors().get(0).message())
                        .startsWith("the JSON contains a number or a name that is too long (line 1, column ");
                assertThat(answer.body().length).isLessThan(1_000);
            }
            SERVER.create("{\"retries\":1e999999999}").isProblem(400);
            SERVER.create("{\"noSuchProperty\":1e999999999}").entity(201);
        }

        @Test
        void create_doesNotEchoLongTexts() {
            assertThat(SERVER.create("x".repeat(500_000)).isProblem(400).body().length)
                    .isLessThan(1_000);
            assertThat(SERVER.create("{\"user\":\"" + "x".repeat(500_000))
                            .isProblem(400)
                            .body()
                            .length)
                    .isLessThan(1_000);
            String name = "n".repeat(40_000);
            assertThat(SERVER.create("{\"" + name + "\":1,\"" + name + "\":1}")
                            .isProblem(400)
                            .body()
                            .length)
                    .isLessThan(100_000);
        }
    }
}
