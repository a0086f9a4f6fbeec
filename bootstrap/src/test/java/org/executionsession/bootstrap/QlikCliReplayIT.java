package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.executionsession.bootstrap.support.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Cases A3 and A4: the PowerShell module Qlik-Cli-Windows (ahaydon), whose Wait-QlikExecution follows a session or, from
 * a task, a result. It formats what it reads by the metadata of the API. The order and spelling are
 * those of its source and of Windows PowerShell 5.1, which could not be run here.
 */
class QlikCliReplayIT {

    private static final String SESSION = "0a300000-0000-4000-8000-000000000001";
    private static final String RESULT = "0a300000-0000-4000-8000-000000000002";

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @Test
    void waitQlikExecution_followsTheRunToItsEnd() throws IOException {
        get("/qrs/about").json(200);
        server.scheduler().start(SESSION, RESULT);
        JsonNode execution = get("/qrs/executionSession/" + SESSION).json(200);
        assertThat(execution.get("executionResult").get("id").textValue()).isEqualTo(RESULT);
        assertThat(execution.get("reloadTask").get("name").textValue()).isEqualTo("Nightly sales");

        assertProgress(1, "Triggered", Scheduler.TRIGGERED);
        server.scheduler().proceed(SESSION);
        assertProgress(2, "Started", Scheduler.STARTED);
        server.scheduler().finish(SESSION);
        assertProgress(7, "FinishedSuccess", Scheduler.FINISHED);
    }

    @Test
    void importQlikObject_postsToTheSchemaPath() throws IOException {
        String session = "0a300000-0000-4000-8000-000000000003";
        server.scheduler().start(session, "0a300000-0000-4000-8000-000000000004");
        JsonNode exported = get("/qrs/executionSession/" + session).json(200);
        server.scheduler().finish(session);
        assertThat(get("/qrs/executionSession/" + session).status()).isEqualTo(404);

        String place = "/qrs/" + exported.get("schemaPath").textValue();
        // What is recorded of the end is not put back to what was exported before.
        assertThat(post(place, exported.toString()).status()).isEqualTo(409);
        assertThat(delete("/qrs/executionResult/0a300000-0000-4000-8000-000000000004")
                        .status())
                .isEqualTo(204);
        JsonNode imported = post(place, exported.toString()).json(201);
        assertThat(imported.get("id").textValue()).isEqualTo(session);
        assertThat(imported.get("modifiedByUserName").textValue()).isEqualTo("ACME\\jo");
        assertThat(imported.get("executionResult")).isEqualTo(exported.get("executionResult"));

        // The module deletes its tasks in this way; here, with the type of what is ours.
        String items = """
                {"items":[{"type":"ExecutionSession","objectID":"%s"}]}""";
        JsonNode selection = post("/qrs/selection", items.formatted(session)).json(201);
        String picked = "/qrs/selection/" + selection.get("id").textValue();
        assertThat(delete(picked + "/ExecutionSession").status()).isEqualTo(204);
        assertThat(delete(picked).status()).isEqualTo(204);
        assertThat(get("/qrs/executionSession/" + session).status()).isEqualTo(404);
    }

    @Test
    void everyStatus_hasAName() throws IOException {
        JsonNode enumerations = get("/qrs/about/api/enums").json(200);
        List<String> names = IntStream.range(0, 15)
                .mapToObj(status -> name(enumerations, "ExecutionResult.status", status))
                .map(Optional::orElseThrow)
                .toList();
        assertThat(names)
                .containsExactly(
                        "NeverStarted",
                        "Triggered",
                        "Started",
                        "Queued",
                        "AbortInitiated",
                        "Aborting",
                        "Aborted",
                        "FinishedSuccess",
                        "FinishedFail",
                        "Skipped",
                        "Retry",
                        "Error",
                        "Reset",
                        "DistributionQueue",
                        "DistributionRunning");
        assertThat(name(enumerations, "EXECUTIONRESULT.Status", 7)).contains("FinishedSuccess");
    }

    @Test
    void everyEnumeratedPropertyOfASession_isFormattedThroughItsRelations() throws IOException {
        String session = "0a300000-0000-4000-8000-000000000005";
        server.scheduler().start(session, "0a300000-0000-4000-8000-000000000006");
        JsonNode formatted = format(get("/qrs/executionSession/" + session).json(200));
        assertThat(formatted.get("abortReason").textValue()).isEqualTo("Undefined");
        assertThat(formatted.get("reloadTask").get("taskType").textValue()).isEqualTo("Reload");
        assertThat(formatted.get("app").get("availabilityStatus").textValue()).isEqualTo("NotApplicable");
        JsonNode result = formatted.get("executionResult");
        assertThat(result.get("status").textValue()).isEqualTo("Triggered");
        assertThat(result.get("details").get(0).get("detailsType").textValue()).isEqualTo("Information");
        assertThat(delete("/qrs/executionSession/" + session).status()).isEqualTo(204);
    }

    /** Until the status is greater than 3, the client reads the result each second and shows the last message. */
    private static void assertProgress(int status, String name, String message) throws IOException {
        JsonNode result = get("/qrs/executionResult/" + RESULT).json(200);
        assertThat(result.get("status").isInt()).isTrue();
        assertThat(result.get("status").intValue()).isEqualTo(status);
        JsonNode details = result.get("details");
        assertThat(details.get(details.size() - 1).get("message").textValue()).isEqualTo(message);
        assertThat(format(result).get("status").textValue()).isEqualTo(name);
    }

    private static JsonNode format(JsonNode entity) throws IOException {
        return format(
                entity,
                entity.get("schemaPath").textValue(),
                get("/qrs/about/api/enums").json(200),
                get("/qrs/about/api/relations").json(200));
    }

    /**
     * What the module does before it shows an entity: numbers of an enumeration become names, related entities are
     * formatted in the same way. It fails where an enumeration does not know a number.
     */
    private static JsonNode format(JsonNode entity, String schemaPath, JsonNode enumerations, JsonNode relations) {
        if (entity.isArray()) {
            ArrayNode formatted = JsonNodeFactory.instance.arrayNode();
            entity.forEach(element -> formatted.add(format(element, schemaPath, enumerations, relations)));
            return formatted;
        }
        if (!entity.isObject()) {
            return entity;
        }
        ObjectNode formatted = entity.deepCopy();
        entity.properties().forEach(property -> {
            String path = schemaPath + "." + property.getKey();
            if (isEnumerated(enumerations, path)) {
                int number = property.getValue().intValue();
                formatted.put(
                        property.getKey(), name(enumerations, path, number).orElseThrow());
            }
            related(relations, path)
                    .ifPresent(type -> formatted.set(
                            property.getKey(), format(property.getValue(), type, enumerations, relations)));
        });
        return formatted;
    }

    private static boolean isEnumerated(JsonNode enumerations, String path) {
        return enumerations.properties().stream().anyMatch(enumeration -> isUsed(enumeration.getValue(), path));
    }

    /** The usages count in any letter case; a value is a number, a colon, and a name behind blanks. */
    private static Optional<String> name(JsonNode enumerations, String path, int number) {
        for (JsonNode enumeration : enumerations) {
            if (isUsed(enumeration, path)) {
                for (JsonNode value : enumeration.get("values")) {
                    if (value.textValue().startsWith(number + ":")) {
                        return Optional.of(value.textValue().split(":")[1].stripLeading());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isUsed(JsonNode enumeration, String path) {
        for (JsonNode usage : enumeration.get("usages")) {
            if (usage.textValue().equalsIgnoreCase(path)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> related(JsonNode relations, String path) {
        for (JsonNode relation : relations) {
            String[] sides = relation.textValue().split(">");
            if (sides[0].strip().equalsIgnoreCase(path)) {
                return Optional.of(sides[1].strip());
            }
        }
        return Optional.empty();
    }

    private static ClientSocket.Answer get(String path) throws IOException {
        return server.socket().send(head("GET", path));
    }

    private static ClientSocket.Answer delete(String path) throws IOException {
        return server.socket().send(head("DELETE", path));
    }

    private static ClientSocket.Answer post(String path, String json) throws IOException {
        String head = head("POST", path).replace("Host:", """
                Content-Type: application/json; charset=utf-8
                Content-Length: {length}
                Expect: 100-continue
                Host:""");
        return server.socket().send(head, json);
    }

    private static String head(String method, String path) {
        return """
                %s %s?xrfkey=qjzhxkvbwnyrmtfd HTTP/1.1
                X-Qlik-User: UserDirectory=ACME;UserId=jo
                X-Qlik-Security: Context=ManagementAccess
                x-Qlik-Xrfkey: qjzhxkvbwnyrmtfd
                User-Agent: Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1682
                Host: 127.0.0.1:4242
                Connection: Keep-Alive
                """.formatted(method, path);
    }
}
