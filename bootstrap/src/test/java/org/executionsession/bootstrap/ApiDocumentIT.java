package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API document and its page come out of the one jar. */
class ApiDocumentIT {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    @TempDir
    Path folder;

    @Test
    void theJar_servesTheApiDocumentAndThePageThatShowsIt() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder)) {
            HttpCaller caller = new HttpCaller(server.url());
            for (String prefix : List.of("", "/qrs")) {
                HttpResponse<String> document = caller.get(prefix + "/openapi.json");
                assertThat(document.statusCode()).isEqualTo(200);
                JsonNode json = new ObjectMapper().readTree(document.body());
                assertThat(json.get("openapi").textValue()).isEqualTo("3.0.3");
                assertThat(json.get("paths").has("/executionresult/detail/{id}"))
                        .isTrue();

                HttpResponse<String> page = caller.get(prefix + "/docs");
                assertThat(page.statusCode()).isEqualTo(200);
                List<String> files = REFERENCE
                        .matcher(page.body())
                        .results()
                        .map(match -> URI.create(prefix + "/docs")
                                .resolve(match.group(1))
                                .toString())
                        .toList();
                assertThat(files).contains(prefix + "/docs/swagger-ui-bundle.js");
                for (String file : files) {
                    HttpResponse<String> answer = caller.get(file);
                    assertThat(answer.statusCode()).as(file).isEqualTo(200);
                    assertThat(answer.body()).as(file).isNotEmpty();
                }
            }
            assertThat(server.err()).isEmpty();
        }
    }
}
