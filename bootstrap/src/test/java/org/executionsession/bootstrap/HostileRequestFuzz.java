package org.executionsession.bootstrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Whatever bytes come over a connection, the server as it is wired for an operator answers them, and never by blaming
 * itself. Bytes that reach code for the first time are varied further.
 */
class HostileRequestFuzz {

    /** Long enough for any machine: it turns a response that never comes into a failure, and measures nothing. */
    private static final int PATIENCE_MILLISECONDS = 60_000;

    /** What was recorded is purged from time to time, or lists would grow for as long as the test runs. */
    private static final int REQUESTS_OF_ONE_SERVER = 5_000;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3})[^\r\n]*\r\n");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The path in front of all others at the second server, as behind a virtual proxy. */
    private static final String BASE_PATH = "/sso";

    private static StandaloneServer server;
    private static StandaloneServer behindProxy;
    private static int requests;

    @Command
    static final class Line {
        @Mixin
        private ServeOptions options;
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            behindProxy.close();
        }
    }

    @DictionaryEntries({
        "GET /qrs/executionsession",
        "POST /qrs/executionsession",
        "PUT /qrs/executionsession/",
        "DELETE /qrs/selection/",
        "/full",
        "/count",
        "/table",
        "/many",
        "/previewprivileges",
        "/executionresult",
        "/detail",
        "/about",
        "?filter=",
        "&orderby=",
        "&sortColumn=",
        "&skip=",
        "&take=",
        "privileges=true",
        "xrfkey=0123456789abcdef",
        "%20eq%20",
        "%27",
        "%00",
        "%u0041",
        "%uD800",
        "%c0%ae",
        "%ED%A0%80",
        ";x=%",
        "/..;/",
        "/../",
        "/./",
        "/%2e%2e/",
        "http://a/",
        "%C3%B6",
        "\\x0d\\x0a",
        "X-Qlik-User: UserDirectory=ACME; UserId=jo",
        "X-Qlik-Xrfkey: 0123456789abcdef",
        "Idempotency-Key: \"key\"",
        "Content-Type: application/json; charset=utf-8",
        "Content-Encoding: gzip",
        "Transfer-Encoding: chunked",
        "Content-Length: 2",
        "Expect: 100-continue",
        "X-HTTP-Method-Override: DELETE",
        "Sec-WebSocket-Version: 13",
        "Upgrade: h2c",
        "Content-Type: application/x-www-form-urlencoded",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Connection: close",
        "HTTP/1.1",
        "HTTP/1.0",
        "{}",
        "[]",
        "null",
        "\"id\":",
        "046b6c7f-0b8a-43b9-b35d-6489e6daee91"
    })
    @FuzzTest
    @SuppressWarnings("try") // what is allowed ends with the block
    void anyRequest_isAnsweredWithoutServerError(byte[] request) throws IOException {
        try (SilentCloseable allowed = BugDetectors.allowNetworkConnections()) {
            restartFromTimeToTime();
            for (String answer : new String[] {answer(server, request), answer(behindProxy, belowBasePath(request))}) {
                // To nothing, or a method alone, a server owes nothing.
                if (!answer.isEmpty()) {
                    check(answer);
                }
            }
        }
    }

    private static void check(String answer) throws IOException {
        Matcher status = STATUS_LINE.matcher(answer);
        assertThat(status.lookingAt()).as("the first line of '%s'", answer).isTrue();
        int end = answer.indexOf("\r\n\r\n");
        if (status.group(1).equals("100")) {
            check(answer.substring(end + 4));
            return;
        }
        String head = answer.substring(0, end).toLowerCase(Locale.ROOT);
        int code = Integer.parseInt(status.group(1));
        // The one fault of 5xx that is the caller's: a version of HTTP that is not spoken here.
        assertThat(code).as(answer).matches(status5xx -> status5xx < 500 || status5xx == 505, "is no fault of ours");
        if (code >= 400) {
            assertThat(head).contains("content-type: application/problem+json");
            String text = answer.substring(end + 4);
            if (text.startsWith("{")) {
                assertThat(MAPPER.readTree(text.getBytes(ISO_8859_1))
                                .get("status")
                                .intValue())
                        .isEqualTo(code);
            }
        }
    }

    /** All that comes back until the server ends the connection, which it does because no more will come from here. */
    private static String answer(StandaloneServer server, byte[] request) throws IOException {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLISECONDS);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** The same request, with the base path before the path of its target. */
    private static byte[] belowBasePath(byte[] request) {
        return new String(request, ISO_8859_1)
                .replaceFirst("^([^ \r\n]+ (?:https?://[^/ \r\n]*)?)/", "$1" + BASE_PATH + "/")
                .getBytes(ISO_8859_1);
    }

    private static void restartFromTimeToTime() {
        if (requests % REQUESTS_OF_ONE_SERVER == 0) {
            stop();
            server = started("--database=jdbc:h2:mem:hostile");
            behindProxy = started("--database=jdbc:h2:mem:proxied", "--base-path=" + BASE_PATH);
        }
        requests++;
    }

    private static StandaloneServer started(String... more) {
        Line line = new Line();
        new CommandLine(line)
                .parseArgs(Stream.concat(Stream.of("--port=0"), Stream.of(more)).toArray(String[]::new));
        return StandaloneServer.start(line.options);
    }
}
