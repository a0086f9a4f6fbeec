package org.executionsession.http;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tasks of each family as entities: their JSON, their queries, and what the server rejects. */
class TaskResourceHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String NO_DATE = "1753-01-01T00:00:00.000Z";
    private static final String LATEST = "9999-12-30T23:59:59.999Z";

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static JsonNode task(String path, String body) {
        return SERVER.post("/qrs" + path, body).entity(201);
    }

    private static String id(JsonNode entity) {
        return entity.get("id").textValue();
    }

    private static List<String> names(String target) {
        return SERVER.get("/qrs" + target).entity(200).findValuesAsText("name").stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A recorded session with an ended attempt makes its task known. */
    private static String recorded(String property, int type, int status) {
        String id = UUID.randomUUID().toString();
        SERVER.create("""
                        {"%s": {"id": "%s", "name": "recorded", "taskType": %d, "enabled": true},
                         "app": {"id": "9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0", "name": "Sales"},
                         "executionResult": {"status": %d}}""".formatted(property, id, type, status)).entity(201);
        return id;
    }

    /** The JSON of tasks. */
    @Nested
    class Json {

        @Test
        void aReloadTask_hasTheDefaultsOfTheContract() {
            TestResponse created = SERVER.post("/qrs/reloadtask", "{\"name\": \"Nightly\"}");
            JsonNode task = created.entity(201);
            assertThat(created.header("Location")).contains("/qrs/reloadtask/" + id(task));
            assertThat(task.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "id",
                            "createdDate",
                            "modifiedDate",
                            "modifiedByUserName",
                            "name",
                            "taskType",
                            "enabled",
                            "taskSessionTimeout",
                            "maxRetries",
                            "operational",
                            "app",
                            "isManuallyTriggered",
                            "webhookUrl",
                            "tags",
                            "customProperties",
                            "privileges",
                            "schemaPath");
            assertThat(task.get("schemaPath").textValue()).isEqualTo("ReloadTask");
            assertThat(task.get("taskType").intValue()).isZero();
            assertThat(task.get("enabled").booleanValue()).isTrue();
            assertThat(task.get("taskSessionTimeout").intValue()).isEqualTo(1440);
            assertThat(task.get("tags")).isEmpty();
            assertThat(task.get("customProperties")).isEmpty();
            assertThat(task.get("privileges").isNull()).isTrue();
            assertThat(task.at("/operational/nextExecution").textValue()).isEqualTo(NO_DATE);
            JsonNode last = task.at("/operational/lastExecutionResult");
            assertThat(last.get("status").intValue()).isZero();
            assertThat(last.get("stopTime").textValue()).isEqualTo(NO_DATE);
            assertThat(last.get("details")).isEmpty();
            assertThat(SERVER.get("/qrs/ReloadTask/" + id(task)).entity(200)).isEqualTo(task);
        }

        @Test
        void aTask_isServedAsSent_andIgnoresWhatTheServerKnows() {
            JsonNode task = task("/reloadtask", """
                            {"NAME": "Nightly", "enabled": false, "taskSessionTimeout": 5, "maxRetries": 3,
                             "isManuallyTriggered": true, "webhookUrl": "https://host/run",
                             "app": {"id": "9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0", "name": "Sales"},
                             "operational": {"nextExecution": "2026-11-25T02:00:00Z", "lastExecutionResult": 7},
                             "tags": [{"name": "t"}], "customProperties": 1, "preloadNodes": [], "schemaPath": "x"}""");
            assertThat(task.get("enabled").booleanValue()).isFalse();
            assertThat(task.get("taskSessionTimeout").intValue()).isEqualTo(5);
            assertThat(task.get("maxRetries").intValue()).isEqualTo(3);
            assertThat(task.get("isManuallyTriggered").booleanValue()).isTrue();
            assertThat(task.get("webhookUrl").textValue()).isEqualTo("https://host/run");
            assertThat(task.at("/app/name").textValue()).isEqualTo("Sales");
            assertThat(task.at("/operational/nextExecution").textValue()).isEqualTo("2026-11-25T02:00:00.000Z");
            assertThat(task.at("/operational/lastExecutionResult/status").intValue())
                    .isZero();
            assertThat(task.get("tags")).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"/externalprogramtask, 1, ExternalProgramTask", "/usersynctask, 2, UserSyncTask"})
        void aTaskOfAnotherType_hasNoApp(String path, int type, String schemaPath) {
            JsonNode task = task(path, "{\"name\": \"n\", \"app\": {\"name\": \"ignored\"}}");
            assertThat(task.get("taskType").intValue()).isEqualTo(type);
            assertThat(task.get("schemaPath").textValue()).isEqualTo(schemaPath);
            assertThat(task.has("app")).isFalse();
            assertThat(SERVER.get("/qrs/task/full")
                            .entity(200)
                            .get(0)
                            .get("app")
                            .isNull())
                    .isTrue();
        }

        /** Clients look for the task of their app, and read the id of the app of each task (case A6). */
        @Test
        void aReloadTaskWithoutAnApp_hasAnAppWithoutAnId() {
            JsonNode task = task("/reloadtask", "{\"name\": \"n\"}");
            assertThat(task.at("/app/id").textValue()).isEqualTo("00000000-0000-0000-0000-000000000000");
            assertThat(task.at("/app/name").textValue()).isEmpty();
            for (String path : List.of("/task/full", "/reloadtask/full")) {
                assertThat(SERVER.get("/qrs" + path).entity(200).get(0).get("app"))
                        .isEqualTo(task.get("app"));
            }
            // What a client sends back is no app.
            SERVER.put("/qrs/reloadtask/" + id(task), task.toString()).entity(200);
            assertThat(SERVER.get("/qrs/reloadtask/count?filter=app%20eq%20null")
                            .entity(200)
                            .get("value")
                            .intValue())
                    .isOne();
        }

        @Test
        void aCondensedTask_hasTheShapeOfReferences() {
            task("/reloadtask", "{\"name\": \"Nightly\", \"app\": {\"name\": \"Sales\"}}");
            for (String path : List.of("/task", "/reloadtask")) {
                assertThat(SERVER.get("/qrs" + path).entity(200).get(0).fieldNames())
                        .toIterable()
                        .containsExactly(
                                "id",
                                "name",
                                "taskType",
                                "enabled",
                                "taskSessionTimeout",
                                "maxRetries",
                                "operational",
                                "privileges");
            }
        }

        @Test
        void aReferenceToTheApp_keepsItsStoredValues() {
            ObjectNode task = (ObjectNode)
                    task(
                            "/reloadtask",
                            "{\"name\": \"n\", \"app\": {\"id\": \"9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0\", \"name\": \"Sales\"}}");
            task.putObject("app").put("id", "9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0");
            JsonNode updated =
                    SERVER.put("/qrs/reloadtask/" + id(task), task.toString()).entity(200);
            assertThat(updated.at("/app/name").textValue()).isEqualTo("Sales");
        }

        @Test
        void privileges_ofATask_includeStartAndStop() {
            JsonNode task = task("/reloadtask?privileges=true", "{\"name\": \"n\"}");
            assertThat(task.get("privileges"))
                    .extracting(JsonNode::textValue)
                    .containsExactly("create", "read", "update", "delete", "start", "stop");
            assertThat(SERVER.post("/qrs/reloadtask/previewprivileges?privilegesFilter=24577", "{\"name\": \"n\"}")
                            .entity(200))
                    .extracting(JsonNode::textValue)
                    .containsExactly("create", "start", "stop");
            assertThat(SERVER.post("/qrs/executionsession/previewprivileges", "{}")
                            .entity(200))
                    .extracting(JsonNode::textValue)
                    .containsExactly("create", "read", "update", "delete");
            assertThat(SERVER.post("/qrs/reloadtask/previewcreateprivilege", "{\"name\": \"n\"}")
                            .entity(200)
                            .get("value")
                            .booleanValue())
                    .isTrue();
        }
    }

    /** Each family has only the tasks of its type. */
    @Nested
    class Families {

        @Test
        void eachFamily_listsItsOwnTasks_andTheAbstractOneAll() {
            task("/reloadtask", "{\"name\": \"reload\"}");
            task("/externalprogramtask", "{\"name\": \"program\"}");
            task("/usersynctask", "{\"name\": \"sync\"}");
            assertThat(names("/reloadtask")).containsExactly("reload");
            assertThat(names("/externalprogramtask/full")).containsExactly("program");
            assertThat(names("/usersynctask?filter=" + encoded("taskType eq Reload or name eq 'sync'")))
                    .containsExactly("sync");
            assertThat(names("/task?orderby=name")).containsExactly("program", "reload", "sync");
            assertThat(names("/task/full")).hasSize(3);
            assertThat(SERVER.get("/qrs/task/count").entity(200).get("value").intValue())
                    .isEqualTo(3);
            assertThat(SERVER.get("/qrs/usersynctask/count")
                            .entity(200)
                            .get("value")
                            .intValue())
                    .isEqualTo(1);
        }

        @Test
        void tables_ofEachFamily_haveItsRowsAndItsSchemaPath() {
            task("/reloadtask", "{\"name\": \"reload\", \"app\": {\"name\": \"Sales\"}}");
            task("/usersynctask", "{\"name\": \"sync\"}");
            String columns = """
                    {"type": "ReloadTask", "columns": [
                      {"name": "name", "columnType": "Property", "definition": "name"},
                      {"name": "app", "columnType": "Property", "definition": "app.name"},
                      {"name": "type", "columnType": "Property", "definition": "schemaPath"},
                      {"name": "state", "columnType": "Property", "definition": "operational"}]}""";
            JsonNode reloads =
                    SERVER.post("/qrs/reloadtask/table?take=5", columns).entity(201);
            assertThat(reloads.get("schemaPath").textValue()).isEqualTo("ReloadTask.Table");
            assertThat(reloads.get("rows")).hasSize(1);
            assertThat(reloads.at("/rows/0/1").textValue()).isEqualTo("Sales");
            assertThat(reloads.at("/rows/0/3/lastExecutionResult/status").intValue())
                    .isZero();
            JsonNode all =
                    SERVER.post("/qrs/task/table?sortColumn=name", columns).entity(201);
            assertThat(all.get("schemaPath").textValue()).isEqualTo("Task.Table");
            assertThat(all.at("/rows/0/2").textValue()).isEqualTo("ReloadTask");
            assertThat(all.at("/rows/1/2").textValue()).isEqualTo("UserSyncTask");
        }

        @Test
        void anIdOfAnotherFamily_isNotFound() {
            JsonNode task = task("/externalprogramtask", "{\"name\": \"program\"}");
            for (String path : List.of("/reloadtask/", "/usersynctask/")) {
                SERVER.get("/qrs" + path + id(task)).isProblem(404);
                SERVER.put("/qrs" + path + id(task), "{\"name\": \"n\", \"modifiedDate\": \"" + LATEST + "\"}")
                        .isProblem(404);
                SERVER.delete("/qrs" + path + id(task)).isProblem(404);
                SERVER.post("/qrs" + path + id(task) + "/start/synchronous", "").isProblem(404);
                SERVER.post("/qrs" + path + id(task) + "/start", "").isProblem(404);
                SERVER.post("/qrs" + path + id(task) + "/stop", "").isProblem(404);
                SERVER.post("/qrs" + path + "start/synchronous?name=program", "")
                        .isProblem(404);
                SERVER.post("/qrs" + path + "start?name=program", "").isProblem(404);
                SERVER.post("/qrs" + path + "stop?name=program", "").isProblem(404);
                SERVER.post("/qrs" + path + "start/many", "[\"" + id(task) + "\"]")
                        .isProblem(404);
            }
            assertThat(SERVER.get("/qrs/executionsession").entity(200)).isEmpty();
            assertThat(SERVER.get("/qrs/externalprogramtask/" + id(task)).entity(200))
                    .isEqualTo(task);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "\"UserSync\"", "17"})
        void aContradictingType_isRejected(String type) {
            String body = "{\"name\": \"n\", \"taskType\": " + type + "}";
            assertThat(SERVER.post("/qrs/reloadtask", body).isProblem(400).errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly("/taskType");
            assertThat(SERVER.post("/qrs/reloadtask/create", "{\"task\": " + body + "}")
                            .isProblem(400)
                            .errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly("/task/taskType");
            task("/reloadtask", "{\"name\": \"n\", \"taskType\": \"Reload\"}");
        }

        @Test
        void theAbstractFamily_hasNoEntitiesById() {
            String id = id(task("/reloadtask", "{\"name\": \"n\"}"));
            SERVER.get("/qrs/task/" + id).isProblem(404);
            SERVER.put("/qrs/task/" + id, "{}").isProblem(404);
            SERVER.delete("/qrs/task/" + id).isProblem(404);
            SERVER.post("/qrs/task", "{\"name\": \"n\"}").isProblem(405);
        }
    }

    /** The filters and orders of known clients. */
    @Nested
    class Queries {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "name eq 'Nightly'",
                    "name eq 'nightly'",
                    "(name eq 'Nightly')",
                    "id eq 3b1f2f4e-6e0b-4a3c-9d55-8f1b0e6c7a22",
                    "app.id eq 9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0",
                    "app.name eq 'Sales'",
                    "enabled eq true and isManuallyTriggered eq false",
                    "Enabled eq True",
                    "operational.nextExecution gt '2026-11-25'",
                    "operational.lastExecutionResult.status eq NeverStarted and name ne 'other'",
                    "operational.lastExecutionResult.status lt 1 and enabled eq true"
                })
        void aFilterOfAClient_findsTheTask(String filter) {
            task("/reloadtask", """
                            {"id": "3b1f2f4e-6e0b-4a3c-9d55-8f1b0e6c7a22", "name": "Nightly",
                             "app": {"id": "9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0", "name": "Sales"},
                             "operational": {"nextExecution": "2026-11-25T02:00:00Z"}}""");
            task("/reloadtask", "{\"name\": \"other\", \"enabled\": false, \"isManuallyTriggered\": true}");
            for (String path : List.of("/task", "/task/full", "/reloadtask", "/reloadtask/full")) {
                JsonNode found =
                        SERVER.get("/qrs" + path + "?filter=" + encoded(filter)).entity(200);
                assertThat(found).as(filter).hasSize(1);
                assertThat(found.get(0).get("name").textValue()).isEqualTo("Nightly");
            }
        }

        @Test
        void failedTasks_areFoundByTheirLastResult() {
            String failed = recorded("reloadTask", 0, 8);
            recorded("reloadTask", 0, 7);
            task("/reloadtask", "{\"name\": \"never started\"}");
            for (String status : List.of("FinishedFail", "8")) {
                JsonNode found = SERVER.get("/qrs/task/full?filter="
                                + encoded("operational.lastExecutionResult.status eq " + status))
                        .entity(200);
                assertThat(found).hasSize(1);
                assertThat(id(found.get(0))).isEqualTo(failed);
            }
        }

        @Test
        void tasks_areOrderedByTheirNextExecution() {
            task("/reloadtask", "{\"name\": \"b\", \"operational\": {\"nextExecution\": \"2026-11-25T02:00:00Z\"}}");
            task("/reloadtask", "{\"name\": \"a\", \"operational\": {\"nextExecution\": \"2026-11-26T02:00:00Z\"}}");
            assertThat(names("/reloadtask?orderby=operational.nextExecution")).containsExactly("b", "a");
            assertThat(names("/task?orderby=" + encoded("operational.nextExecution desc")))
                    .containsExactly("a", "b");
        }

        @Test
        void anUnknownProperty_isRejected() {
            assertThat(SERVER.get("/qrs/reloadtask?filter=" + encoded("user eq 'jo'"))
                            .isProblem(400)
                            .detail())
                    .contains("user");
        }
    }

    /** Tasks that are known only from sessions. */
    @Nested
    class RecordedTasks {

        @ParameterizedTest
        @CsvSource({
            "reloadTask, 0, /reloadtask",
            "externalProgramTask, 1, /externalprogramtask",
            "userSyncTask, 2, /usersynctask"
        })
        void aRecordedTask_isListedWithItsLastResult_andReadOnly(String property, int type, String path) {
            String id = recorded(property, type, 8);
            JsonNode task = SERVER.get("/qrs" + path + "/" + id).entity(200);
            assertThat(task.at("/operational/lastExecutionResult/status").intValue())
                    .isEqualTo(8);
            ((ObjectNode) task).put("modifiedDate", LATEST);
            assertThat(SERVER.put("/qrs" + path + "/" + id, task.toString())
                            .isProblem(409)
                            .detail())
                    .contains("known only from recorded sessions");
            SERVER.post("/qrs" + path + "/update", "{\"task\": " + task + "}").isProblem(409);
            assertThat(SERVER.post("/qrs/task/" + id + "/start/synchronous", "")
                            .entity(201)
                            .get("value")
                            .textValue())
                    .isEqualTo("00000000-0000-0000-0000-000000000000");
        }

        @Test
        void creatingARecordedTask_makesItAnOrdinaryOne() {
            String id = recorded("reloadTask", 0, 7);
            JsonNode task = task("/reloadtask", "{\"id\": \"" + id + "\", \"name\": \"mine\"}");
            assertThat(task.get("name").textValue()).isEqualTo("mine");
            SERVER.post("/qrs/reloadtask", "{\"id\": \"" + id + "\", \"name\": \"again\"}")
                    .isProblem(409);
        }
    }

    /** Writes. */
    @Nested
    class Writes {

        /** A typed client sends the properties that it knows; some leave out the ones that have another default in their language. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ", \"operational\": {}",
                    ", \"enabled\": null, \"taskSessionTimeout\": null, \"webhookUrl\": null, \"operational\": {\"nextExecution\": null}"
                })
        void anUpdate_keepsWhatTypedClientsLeaveOut(String rest) {
            for (String family : List.of("/reloadtask", "/externalprogramtask", "/usersynctask")) {
                JsonNode task = task(family, """
                                {"name": "n", "enabled": false, "taskSessionTimeout": 5, "webhookUrl": "https://host/run",
                                 "operational": {"nextExecution": "2026-11-25T02:00:00Z"}}""");
                String body = "{\"id\": \"" + id(task) + "\", \"name\": \"m\", \"modifiedDate\": \"" + LATEST + "\""
                        + rest + "}";
                assertKept(SERVER.put("/qrs" + family + "/" + id(task), body).entity(200));
                assertKept(SERVER.post("/qrs" + family + "/update", "{\"task\": " + body + "}")
                        .entity(200));
            }
        }

        private void assertKept(JsonNode task) {
            assertThat(task.get("name").textValue()).isEqualTo("m");
            assertThat(task.get("enabled").booleanValue()).isFalse();
            assertThat(task.get("taskSessionTimeout").intValue()).isEqualTo(5);
            assertThat(task.get("webhookUrl").textValue()).isEqualTo("https://host/run");
            assertThat(task.at("/operational/nextExecution").textValue()).isEqualTo("2026-11-25T02:00:00.000Z");
        }

        @Test
        void anUpdate_changesAndClearsWhatItCanKeep() {
            JsonNode task = task("/reloadtask", """
                            {"name": "n", "enabled": false, "taskSessionTimeout": 5, "webhookUrl": "https://host/run",
                             "operational": {"nextExecution": "2026-11-25T02:00:00Z"}}""");
            JsonNode changed = SERVER.put(
                            "/qrs/reloadtask/" + id(task), """
                            {"name": "n", "enabled": true, "taskSessionTimeout": 0, "webhookUrl": "", "modifiedDate": %s,
                             "operational": {"nextExecution": "%s"}}""".formatted(task.get("modifiedDate"), NO_DATE))
                    .entity(200);
            assertThat(changed.get("enabled").booleanValue()).isTrue();
            assertThat(changed.get("taskSessionTimeout").intValue()).isZero();
            assertThat(changed.get("webhookUrl").textValue()).isEmpty();
            assertThat(changed.at("/operational/nextExecution").textValue()).isEqualTo(NO_DATE);
        }

        @Test
        void put_checksTheVersion_andResetsWhatIsAbsent() {
            JsonNode task = task("/reloadtask", "{\"name\": \"n\", \"maxRetries\": 2, \"enabled\": false}");
            String path = "/qrs/reloadtask/" + id(task);
            SERVER.put(path, "{\"name\": \"m\"}").isProblem(409);
            JsonNode changed = SERVER.put(path, "{\"name\": \"m\", \"modifiedDate\": " + task.get("modifiedDate") + "}")
                    .entity(200);
            assertThat(changed.get("name").textValue()).isEqualTo("m");
            assertThat(changed.get("maxRetries").intValue()).isZero();
            SERVER.put(path, task.toString()).isProblem(409);
            SERVER.put(path, "{\"name\": \"m\", \"id\": \"" + UUID.randomUUID() + "\"}")
                    .isProblem(400);
            assertThat(SERVER.delete(path).status()).isEqualTo(204);
            SERVER.get(path).isProblem(404);
            SERVER.delete(path).isProblem(404);
        }

        @Test
        void many_createsAllOrNone() {
            assertThat(SERVER.post("/qrs/usersynctask/many", "[{\"name\": \"a\"}, {\"name\": \"b\"}]")
                            .entity(201))
                    .hasSize(2);
            TestResponse rejected =
                    SERVER.post("/qrs/usersynctask/many", "[{\"name\": \"c\"}, {\"name\": \"\"}, {\"taskType\": 0}]");
            assertThat(rejected.isProblem(400).errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly("/2/taskType");
            assertThat(SERVER.post("/qrs/usersynctask/many", "[{\"name\": \"c\"}, {\"name\": \"\"}]")
                            .isProblem(400)
                            .errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly("/1/name");
            assertThat(names("/usersynctask")).containsExactlyInAnyOrder("a", "b");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/reloadtask", "/externalprogramtask", "/usersynctask"})
        void createAndUpdate_writeTheTaskOfTheBundle(String path) {
            TestResponse created = SERVER.post(
                    "/qrs" + path + "/create",
                    "{\"task\": {\"name\": \"n\"}, \"compositeEvents\": [{\"x\": 1}], \"schemaEvents\": 5}");
            ObjectNode task = (ObjectNode) created.entity(201);
            assertThat(created.header("Location")).contains("/qrs" + path + "/" + id(task));
            task.put("name", "m");
            JsonNode updated = SERVER.post("/qrs" + path + "/update", "{\"task\": " + task + ", \"schemaEvents\": []}")
                    .entity(200);
            assertThat(updated.get("name").textValue()).isEqualTo("m");
            SERVER.post("/qrs" + path + "/update", "{\"task\": " + task + "}").isProblem(409);
            assertThat(SERVER.post("/qrs" + path + "/create", "{\"task\": " + updated + "}")
                            .isProblem(409)
                            .errors())
                    .containsExactly(new Problem.FieldError("/task/id", "is in use"));
        }

        @Test
        void create_withAnIdempotencyKey_runsOnce() {
            byte[] body = "{\"task\": {\"name\": \"n\"}}".getBytes(StandardCharsets.UTF_8);
            JsonNode first = SERVER.post("/qrs/reloadtask/create", body, "Idempotency-Key", "key")
                    .entity(201);
            assertThat(SERVER.post("/qrs/reloadtask/create", body, "Idempotency-Key", "key")
                            .entity(201))
                    .isEqualTo(first);
            assertThat(names("/task")).hasSize(1);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "create | {}                                   | /task",
                    "create | {\"task\": null}                     | /task",
                    "create | {\"task\": []}                       | /task",
                    "create | {\"task\": {\"name\": \"\"}}         | /task/name",
                    "create | {\"task\": {\"name\": \"n\", \"maxRetries\": -1}} | /task/maxRetries",
                    "create | {\"task\": {\"name\": \"n\", \"maxRetries\": 101}} | /task/maxRetries",
                    "update | {}                                   | /task",
                    "update | {\"task\": {\"name\": \"n\"}}        | /task/id",
                    "update | {\"task\": {\"name\": \"n\", \"id\": \"x\"}} | /task/id"
                })
        void aBundleWithoutAValidTask_isRejected(String verb, String body, String pointer) {
            assertThat(SERVER.post("/qrs/reloadtask/" + verb, body)
                            .isProblem(400)
                            .errors())
                    .extracting(Problem.FieldError::pointer)
                    .contains(pointer);
        }

        @Test
        void update_ofAnUnknownTask_isNotFound() {
            SERVER.post(
                            "/qrs/reloadtask/update",
                            "{\"task\": {\"name\": \"n\", \"id\": \"" + UUID.randomUUID() + "\"}}")
                    .isProblem(404);
        }
    }

    /** What is not a task. */
    @Nested
    class BadInput {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{}                                               | /name",
                    "{\"name\": null}                                 | /name",
                    "{\"name\": 1}                                    | /name",
                    "{\"name\": \"n\", \"id\": \"x\"}                 | /id",
                    "{\"name\": \"n\", \"taskType\": []}              | /taskType",
                    "{\"name\": \"n\", \"enabled\": \"yes\"}          | /enabled",
                    "{\"name\": \"n\", \"taskSessionTimeout\": -1}    | /taskSessionTimeout",
                    "{\"name\": \"n\", \"taskSessionTimeout\": 1.5}   | /taskSessionTimeout",
                    "{\"name\": \"n\", \"maxRetries\": \"1\"}         | /maxRetries",
                    "{\"name\": \"n\", \"maxRetries\": 101}         | /maxRetries",
                    "{\"name\": \"n\", \"isManuallyTriggered\": 1}    | /isManuallyTriggered",
                    "{\"name\": \"n\", \"app\": []}                   | /app",
                    "{\"name\": \"n\", \"app\": {\"stream\": 1}}      | /app/stream",
                    "{\"name\": \"n\", \"operational\": 1}            | /operational",
                    "{\"name\": \"n\", \"operational\": {\"nextExecution\": 1}} | /operational/nextExecution",
                    "{\"name\": \"n\", \"operational\": {\"nextExecution\": \"0000-01-01\"}} | /operational/nextExecution",
                    "{\"name\": \"n\", \"webhookUrl\": {}}            | /webhookUrl"
                })
        void aWrongValue_isNamed(String body, String pointer) {
            assertThat(SERVER.post("/qrs/reloadtask", body).isProblem(400).errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly(pointer);
            assertThat(names("/task")).isEmpty();
        }

        @Test
        void moreRetriesThanTheLimit_areRejectedOfTasksButNotOfSessions() {
            JsonNode task = task("/reloadtask", "{\"name\": \"n\", \"maxRetries\": 100}");
            for (TestResponse response : List.of(
                    SERVER.put(
                            "/qrs/reloadtask/" + id(task),
                            "{\"name\": \"n\", \"maxRetries\": 101, \"modifiedDate\": " + task.get("modifiedDate")
                                    + "}"),
                    SERVER.post("/qrs/reloadtask/many", "[{\"name\": \"n\", \"maxRetries\": 101}]"))) {
                assertThat(response.isProblem(400).errors()).singleElement().satisfies(error -> {
                    assertThat(error.pointer()).endsWith("/maxRetries");
                    assertThat(error.message()).isEqualTo("must be less than or equal to 100");
                });
            }
            SERVER.post("/qrs/executionsession", "{\"reloadTask\": {\"name\": \"s\", \"maxRetries\": 5000}}")
                    .entity(201);
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "[]", "1", "\"n\"", "", "{", "{\"name\": \"n\", \"name\": \"m\"}"})
        void aBodyThatIsNotATask_isRejected(String body) {
            for (String path : List.of("/reloadtask", "/reloadtask/create", "/reloadtask/update")) {
                SERVER.post("/qrs" + path, body).isProblem(400);
            }
        }

        @Test
        void aLongName_isRejected() {
            String body = "{\"name\": \"" + "n".repeat(1_001) + "\"}";
            assertThat(SERVER.post("/qrs/reloadtask", body).isProblem(400).errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly("/name");
        }

        @Test
        void aDeepBody_isRejected() {
            String deep = "{\"name\": \"n\", \"x\": " + "[".repeat(100) + "]".repeat(100) + "}";
            SERVER.post("/qrs/reloadtask", deep).isProblem(400);
            SERVER.post("/qrs/reloadtask/create", "{\"task\": " + deep + "}").isProblem(400);
        }

        @Test
        void aHugeBody_isRejected() {
            String huge = String.join("", nCopies(1_200_000, " ")) + "{\"name\": \"n\"}";
            for (String path : List.of("/reloadtask", "/reloadtask/create", "/reloadtask/many", "/task/start/many")) {
                SERVER.post("/qrs" + path, huge).isProblem(413);
            }
            assertThat(names("/task")).isEmpty();
        }

        @Test
        void anIdThatIsNotAGuid_isNotFound() {
            SERVER.get("/qrs/reloadtask/x").isProblem(404);
            SERVER.send("DELETE", "/qrs/reloadtask/x", BodyPublishers.noBody()).isProblem(404);
        }
    }
}
