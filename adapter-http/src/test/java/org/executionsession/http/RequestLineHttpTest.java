package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.http.support.RunningServer.closing;

import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The request line and the headers. */
class RequestLineHttpTest {

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
        SERVER.raw(closing("GET /", "X-Long: " + "x".repeat(100_000) + "\r\n", ""))
                .isProblem(431);
    }

    @Test
    void aPathThatIsTooLong_returns414() {
        assertThat(SERVER.raw(closing("GET /" + "x".repeat(100_000), "", ""))
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
        SERVER.raw(closing("POST " + PATH, "Expect: a-miracle\r\nContent-Length: 2\r\n", "{}"))
                .isProblem(417);
    }
}
