package org.executionsession.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n",
                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\n\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1a;x=y\r\n01234567890123456789012345"
                        + "\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\r\n\r\n0\r\nTrailer: x\r\n\r\n"
            })
    void aResponse_endsWithItsLastByteWhereverItIsCut(String response) {
        byte[] bytes = response.getBytes(StandardCharsets.US_ASCII);
        ResponseParser parser = new ResponseParser();
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(parser.parse(ByteBuffer.wrap(bytes, 0, cut)))
                    .as("the first %s bytes", cut)
                    .isFalse();
            assertThat(parser.parse(ByteBuffer.wrap(bytes, cut, bytes.length - cut)))
                    .as("and the rest")
                    .isTrue();
            assertThat(parser.status()).isEqualTo(Integer.parseInt(response.substring(9, 12)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLastResponseOfAConnection_isRecognized(boolean last) {
        ResponseParser parser = new ResponseParser();
        String response =
                "HTTP/1.1 201 Created\r\n" + (last ? "Connection: close\r\n" : "") + "Content-Length: 0\r\n\r\n";
        assertThat(parser.parse(ByteBuffer.wrap(response.getBytes(StandardCharsets.US_ASCII))))
                .isTrue();
        assertThat(parser.lastOfConnection()).isEqualTo(last);
    }
}
