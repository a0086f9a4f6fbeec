package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that shows the API document. */
class DocumentPageHttpTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    private static final RunningServer SERVER = RunningServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/", "/qrs/docs", "/qrs/docs//", "/QRS/Docs", "//Docs/"})
    void thePage_refersToFilesThatAreServed(String path) {
        TestResponse page = SERVER.get(path);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).contains("text/html;charset=utf-8");
        List<String> references = REFERENCE
                .matcher(page.text())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(references).hasSize(4).allSatisfy(reference -> {
            // A browser takes two slashes at the start for a host.
            URI base = URI.create("http://host" + path);
            TestResponse file = SERVER.get(base.resolve(reference).getRawPath());
            assertThat(file.status()).isEqualTo(200);
            assertThat(file.body()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/docs/swagger-ui.css, text/css;charset=utf-8",
        "/docs/swagger-ui-bundle.js, text/javascript;charset=utf-8",
        "/qrs/docs/swagger-ui-bundle.js.LICENSE.txt, text/plain;charset=utf-8",
        "/QRS//docs/START.js, text/javascript;charset=utf-8",
        "/docs/favicon-32x32.png, image/png"
    })
    void aFile_hasItsMediaType(String path, String type) {
        TestResponse file = SERVER.get(path);
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("Content-Type")).contains(type);
        TestResponse head = SERVER.head(path);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).contains(type);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).contains(Integer.toString(file.body().length));
        assertThat(SERVER.put(path, "").isProblem(405).header("Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/docs", "/docs/", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"})
    void aKnownFile_isNotSentAgain(String path) {
        TestResponse file = SERVER.get(path);
        assertThat(file.header("Cache-Control")).contains("no-cache");
        String tag = file.header("ETag").orElseThrow();
        TestResponse known = SERVER.send("GET", path, BodyPublishers.noBody(), "If-None-Match", tag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.header("ETag")).contains(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page.html",
                "index.html",
                "none.js",
                "swagger-ui.css.map",
                "..%2Fopenapi%2Fopenapi.json",
                "%2e%2e%2fExecutionSessionHttpServer.class"
            })
    void anotherFile_isNotServed(String file) {
        TestResponse answer = SERVER.get("/docs/" + file);
        assertThat(answer.status()).isIn(400, 404);
        answer.isProblem(answer.status());
    }

    @Test
    void thePage_loadsNothingFromOtherHosts() {
        TestResponse page = SERVER.get("/docs");
        assertThat(page.text() + SERVER.get("/docs/start.js").text()).doesNotContain("http:", "https:");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'");
    }
}
