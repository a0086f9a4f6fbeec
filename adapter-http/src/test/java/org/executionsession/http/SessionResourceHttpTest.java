package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.executionsession.http.internal.endpoint.CrudController;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists, changes, ends, selections and the caller's identity, over real sockets. */
class SessionResourceHttpTest {

    private static final RunningServer SERVER = RunningServer.start();
    private static final String ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";

    @BeforeEach
    void clear() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Creation, lists, updates and deletion. */
    @Nested
    class Crud {

        @Test
        void aSession_isCreatedFoundAndDeleted() {
            create("{\"id\":\"" + ID + "\"}");
            create("{}");
            assertThat(SERVER.get("/qrs/executionsession?filter=id%20eq%20" + ID)
                            .entity(200))
                    .hasSize(1);
            assertThat(SERVER.get("/qrs/executionSession/count?filter=(id%20eq%20" + ID + ")")
                            .entity(200)
                            .toString())
                    .isEqualTo("{\"value\":1}");
            assertThat(SERVER.delete("/qrs/executionsession/" + ID).status()).isEqualTo(204);
            SERVER.get("/qrs/executionsession/" + ID).isProblem(404);
            SERVER.delete("/qrs/executionsession/" + ID).isProblem(404);
            assertThat(SERVER.get("/qrs/executionsession?filter=id%20eq%20" + ID)
                            .text())
                    .isEqualTo("[]");
        }

        @Test
        void condensedList_omitsThePropertiesThatTheContractOmits() {
            create("{\"reloadTask\":{\"id\":\"" + ID + "\"},\"user\":\"jo\",\"app\":{}}");
            JsonNode row = SERVER.get("/executionsession").entity(200).get(0);
            assertThat(row.get("reloadTask").get("id").textValue()).isEqualTo(ID);
            assertThat(row.has("user") || row.has("retries") || row.has("app") || row.has("createdDate"))
                    .isFalse();
            assertThat(SERVER.get("/executionsession/full")
                            .entity(200)
                            .get(0)
                            .get("user")
                            .textValue())
                    .isEqualTo("jo");
        }

        @Test
        void update_needsTheModifiedDateAndTheIdOfThePath() {
            ObjectNode session = create("{\"id\":\"" + ID + "\",\"user\":\"before\"}");
            String path = "/executionsession/" + ID;
            JsonNode updated =
                    SERVER.put(path, session.put("user", "after").toString()).entity(200);
            assertThat(updated.get("user").textValue()).isEqualTo("after");
            SERVER.put(path, session.put("user", "too late").toString()).isProblem(409);
            SERVER.put(path, "{\"user\":\"undated\"}").isProblem(409);
            SERVER.put(
                            path,
                            session.put("id", "046b6c7f-0b8a-43b9-b35d-6489e6daee92")
                                    .toString())
                    .isProblem(400);
            SERVER.put("/executionsession/046b6c7f-0b8a-43b9-b35d-6489e6daee92", session.toString())
                    .isProblem(404);
            assertThat(SERVER.get(path).entity(200)).isEqualTo(updated);
        }

        @Test
        void createMany_isAllOrNothing() {
            TestResponse rejected =
                    SERVER.post("/executionsession/many", "[{\"id\":\"" + ID + "\"},{\"retries\":\"x\"}]");
            assertThat(rejected.isProblem(400).errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly("/1/retries");
            SERVER.get("/executionsession/" + ID).isProblem(404);
            assertThat(SERVER.post("/executionsession/many", "[{\"id\":\"" + ID + "\"},{}]")
                            .entity(201))
                    .hasSize(2);
        }

        @Test
        void aBodyWithManyErrors_getsABoundedResponse() {
            TestResponse answer =
                    SERVER.post("/executionsession/many", "[" + "1,".repeat(CrudController.MAX_MANY - 1) + "1]");
            assertThat(answer.isProblem(400).errors()).hasSize(JsonReader.MAX_ERRORS);
        }

        /** A detail of two bytes takes a thousand in memory. */
        @Test
        void createMany_limitsTheNumberOfDetails() {
            String results = "{\"details\":[" + "{},".repeat(999) + "{}]},";
            SERVER.post("/executionresult/many", "[" + results.repeat(9) + results.replaceFirst(",$", "]"))
                    .entity(201);
            assertThat(SERVER.post("/executionresult/many", "[" + results.repeat(11) + "{\"details\":[{}]}]")
                            .isProblem(400)
                            .errors())
                    .startsWith(new Problem.FieldError(
                            "/10/details", "must have at most 10000 elements, together with those of the whole body"));
            assertThat(SERVER.get("/executionresult/count").text()).isEqualTo("{\"value\":10}");
        }

        @Test
        void violationsOfResults_pointIntoTheBody() {
            String wrong =
                    "{\"executingNodeName\":\"" + "n".repeat(1_001) + "\",\"details\":[{\"message\":\"\\u0000\"}]}";
            assertThat(SERVER.post("/executionresult", wrong).isProblem(400).errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactlyInAnyOrder("/executingNodeName", "/details/0/message");
            assertThat(SERVER.post("/executionresult/many", "[{}," + wrong + "]")
                            .isProblem(400)
                            .errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactlyInAnyOrder("/1/executingNodeName", "/1/details/0/message");
        }

        @Test
        void create_limitsTheNumberOfDetails() {
            for (int details : List.of(1_001, 100_000)) {
                assertThat(SERVER.post("/executionresult", "{\"details\":[" + "{},".repeat(details - 1) + "{}]}")
                                .isProblem(400)
                                .errors())
                        .singleElement()
                        .isEqualTo(new Problem.FieldError("/details", "size must be between 0 and 1000"));
            }
        }

        @Test
        void createMany_limitsTheNumberOfEntities() {
            TestResponse rejected =
                    SERVER.post("/executionresult/many", "[" + "{},".repeat(CrudController.MAX_MANY) + "{}]");
            assertThat(rejected.isProblem(400).errors())
                    .containsExactly(new Problem.FieldError("", "must be an array of at most 10000 elements"));
            assertThat(SERVER.get("/executionresult/count").text()).isEqualTo("{\"value\":0}");
            SERVER.post("/executionresult/many", "{}").isProblem(400);
        }

        @Test
        void privileges_areInEachRowWhenRequested() {
            create("{}");
            assertThat(SERVER.get("/executionsession?privileges=true")
                            .entity(200)
                            .get(0)
                            .get("privileges")
                            .toString())
                    .isEqualTo("[\"create\",\"read\",\"update\",\"delete\"]");
            assertThat(SERVER.get("/executionsession")
                            .entity(200)
                            .get(0)
                            .get("privileges")
                            .isNull())
                    .isTrue();
        }
    }

    @Nested
    class Tables {

        @Test
        void table_showsColumnsAndNullThroughANullReference() {
            create("{\"user\":\"b\",\"retries\":1}");
            create("{\"user\":\"a\",\"retries\":2,\"app\":{\"name\":\"sales\"}}");
            JsonNode table = SERVER.post(
                            "/executionsession/table?sortColumn=who&take=5",
                            "{\"columns\":[{\"name\":\"who\",\"columnType\":\"Property\",\"definition\":\"user\"},"
                                    + "{\"name\":\"app\",\"columnType\":\"Property\",\"definition\":\"app.name\"}]}")
                    .entity(201);
            assertThat(table.get("columnNames").toString()).isEqualTo("[\"who\",\"app\"]");
            assertThat(table.get("rows").toString()).isEqualTo("[[\"a\",\"sales\"],[\"b\",null]]");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "guest | '' | [\"read\"]",
                    "admin | '' | [\"create\",\"read\",\"update\",\"delete\"]",
                    "admin | ?privileges=false | [\"create\",\"read\",\"update\",\"delete\"]",
                    "admin | ?privileges=true | [\"create\",\"read\",\"update\",\"delete\"]"
                })
        void aPrivilegesColumn_requestsPrivileges(String user, String query, String privileges) {
            create("{}");
            String columns = "{\"columns\":[{\"name\":\"a\",\"columnType\":\"Privileges\",\"definition\":\"x\"},"
                    + "{\"name\":\"b\",\"columnType\":\"Privileges\"},"
                    + "{\"name\":\"c\",\"definition\":\"PRIVILEGES\"}]}";
            assertThat(SERVER.send(
                                    "POST",
                                    "/executionsession/table" + query,
                                    BodyPublishers.ofString(columns),
                                    "Content-Type",
                                    "application/json",
                                    "X-Qlik-User",
                                    "UserDirectory=ACME; UserId=" + user)
                            .entity(201)
                            .get("rows")
                            .toString())
                    .isEqualTo("[[" + String.join(",", privileges, privileges, privileges) + "]]");
        }
    }

    @Nested
    class Selections {

        @ParameterizedTest
        @CsvSource({
            "executionsession,executionsession",
            "executionresult,executionresult",
            "executionresult/detail,executionresult/detail"
        })
        void selections_listAndDeleteTheirEntities(String family, String path) {
            String id = SERVER.post("/" + family, "{}").entity(201).get("id").textValue();
            SERVER.post("/" + family, "{}").entity(201);
            JsonNode selection = SERVER.post("/selection/" + path + "?filter=id%20eq%20" + id, "{}")
                    .entity(201);
            assertThat(selection.get("items").get(0).get("objectID").textValue())
                    .isEqualTo(id);
            String picked = "/selection/" + selection.get("id").textValue();
            assertThat(SERVER.get(picked + "/" + path + "/count").text()).isEqualTo("{\"value\":1}");
            assertThat(SERVER.get(picked + "/" + path).entity(200)).hasSize(1);
            assertThat(SERVER.delete(picked + "/" + path).status()).isEqualTo(204);
            SERVER.get("/" + family + "/" + id).isProblem(404);
            assertThat(SERVER.delete(picked).status()).isEqualTo(204);
            SERVER.get(picked).isProblem(404);
        }

        @ParameterizedTest
        @CsvSource({"executionsession", "executionresult", "executionresult/detail"})
        void selections_acceptItemsOfEveryKind(String family) {
            ObjectNode entity = (ObjectNode) SERVER.post("/" + family, "{}").entity(201);
            String type = entity.get("schemaPath").textValue().toUpperCase(Locale.ROOT);
            JsonNode selection = SERVER.post(
                            "/selection",
                            "{\"items\":[{\"type\":\"" + type + "\",\"objectid\":" + entity.get("id") + "}]}")
                    .entity(201);
            assertThat(SERVER.get("/selection/" + selection.get("id").textValue() + "/" + family + "/count")
                            .text())
                    .isEqualTo("{\"value\":1}");
        }

        @ParameterizedTest
        @CsvSource({"executionsession", "executionresult", "executionresult/detail"})
        void selectionsByFilter_areCreatedOnceForAnIdempotencyKey(String family) {
            String path = "/selection/" + family + "?filter=createdDate%20gt%20%272000-01-01T00:00:00.000Z%27";
            TestResponse first = select(path, "", "\"" + family + "\"");
            SERVER.post("/" + family, "{}").entity(201);
            TestResponse again = select(path, "{}", family);
            assertThat(again.entity(201)).isEqualTo(first.entity(201));
            assertThat(again.header("Location")).isEqualTo(first.header("Location"));
            assertThat(select("/selection/" + family, "{}", family)
                            .isProblem(422)
                            .detail())
                    .contains("was used with a different request");
            select(path, "{}", "").isProblem(400);
        }

        @Test
        void selectionsByItems_areCreatedOnceForAnIdempotencyKey() {
            JsonNode first = select("/selection", "{\"items\":[]}", "items").entity(201);
            assertThat(select("/selection", "{ \"items\": [] }", "items").entity(201))
                    .isEqualTo(first);
            select(
                            "/selection",
                            "{\"items\":[{\"type\":\"ExecutionSession\",\"objectID\":\""
                                    + first.get("id").textValue() + "\"}]}",
                            "items")
                    .isProblem(422);
            select("/selection", "{\"items\":[]}", "x".repeat(256)).isProblem(400);
        }

        private static TestResponse select(String path, String json, String key) {
            return SERVER.post(
                    path,
                    json.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/json",
                    "Idempotency-Key",
                    key);
        }
    }

    @Nested
    class QlikHeaders {

        @Test
        void xQlikUserHeader_namesTheCaller() {
            assertThat(SERVER.send(
                                    "POST",
                                    "/executionsession",
                                    BodyPublishers.ofString("{}"),
                                    "X-Qlik-User",
                                    "UserDirectory=ACME; userID=j%C3%B6")
                            .entity(201)
                            .get("modifiedByUserName")
                            .textValue())
                    .isEqualTo("ACME\\jö");
            SERVER.getAs("nonsense", "/executionsession").isProblem(400);
            SERVER.getAs("UserDirectory=A; UserId=%zz", "/executionsession").isProblem(400);
            SERVER.getAs("UserDirectory=A; UserId=jo%0D%0Aeve", "/executionsession")
                    .isProblem(400);
            SERVER.getAs("UserDirectory=A%7F; UserId=jo", "/executionsession").isProblem(400);
        }

        @ParameterizedTest
        @CsvSource({
            "0123456789abcdef,0123456789abcdef,200",
            "0123456789abcdef,0123456789abcdeF,403",
            "0123456789abcde,0123456789abcde,403",
            "0123456789abcde!,0123456789abcde!,403",
            "0123456789abcdef,,403"
        })
        void xrfkey_mustBeEqualInHeaderAndParameter(String parameter, String header, int status) {
            String path = "/qrs/executionsession?xrfkey=" + parameter;
            TestResponse answer = header == null
                    ? SERVER.get(path)
                    : SERVER.send("GET", path, BodyPublishers.noBody(), "X-Qlik-xrfkey", header);
            assertThat(answer.status()).isEqualTo(status);
            if (status == 403) {
                assertThat(answer.isProblem(403).detail())
                        .isEqualTo("XSRF prevention check failed. Possible XSRF discovered.");
            }
        }
    }

    private static ObjectNode create(String json) {
        return (ObjectNode) SERVER.create(json).entity(201);
    }
}
