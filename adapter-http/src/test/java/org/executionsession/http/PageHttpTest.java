package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.SecurityConfig.Tokens;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.GuardedServer;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the page on which people watch executions. What the page does is tested in a browser. */
class PageHttpTest {

    private static final Path FILES = Path.of("src/main/resources/org/executionsession/http/internal/endpoint/page");

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(page/[^\"]*)\"");
    private static final Pattern IMPORT = Pattern.compile("from \"\\./([^\"]*)\"");

    private static final RunningServer SERVER = RunningServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void page_namesAllItsFilesSoThatABrowserLoadsThemAtOnce() throws IOException {
        List<String> named = matches(REFERENCE, SERVER.get("/").text());
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(named)
                    .containsExactlyInAnyOrderElementsOf(files.map(file -> "page/" + file.getFileName())
                            .filter(file -> !file.endsWith("index.html"))
                            .toList());
        }
        Set<String> imported = new HashSet<>(Set.of("main.js"));
        for (String file : named) {
            TestResponse response = SERVER.get("/" + file);
            assertThat(response.status()).as(file).isEqualTo(200);
            imported.addAll(matches(IMPORT, response.text()));
        }
        assertThat(imported.stream().map(file -> "page/" + file))
                .containsExactlyInAnyOrderElementsOf(
                        named.stream().filter(file -> file.endsWith(".js")).toList());
    }

    @Test
    void page_hasNoInlineScriptAndNoInlineStyle() {
        assertThat(SERVER.get("/").text())
                .doesNotContain("<style", " style=", "javascript:")
                .doesNotContainPattern("<script[^>]*>[^<]")
                .doesNotContainPattern(" on[a-z]+=");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html;charset=utf-8",
        "//, text/html;charset=utf-8",
        "/?tasks=name%20eq%20'x', text/html;charset=utf-8",
        "/page/page.css, text/css;charset=utf-8",
        "//page/main.js, text/javascript;charset=utf-8",
        "/page/icon.svg, image/svg+xml"
    })
    void file_hasItsTypeAndAStrictPolicy(String path, String type) {
        TestResponse file = SERVER.get(path);
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("Content-Type")).contains(type);
        assertThat(file.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(file.header("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        TestResponse head = SERVER.head(path);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(file.header("Content-Length"));
        assertThat(head.body()).isEmpty();
        assertThat(SERVER.put(path, "{}").isProblem(405).header("Allow")).contains("GET, HEAD");
    }

    @Test
    void file_isSentAgainOnlyIfItHasChanged() {
        String tag = SERVER.get("/page/main.js").header("ETag").orElseThrow();
        TestResponse again = SERVER.send("GET", "/page/main.js", BodyPublishers.noBody(), "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(SERVER.send("GET", "/page/main.js", BodyPublishers.noBody(), "If-None-Match", "W/\"other\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void file_isCompressedForClientsThatAcceptIt() throws IOException {
        TestResponse plain = SERVER.get("/page/main.js");
        TestResponse compressed =
                SERVER.send("GET", "/page/main.js", BodyPublishers.noBody(), "Accept-Encoding", "br, gzip");
        assertThat(compressed.header("Content-Encoding")).contains("gzip");
        assertThat(compressed.header("Vary")).contains("Accept-Encoding");
        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes();
        assertThat(new String(unpacked, StandardCharsets.UTF_8)).isEqualTo(plain.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/",
                "/page/none.js",
                "/page/index.html/x",
                "/page/..%2fopenapi.json",
                "/page/../PageHandler.class",
                "/page/PageHandler.class",
                "/page"
            })
    void otherFile_isNotFound(String path) {
        assertThat(SERVER.get(path).status()).isIn(400, 404);
    }

    @Test
    void page_isServedWithoutATokenAndNothingElseIs(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                CertificateAuthority.pem(CertificateAuthority.newKeys("EC", 256).getPublic()));
        try (GuardedServer guarded =
                GuardedServer.start(new SecurityConfig(null, Tokens.builder(key).build()))) {
            assertThat(guarded.get(null, "/").status()).isEqualTo(200);
            assertThat(guarded.get(null, "/page/main.js").status()).isEqualTo(200);
            assertThat(guarded.get(null, "/qrs/task/statistics").status()).isEqualTo(401);
            assertThat(guarded.get(null, "/docs").status()).isEqualTo(401);
        }
    }

    @Test
    void page_belowABasePathHasASlashAtItsEnd() {
        try (RunningServer below = RunningServer.start(RunningServer.settings().withBasePath("hub/SSO"))) {
            TestResponse redirect = below.get("/hub/sso");
            assertThat(redirect.status()).isEqualTo(308);
            assertThat(redirect.header("Location")).contains("./sso/");
            assertThat(below.get("/hub/sso/").text()).isEqualTo(SERVER.get("/").text());
            assertThat(below.get("/hub/sso/page/main.js").status()).isEqualTo(200);
            below.get("/").isProblem(404);
            below.get("/page/main.js").isProblem(404);
        }
    }
}
