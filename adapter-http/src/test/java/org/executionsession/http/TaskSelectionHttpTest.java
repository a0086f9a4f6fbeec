package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks are selected, listed, edited and deleted together, each family for itself. */
class TaskSelectionHttpTest {

    private static final RunningServer SERVER = RunningServer.start();
    private static final String LATEST = "9999-12-30T23:59:59.999Z";

    private String reload;
    private String program;

    @BeforeEach
    void createTasks() {
        SERVER.useCases().clear();
        reload = task("/reloadtask", "reload");
        program = task("/externalprogramtask", "program");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String task(String path, String name) {
        return SERVER.post("/qrs" + path, "{\"name\": \"" + name + "\"}")
                .entity(201)
                .get("id")
                .textValue();
    }

    private static String select(String path) {
        return SERVER.post("/qrs/selection" + path, "{}").entity(201).get("id").textValue();
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        SERVER.get("/qrs" + path)
                .entity(200)
                .forEach(task -> names.add(task.get("name").textValue()));
        return names;
    }

    private static String edit(String name, String value) {
        return "{\"latestModifiedDate\": \"" + LATEST + "\", \"properties\": [{\"name\": \"" + name + "\", \"value\": "
                + value + ", \"valueIsModified\": true}]}";
    }

    @Test
    void aSelection_hasTheTasksOfTheFamily() {
        JsonNode selection = SERVER.post("/qrs/selection/reloadtask", "{}").entity(201);
        assertThat(selection.get("items")).hasSize(1);
        assertThat(selection.at("/items/0/objectID").textValue()).isEqualTo(reload);
        assertThat(selection.at("/items/0/type").textValue()).isEqualTo("ReloadTask");
        String all = select("/task?filter=enabled%20eq%20true");
        assertThat(names("/selection/" + all + "/task?orderby=name")).containsExactly("program", "reload");
        assertThat(names("/selection/" + all + "/task/full")).hasSize(2);
        assertThat(names("/selection/" + all + "/reloadtask")).containsExactly("reload");
        assertThat(names("/selection/" + all + "/usersynctask/full")).isEmpty();
        assertThat(SERVER.get("/qrs/selection/" + all + "/externalprogramtask/count")
                        .entity(200)
                        .get("value")
                        .intValue())
                .isEqualTo(1);
        assertThat(SERVER.post(
                                "/qrs/selection/" + all + "/reloadtask/table",
                                "{\"columns\": [{\"name\": \"id\", \"definition\": \"id\"}]}")
                        .entity(201)
                        .get("rows"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Task", "ReloadTask", "reloadtask"})
    void tasks_areSelectedOneByOne(String type) {
        String items = "{\"items\": [{\"type\": \"" + type + "\", \"objectID\": \"" + reload + "\"}]}";
        String selection =
                SERVER.post("/qrs/selection", items).entity(201).get("id").textValue();
        assertThat(names("/selection/" + selection + "/reloadtask")).containsExactly("reload");
        assertThat(names("/selection/" + selection + "/task")).containsExactly("reload");
        assertThat(SERVER.delete("/qrs/selection/" + selection + "/reloadtask").status())
                .isEqualTo(204);
        assertThat(names("/task")).containsExactly("program");
    }

    /** Clients read the triggers of a task through a selection of the task. */
    @ParameterizedTest
    @ValueSource(strings = {"event", "Event"})
    void selectedTasks_haveNoEvents(String name) {
        String path = "/qrs/selection/" + select("/reloadtask") + "/" + name;
        assertThat(SERVER.get(path).entity(200)).isEmpty();
        assertThat(SERVER.get(path + "/full?filter=enabled%20eq%20true").entity(200))
                .isEmpty();
        assertThat(SERVER.get(path + "/count").entity(200).get("value").intValue())
                .isZero();
        String unknown = "/qrs/selection/00000000-0000-4000-8000-000000000000/" + name + "/full";
        assertThat(SERVER.get(unknown).status()).isEqualTo(404);
    }

    @Test
    void anUnknownType_isRejected() {
        TestResponse rejected =
                SERVER.post("/qrs/selection", "{\"items\": [{\"type\": \"App\", \"objectID\": \"" + reload + "\"}]}");
        assertThat(rejected.isProblem(400).errors())
                .extracting(Problem.FieldError::message)
                .allSatisfy(message -> assertThat(message).contains("ReloadTask", "ExecutionResult.Detail"));
    }

    @Test
    void delete_deletesTheTasksOfTheFamilyOnly() {
        String all = select("/task");
        assertThat(SERVER.delete("/qrs/selection/" + all + "/usersynctask").status())
                .isEqualTo(204);
        assertThat(SERVER.delete("/qrs/selection/" + all + "/reloadtask").status())
                .isEqualTo(204);
        assertThat(names("/task")).containsExactly("program");
        assertThat(SERVER.delete("/qrs/selection/" + all + "/task").status()).isEqualTo(204);
        assertThat(names("/task")).isEmpty();
    }

    @Test
    void synthetic_showsAndEditsTheTasksOfTheFamilyOnly() {
        String all = select("/task");
        JsonNode synthetic =
                SERVER.get("/qrs/selection/" + all + "/reloadtask/synthetic").entity(200);
        assertThat(synthetic.get("type").textValue()).isEqualTo("ReloadTask");
        assertThat(synthetic.get("access"))
                .extracting(JsonNode::textValue)
                .containsExactly("create", "read", "update", "delete", "start", "stop");
        assertThat(SERVER.put("/qrs/selection/" + all + "/reloadtask/synthetic", edit("enabled", "false"))
                        .status())
                .isEqualTo(204);
        assertThat(names("/task?filter=enabled%20eq%20false")).containsExactly("reload");
        assertThat(SERVER.put("/qrs/selection/" + all + "/task/synthetic", edit("maxRetries", "2"))
                        .status())
                .isEqualTo(204);
        assertThat(names("/task?filter=maxRetries%20eq%202")).containsExactlyInAnyOrder("reload", "program");
        assertThat(SERVER.get("/qrs/externalprogramtask/" + program)
                        .entity(200)
                        .get("taskType")
                        .intValue())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"taskType, 2", "tags, []", "customProperties, []", "schemaPath, 1", "id, 1", "unknown, 1"})
    void synthetic_rejectsPropertiesThatCannotBeChanged(String name, String value) {
        for (String family : List.of("/task", "/reloadtask")) {
            String selection = select(family);
            assertThat(SERVER.put("/qrs/selection/" + selection + family + "/synthetic", edit(name, value))
                            .isProblem(400)
                            .errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly("/properties/0/name");
        }
    }

    @Test
    void synthetic_rejectsAWrongValue() {
        String selection = select("/reloadtask");
        assertThat(SERVER.put("/qrs/selection/" + selection + "/reloadtask/synthetic", edit("enabled", "1"))
                        .isProblem(400)
                        .errors())
                .extracting(Problem.FieldError::pointer)
                .containsExactly("/properties/0/value");
        TestResponse tooEarly = SERVER.put(
                "/qrs/selection/" + selection + "/reloadtask/synthetic",
                edit("operational", "{\"nextExecution\": \"0000-01-01\"}"));
        assertThat(tooEarly.isProblem(400).errors())
                .extracting(Problem.FieldError::pointer)
                .containsExactly("/properties/0/value/nextExecution");
    }
}
