package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.output.MarkdownRender;

/** The contract is locked: what was released stays true. CONTRIBUTING.md says how it may grow. */
class ReleasedContractTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectNode RELEASED = released();

    @Test
    void theServedContract_isCompatibleWithTheReleasedContract() throws IOException {
        try (RunningServer server = RunningServer.start()) {
            assertThat(breaks(MAPPER.readTree(server.document()))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("breakingChanges")
    void aBreakingChange_isDetected(Consumer<ObjectNode> change) {
        assertThat(breaks(changed(change))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("additions")
    void anAddition_passes(Consumer<ObjectNode> change) {
        assertThat(breaks(changed(change))).isEmpty();
    }

    static Stream<Named<Consumer<ObjectNode>>> breakingChanges() {
        return Stream.of(
                change("a path is gone", "/paths", paths -> paths.remove("/executionsession/count")),
                change("a method is gone", "/paths/~1executionsession~1{id}", path -> path.remove("put")),
                change(
                        "a parameter is gone",
                        "/paths/~1executionsession~1count/get",
                        operation -> operation.withArray("/parameters").remove(0)),
                change(
                        "a parameter became required",
                        "/components/parameters/ExecutionSessionFilter",
                        parameter -> parameter.put("required", true)),
                change(
                        "a required parameter came",
                        "/paths/~1executionsession/get",
                        operation -> parameter(operation, true)),
                change(
                        "a parameter takes less",
                        "/components/parameters/ExecutionSessionFilter/schema",
                        schema -> schema.put("maxLength", 10)),
                change(
                        "a parameter takes but a few values",
                        "/components/parameters/ExecutionSessionFilter/schema",
                        schema -> schema.putArray("enum").add("id eq 1")),
                change(
                        "a property of an answer is gone",
                        "/components/schemas/ExecutionSession/properties",
                        properties -> properties.remove("user")),
                change(
                        "a property of an answer is gone, deep inside",
                        "/components/schemas/StreamCondensed/properties",
                        properties -> properties.remove("name")),
                change(
                        "a property of an answer is not always there",
                        "/components/schemas/ExecutionSession",
                        schema -> schema.withArray("/required").remove(0)),
                change(
                        "a property has another type",
                        "/components/schemas/ExecutionSession/properties/retries",
                        property -> property.put("type", "string").remove("format")),
                change(
                        "a property has another form",
                        "/components/schemas/ExecutionSession/properties/createdDate",
                        property -> property.put("format", "date")),
                change(
                        "a property of an answer may be null",
                        "/components/schemas/ExecutionSession/properties/user",
                        property -> property.put("nullable", true)),
                change(
                        "an object of an answer may be null",
                        "/components/schemas/ExecutionResultCondensed",
                        schema -> schema.put("nullable", true)),
                change(
                        "a property of a body became required",
                        "/components/schemas/ExecutionSessionDraft",
                        schema -> schema.putArray("required").add("user")),
                change(
                        "a body does not take a property any more",
                        "/components/schemas/ExecutionSessionDraft/properties",
                        properties -> properties.remove("user")),
                change(
                        "a body takes fewer values of a property",
                        "/components/schemas/TableColumn/properties/columnType",
                        property -> property.putArray("enum").add("Property")),
                change(
                        "a status is another one",
                        "/paths/~1executionsession/post/responses",
                        responses -> responses.set("200", responses.remove("201"))),
                change(
                        "a media type is another one",
                        "/components/responses/ExecutionSessionList/content",
                        content -> content.set("text/json", content.remove("application/json"))),
                change(
                        "a header is gone",
                        "/paths/~1executionsession/post/responses/201",
                        response -> response.remove("headers")));
    }

    static Stream<Named<Consumer<ObjectNode>>> additions() {
        return Stream.of(
                change("nothing changed", "", document -> {}),
                change("a path came", "/paths", paths -> paths.set("/new", paths.get("/about"))),
                change(
                        "a method came",
                        "/paths/~1about",
                        path -> ((ObjectNode) path.set("post", path.get("get").deepCopy())
                                        .get("post"))
                                .put("operationId", "new")),
                change(
                        "a parameter came that is not required",
                        "/paths/~1executionsession/get",
                        operation -> parameter(operation, false)),
                change("a property of an answer came", "/components/schemas/ExecutionSession", schema -> {
                    schema.withObject("/properties/more").put("type", "string");
                    schema.withArray("/required").add("more");
                }),
                change(
                        "a property of a body came that is not required",
                        "/components/schemas/ExecutionSessionDraft",
                        schema -> schema.withObject("/properties/more").put("type", "string")),
                change(
                        "a member of an enumeration came",
                        "/components/schemas/AbortReason",
                        schema -> schema.put(
                                "description", schema.get("description").textValue() + "\n- `4: New`")));
    }

    private static Named<Consumer<ObjectNode>> change(String name, String pointer, Consumer<ObjectNode> change) {
        return named(name, document -> change.accept((ObjectNode) document.at(pointer)));
    }

    private static void parameter(ObjectNode operation, boolean required) {
        ObjectNode parameter = ((ArrayNode) operation.get("parameters")).addObject();
        parameter.put("name", "more").put("in", "query").put("required", required);
        parameter.putObject("schema").put("type", "string");
    }

    private static JsonNode changed(Consumer<ObjectNode> change) {
        ObjectNode document = RELEASED.deepCopy();
        change.accept(document);
        return document;
    }

    /** What a document breaks of the released one; empty for nothing. */
    private static List<String> breaks(JsonNode document) {
        List<String> breaks = new ArrayList<>();
        ChangedOpenApi changes = OpenApiCompare.fromContents(RELEASED.toString(), document.toString());
        if (changes.isIncompatible()) {
            breaks.add(inWords(changes));
        }
        for (String part : List.of("/components/schemas", "/components/parameters")) {
            addWhatTheLibraryPermits(part, RELEASED.at(part), document, breaks);
        }
        return breaks;
    }

    /** Bodies that lose a property, whose value we would drop silently; new bounds to values; null where none was. */
    private static void addWhatTheLibraryPermits(
            String pointer, JsonNode released, JsonNode document, List<String> breaks) {
        JsonNode now = document.at(pointer);
        if (now.isMissingNode()) {
            breaks.add(pointer + " is gone");
        }
        if (now.has("enum") && !released.has("enum")) {
            breaks.add(pointer + " takes fewer values");
        }
        if (isNullable(now) && !isNullable(released)) {
            breaks.add(pointer + " may be null");
        }
        released.forEachEntry((name, child) -> {
            if (child.isObject()) {
                addWhatTheLibraryPermits(pointer + Problem.FieldError.token(name), child, document, breaks);
            }
        });
    }

    private static boolean isNullable(JsonNode schema) {
        return schema.path("nullable").asBoolean();
    }

    private static String inWords(ChangedOpenApi changes) {
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        new MarkdownRender().render(changes, new OutputStreamWriter(words, StandardCharsets.UTF_8));
        return words.toString(StandardCharsets.UTF_8);
    }

    private static ObjectNode released() {
        try (InputStream released = ReleasedContractTest.class.getResourceAsStream("openapi-released.json")) {
            return (ObjectNode) MAPPER.readTree(released);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
