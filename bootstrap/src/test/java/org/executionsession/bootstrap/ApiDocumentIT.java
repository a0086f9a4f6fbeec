package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API document and its page come out of the one jar. */
class ApiDocumentIT {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    private static final String NAMED_TASK = "3b1f2f4e-6e0b-4a3c-9d55-8f1b0e6c7a22";

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

    @Test
    void theExampleOfEachBody_isAcceptedTwice() throws IOException {
        Path logs = folder.resolve("logs");
        Files.createDirectories(logs.resolve("nightly"));
        Files.writeString(logs.resolve("nightly/42.log"), "the log that an example names");
        try (RunnableJar server = RunnableJar.serve(folder, "--script-log-folder", logs.toString())) {
            HttpCaller caller = new HttpCaller(server.url());
            JsonNode document =
                    new ObjectMapper().readTree(caller.get("/openapi.json").body());
            int taken = 0;
            for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
                for (String method : List.of("post", "put")) {
                    JsonNode body = path.getValue().path(method).path("requestBody");
                    JsonNode example = example(body, document);
                    if (!example.isMissingNode()) {
                        String query = requiredQuery(path.getValue().get(method));
                        takeTwice(method, path.getKey() + query, example.toString(), caller);
                        taken++;
                    }
                }
            }
            // Of each of three kinds: one, many, table, two previews, a change, a selection's table and change. And a
            // selection.
            // Tasks of three types also have two bundles, and several to start and to stop. Tasks of all types have
            // these two,
            // and a table, a selection's table and change. And the file of a script log, and a subscription.
            assertThat(taken).isEqualTo(3 * 8 + 1 + 3 * 12 + 5 + 2);
            assertThat(server.err()).isEmpty();
        }
    }

    private static String requiredQuery(JsonNode operation) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")
                    && parameter.path("required").asBoolean()) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter.get("name").textValue())
                        .append('=')
                        .append(parameter.get("example").textValue());
            }
        }
        return query.toString();
    }

    private static JsonNode example(JsonNode body, JsonNode document) {
        JsonNode described =
                body.has("$ref") ? document.at(body.get("$ref").textValue().substring(1)) : body;
        return described.at("/content/application~1json/example");
    }

    private static void takeTwice(String method, String path, String example, HttpCaller caller) throws IOException {
        if (path.matches("/\\w*task/(update|start/many|stop/many)")) {
            createNamedTask(path.split("/")[1], caller);
        }
        String place = path.contains("{id}") ? path.replace("{id}", idFor(path, caller)) : path;
        for (int time = 0; time < 2; time++) {
            HttpResponse<String> answer =
                    method.equals("put") ? caller.put(place, example) : caller.post(place, example);
            assertThat(answer.statusCode())
                    .as("%s %s of %s: %s", method, path, example, answer.body())
                    .isBetween(200, 204);
        }
    }

    /** Creates the task that the examples name, in one family only. */
    private static void createNamedTask(String family, HttpCaller caller) throws IOException {
        for (String other : List.of("reloadtask", "externalprogramtask", "usersynctask")) {
            caller.delete("/" + other + "/" + NAMED_TASK);
        }
        caller.post(
                "/" + (family.equals("task") ? "reloadtask" : family),
                "{\"name\": \"n\", \"id\": \"" + NAMED_TASK + "\"}");
    }

    /** Of an entity, or of a selection of all of a kind. */
    private static String idFor(String path, HttpCaller caller) throws IOException {
        String collection = path.startsWith("/selection/")
                ? path.replaceFirst("/\\{id}", "").replaceFirst("/(table|synthetic)$", "")
                : path.replaceFirst("/\\{id}.*", "");
        String entities = collection.replace("/selection", "");
        HttpResponse<String> entity = caller.post(
                entities.equals("/task") ? "/reloadtask" : entities,
                entities.endsWith("task") ? "{\"name\": \"n\"}" : "{}");
        HttpResponse<String> made = path.startsWith("/selection/") ? caller.post(collection, "{}") : entity;
        assertThat(made.statusCode()).as("%s of %s", made.body(), path).isEqualTo(201);
        return new ObjectMapper().readTree(made.body()).get("id").textValue();
    }
}
