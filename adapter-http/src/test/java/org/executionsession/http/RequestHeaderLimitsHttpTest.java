package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.http.support.RunningServer.closing;

import java.util.stream.Stream;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each part of the header of a request becomes objects, however short it is, so their number is limited. */
class RequestHeaderLimitsHttpTest {

    private static final String PATH = "/qrs/executionsession";

    private static final RunningServer SERVER = RunningServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Arguments> manyParts() {
        String fields = "the request has more than 100 header fields";
        String elements = "the request has more than 300 commas and semicolons in its header fields";
        String segments = "the path has more than 100 segments and parameters";
        return Stream.of(
                Arguments.of("GET /", "a:b\r\n".repeat(99), 431, fields),
                Arguments.of("GET /", "Cookie: " + "a=b;".repeat(301) + "\r\n", 431, elements),
                Arguments.of("GET /", ("X: " + ",".repeat(101) + "\r\n").repeat(3), 431, elements),
                Arguments.of("POST /", "Transfer-Encoding: " + "gzip,".repeat(301) + "chunked\r\n", 431, elements),
                Arguments.of("GET " + "/a".repeat(101), "", 414, segments),
                Arguments.of("GET /" + ";a".repeat(100), "", 414, segments),
                Arguments.of("GET /a?" + "a&".repeat(100), "", 414, "the query has more than 100 parameters"));
    }

    @ParameterizedTest
    @MethodSource("manyParts")
    void aRequestWithManyParts_isRejected(String line, String fields, int status, String detail) {
        assertThat(SERVER.raw(closing(line, fields, "")).isProblem(status).detail())
                .isEqualTo(detail);
    }

    /** Commas in a query are no parts. */
    @Test
    void aRequestWithTheMostParts_isAccepted() {
        String target = PATH + "/count?" + "a=b&".repeat(99) + "c=" + "/;,".repeat(1_000);
        String fields = ("Cookie: a;b\r\n").repeat(97) + "X: " + ",".repeat(203) + "\r\n";
        assertThat(SERVER.raw(closing("GET " + target, fields, "")).status()).isEqualTo(200);
    }
}
