package org.executionsession.benchmarks.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.benchmarks.conformance.SessionEndpoint.Response;
import org.executionsession.benchmarks.session.Example;

/** What a server must do with single requests. Each session that it accepts is the example, maybe with other values. */
final class ContractCheck {

    /** The servers set these themselves, or ignore them in bodies. */
    private static final Set<String> NOT_COMPARED =
            Set.of("createdDate", "modifiedDate", "modifiedByUserName", "schemaPath", "privileges");

    private final SessionEndpoint endpoint;
    private final List<String> findings = new ArrayList<>();
    private int accepted;

    ContractCheck(URI server) {
        this.endpoint = new SessionEndpoint(server);
    }

    /** Sends the requests and returns what is wrong; empty when nothing is. */
    List<String> run() {
        storesTheExample();
        makesAnId();
        rejects("a body that is no JSON", "{\"retries\": 1,");
        rejects("a body that is null", "null");
        rejects("no body", "");
        rejects("text instead of a number", example().put("retries", "many"));
        rejects("an id that is no GUID", example().put("id", "one"));
        rejects("a task id that is no GUID", with("/reloadTask", "id", "one"));
        rejects("a date that is no date", with("/executionResult", "startTime", "yesterday"));
        rejects("an object instead of a list", withDetailsAsObject());
        rejects("a negative number of retries", example().put("retries", -1));
        rejects("a message that is too long", withLongMessage());
        expect("GET of an unknown id", 404, endpoint.get(UUID.randomUUID()));
        return List.copyOf(findings);
    }

    /** How many sessions the server has accepted. */
    int accepted() {
        return accepted;
    }

    private void storesTheExample() {
        ObjectNode sent = example();
        UUID id = id(sent);
        Response created = create("the example", sent);
        Response found = endpoint.get(created.location().isEmpty() ? "/" : created.location());
        expect("GET of the Location", 200, found);
        require("the Location ends with the id", created.location().endsWith("/" + id));
        require(
                "the response to POST is the session",
                comparable(created.body()).equals(comparable(sent)));
        require("GET returns what POST returned", found.body().equals(created.body()));

        expect("an id in use", 409, endpoint.post(sent.put("user", "another").toString()));
        require(
                "the session is unchanged after the 409",
                endpoint.get(id).body().equals(created.body()));
    }

    private void makesAnId() {
        ObjectNode sent = example();
        sent.remove("id");
        Response created = create("a session without an id", sent);
        String id = created.body().path("id").asText();
        require("the id of a session without one is a GUID", isGuid(id));
        require(
                "a session without an id is found by the new one",
                isGuid(id) && endpoint.get(UUID.fromString(id)).status() == 200);
    }

    private Response create(String what, ObjectNode session) {
        Response created = endpoint.post(session.toString());
        expect("POST of " + what, 201, created);
        if (created.status() == 201) {
            accepted++;
        }
        return created;
    }

    private void rejects(String what, ObjectNode session) {
        rejects(what, session.toString());
        String id = session.path("id").asText();
        if (isGuid(id)) {
            expect("GET after " + what, 404, endpoint.get(UUID.fromString(id)));
        }
    }

    private void rejects(String what, String body) {
        expect(what, 400, endpoint.post(body));
    }

    private void expect(String what, int status, Response response) {
        if (response.status() != status) {
            findings.add(what + ": expected " + status + ", was " + response.status());
        }
    }

    private void require(String what, boolean holds) {
        if (!holds) {
            findings.add("does not hold: " + what);
        }
    }

    /** The example with an id of its own, and with numbers for the codes where the specification has objects. */
    private static ObjectNode example() {
        ObjectNode example = Example.read().tree().put("id", UUID.randomUUID().toString());
        example.withObject("/executionResult").put("status", 2);
        example.withObject("/app").put("availabilityStatus", 1);
        for (String task : List.of("reloadTask", "userSyncTask", "externalProgramTask")) {
            example.withObject("/" + task + "/operational/lastExecutionResult").put("status", 7);
        }
        return example;
    }

    private static ObjectNode with(String object, String property, String value) {
        ObjectNode session = example();
        session.withObject(object).put(property, value);
        return session;
    }

    private static ObjectNode withDetailsAsObject() {
        ObjectNode session = example();
        session.withObject("/executionResult").putObject("details");
        return session;
    }

    private static ObjectNode withLongMessage() {
        ObjectNode session = example();
        ((ObjectNode) session.at("/executionResult/details/1")).put("message", "m".repeat(100_001));
        return session;
    }

    private static UUID id(ObjectNode session) {
        return UUID.fromString(session.path("id").asText());
    }

    private static boolean isGuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException noGuid) {
            return false;
        }
    }

    /** The same for equal sessions: without null and what is not compared, with each date in one form. */
    static JsonNode comparable(JsonNode value) {
        if (value.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(property -> {
                if (!property.getValue().isNull() && !NOT_COMPARED.contains(property.getKey())) {
                    copy.set(property.getKey(), comparable(property.getValue()));
                }
            });
            return copy;
        }
        if (value.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> copy.add(comparable(element)));
            return copy;
        }
        return value.isTextual() ? JsonNodeFactory.instance.textNode(oneForm(value.asText())) : value;
    }

    private static String oneForm(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeException noDate) {
            return text;
        }
    }
}
