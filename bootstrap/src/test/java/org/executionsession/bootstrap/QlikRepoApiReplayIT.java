package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Cases A1 and A2: the npm package qlik-repo-api (Informatiqal), as recorded from version 0.15.1. It wraps each list
 * filter in parentheses, doubles the slash of what it creates, makes the ids of results and details itself, and sets
 * modifiedDate to its own now before it changes something.
 */
class QlikRepoApiReplayIT {

    private static final String SESSION = "0a100000-0000-4000-8000-000000000001";
    private static final String RESULT = "0a100000-0000-4000-8000-000000000002";
    private static final String MADE_RESULT = "83795182-e222-41b9-a6af-b977cf88845f";
    private static final String MADE_DETAIL = "9f290961-08ce-45da-9841-2c0510022898";

    private static final DateTimeFormatter WRITTEN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @Test
    void changes_areListedSinceADate() throws IOException {
        server.scheduler().start(SESSION, RESULT);
        JsonNode changes = get("notification/changes?since=2022-01-01T00:00:00.000Z&types=executionResult")
                .json(200);
        assertThat(changes.findValuesAsText("executionID")).contains(SESSION);
        assertThat(changes.findValuesAsText("type")).containsOnly("ExecutionResult");
    }

    @Test
    void sessions_areReadListedCountedSelectedAndRemoved() throws IOException {
        server.scheduler().start(SESSION, RESULT);
        assertThat(get("executionsession/" + SESSION).json(200).get("id").textValue())
                .isEqualTo(SESSION);
        assertThat(get("executionsession/full").json(200).findValuesAsText("modifiedByUserName"))
                .containsExactly("INTERNAL\\sa_api");
        assertThat(get("executionsession?filter=(user%20eq%20%27ACME%5C%5CJO%27%20and%20retries%20lt%201)")
                        .json(200)
                        .get(0)
                        .get("id")
                        .textValue())
                .isEqualTo(SESSION);
        assertThat(get("executionsession/count").json(200).get("value").intValue())
                .isEqualTo(1);

        JsonNode selection = post("selection/executionsession?filter=id%20eq%20" + SESSION, "{}")
                .json(201);
        assertThat(selection.get("items").get(0).get("objectID").textValue()).isEqualTo(SESSION);
        String picked = "selection/" + selection.get("id").textValue();
        assertThat(get(picked + "/executionsession/full").json(200)).hasSize(1);
        assertThat(delete(picked).status()).isEqualTo(204);

        assertThat(delete("executionsession/" + SESSION).status()).isEqualTo(204);
        assertThat(get("executionsession/" + SESSION).status()).isEqualTo(404);
        assertThat(get("executionsession?filter=(id%20eq%20" + SESSION + ")").text())
                .isEqualTo("[]");
        assertThat(get("executionsession/count").json(200).get("value").intValue())
                .isZero();
        assertThat(delete("executionresult/" + RESULT).status()).isEqualTo(204);
    }

    @Test
    void results_keepTheIdsThatTheClientMade() throws IOException {
        String body = """
                {"executionID":"%s","status":2,"executingNodeName":"node-1","startTime":"2026-01-01T00:00:00.000Z",\
                "details":[{"message":"Changing task state to Triggered","detailsType":2,"id":"%s"}],"id":"%s"}""";
        JsonNode created = post("/executionresult", body.formatted(SESSION, MADE_DETAIL, MADE_RESULT))
                .json(201);
        assertThat(created.get("id").textValue()).isEqualTo(MADE_RESULT);
        assertThat(created.get("details").findValuesAsText("id")).containsExactly(MADE_DETAIL);
        assertThat(get("executionresult/" + MADE_RESULT).json(200)).isEqualTo(created);

        JsonNode updated = put("executionresult/" + MADE_RESULT, wrapped((ObjectNode) created.deepCopy()))
                .json(200);
        assertThat(updated.get("duration").intValue()).isEqualTo(1234);
        assertThat(updated.get("details")).isEqualTo(created.get("details"));
        assertThat(Instant.parse(updated.get("modifiedDate").textValue()))
                .isAfter(Instant.parse(created.get("modifiedDate").textValue()));

        assertThat(get("executionresult?filter=(ExecutionId%20eq%20" + SESSION + "%20and%20duration%20eq%201234)")
                        .json(200)
                        .get(0)
                        .get("details")
                        .size())
                .isEqualTo(1);
        String columns = """
                {"columns":[{"columnType":"Property","definition":"id","name":"id"}],"type":"ExecutionResult"}""";
        assertThat(post("executionresult/table", columns).json(201).get("rows").toString())
                .contains("[\"" + MADE_RESULT + "\"]");
        assertThat(delete("executionresult/" + MADE_RESULT).status()).isEqualTo(204);
    }

    /** The rules of a change (contract, part 5.2), in the client's own requests. */
    @Test
    void results_areUpdatedOnlyWithTheNewestVersion() throws IOException {
        ObjectNode created =
                (ObjectNode) post("/executionresult", "{\"status\":2,\"id\":\"0a100000-0000-4000-8000-000000000003\"}")
                        .json(201);
        String path = "executionresult/" + created.get("id").textValue();
        assertThat(put(path, created.put("duration", 1).toString())
                        .json(200)
                        .get("duration")
                        .intValue())
                .isEqualTo(1);
        assertThat(put(path, created.put("duration", 2).toString()).status())
                .as("based on the version before")
                .isEqualTo(409);
        created.remove("modifiedDate");
        assertThat(put(path, created.toString()).status()).as("undated").isEqualTo(409);
        created.put("modifiedDate", now()).put("id", MADE_RESULT);
        assertThat(put(path, created.toString()).status()).as("of another id").isEqualTo(400);
        assertThat(get(path).json(200).get("duration").intValue()).isEqualTo(1);
        assertThat(delete(path).status()).isEqualTo(204);
    }

    @Test
    void details_areServedDirectlyAndWithinTheirResults() throws IOException {
        String detail = "3d7f6add-44d4-4ce2-85f2-467f31e50d33";
        JsonNode created = post(
                        "/executionresult/detail",
                        "{\"message\":\"a first word\",\"detailsType\":1,\"id\":\"" + detail + "\"}")
                .json(201);
        assertThat(created.get("id").textValue()).isEqualTo(detail);
        ObjectNode changed = ((ObjectNode)
                        get("executionresult/detail/" + detail).json(200))
                .put("modifiedDate", now())
                .put("message", "a last word");
        assertThat(put("executionresult/detail/" + detail, changed.toString())
                        .json(200)
                        .get("message")
                        .textValue())
                .isEqualTo("a last word");
        String many = """
                [{"message":"one","id":"3d7c6725-807a-458c-b525-3889882da3b8"},\
                {"message":"two","id":"8a2b37da-b435-40f7-a5ad-8ee35e58a814"}]""";
        assertThat(post("/executionresult/detail/many", many).json(201).findValuesAsText("id"))
                .containsExactly("3d7c6725-807a-458c-b525-3889882da3b8", "8a2b37da-b435-40f7-a5ad-8ee35e58a814");
        assertThat(get("executionresult/detail/count").json(200).get("value").intValue())
                .isEqualTo(3);
        assertThat(get("executionresult/detail/full").json(200)).hasSize(3);
        assertThat(get("executionresult/detail/full?filter=(message%20so%20%27LAST%27)")
                        .json(200)
                        .findValuesAsText("id"))
                .containsExactly(detail);
        assertThat(post("selection/executionresult/detail?filter=message%20so%20%27last%27", "{}")
                        .json(201)
                        .get("items")
                        .findValuesAsText("objectID"))
                .containsExactly(detail);
        for (String id : get("executionresult/detail/full").json(200).findValuesAsText("id")) {
            assertThat(delete("executionresult/detail/" + id).status()).isEqualTo(204);
        }

        String whole = """
                {"details":[{"message":"a part","id":"%s"}],"id":"%s"}""";
        post("/executionresult", whole.formatted(MADE_DETAIL, SESSION)).json(201);
        assertThat(get("executionresult/detail/" + MADE_DETAIL)
                        .json(200)
                        .get("message")
                        .textValue())
                .isEqualTo("a part");
        assertThat(delete("executionresult/detail/" + MADE_DETAIL).status()).isEqualTo(204);
        assertThat(get("executionresult/" + SESSION).json(200).get("details")).isEmpty();
        assertThat(delete("executionresult/" + SESSION).status()).isEqualTo(204);
    }

    @Test
    void about_namesTheBuildAndDescribesTheApi() throws IOException {
        assertThat(get("about").json(200).get("buildVersion").textValue()).isNotEmpty();
        assertThat(get("about/api/enums").json(200).isObject()).isTrue();
        assertThat(get("about/api/relations").json(200)).isNotEmpty();
        assertThat(get("about/api/description").json(200)).isNotEmpty();
        assertThat(get("about/api/default/executionresult").json(200).get("id").textValue())
                .isEqualTo("00000000-0000-0000-0000-000000000000");
    }

    /** What the client sends to change a result: its details are objects of its own, each around what was answered. */
    private static String wrapped(ObjectNode result) {
        JsonNode details = result.remove("details");
        result.put("modifiedDate", now()).put("duration", 1234);
        details.forEach(detail -> result.withArray("details").addObject().set("details", detail));
        return result.toString();
    }

    /** As JavaScript writes dates. */
    private static String now() {
        return WRITTEN.format(Instant.now());
    }

    private static ClientSocket.Answer get(String path) throws IOException {
        return server.socket().send(head("GET", path));
    }

    private static ClientSocket.Answer delete(String path) throws IOException {
        return server.socket().send(head("DELETE", path));
    }

    private static ClientSocket.Answer post(String path, String body) throws IOException {
        return server.socket().send(withBody(head("POST", path)), body);
    }

    private static ClientSocket.Answer put(String path, String body) throws IOException {
        return server.socket().send(withBody(head("PUT", path)), body);
    }

    private static String head(String method, String path) {
        return """
                %s /qrs/%s%sxrfkey=Ai1R4mqLieuInGMx HTTP/1.1
                Accept: application/json, text/plain, */*
                Content-Type: application/json
                X-Qlik-Xrfkey: Ai1R4mqLieuInGMx
                X-Qlik-User: UserDirectory=ACME;UserId=jo
                X-Qlik-Security: Context=ManagementAccess
                User-Agent: axios/1.7.4
                Accept-Encoding: gzip, compress, deflate, br
                Host: 127.0.0.1:4242
                Connection: keep-alive
                """.formatted(method, path, path.contains("?") ? "&" : "?");
    }

    private static String withBody(String head) {
        return head.replace("axios/1.7.4\n", "axios/1.7.4\nContent-Length: {length}\n");
    }
}
