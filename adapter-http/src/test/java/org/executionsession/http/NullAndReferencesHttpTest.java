package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sessions, results and details refer to: compared with null, shown in tables, and what tasks say of how they stand. */
class NullAndReferencesHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String TASK = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";

    @BeforeEach
    void record() {
        for (String task : new String[] {"reloadTask", "userSyncTask", "externalProgramTask"}) {
            SERVER.create("""
                            {"user": "%s", "%s": {"id": "%s", "operational": {"nextExecution": "2026-11-24T10:20:30.456Z",
                                "lastExecutionResult": {"status": "FinishedFail", "executingNodeName": "Node-1",
                                    "details": [{"message": "at the end"}]}}},
                             "executionResult": {"details": [{"message": "started"}]}}""".formatted(task, task, TASK)).entity(201);
        }
        SERVER.create("{\"user\":\"nothing\"}").entity(201);
        SERVER.post("/executionresult", "{\"details\": [{\"message\": \"started\"}]}")
                .entity(201);
        SERVER.post("/executionresult", "{}").entity(201);
        SERVER.post("/executionresult/detail", "{\"message\": \"alone\"}").entity(201);
    }

    @AfterEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            reloadTask ne null and reloadTask.id eq {046b6c7f-0b8a-43b9-b35d-6489e6daee91} | 1
            reloadTask ne NULL      | 1
            (RELOADTASK EQ null)    | 3
            reloadTask.id eq null   | 3
            reloadTask.id ne 146b6c7f-0b8a-43b9-b35d-6489e6daee91 | 1
            reloadTask.id ne 046b6c7f-0b8a-43b9-b35d-6489e6daee91 | 0
            reloadTask.name ne 'x'  | 1
            app eq null             | 4
            app.stream ne null      | 0
            executionResult eq null | 0
            executionResult.details ne null | 3
            abortAt eq null         | 4
            user ne null            | 4
            """)
    void nullComparisons_matchAbsentValues(String filter, int found) {
        assertThat(count(filter)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reloadTask", "userSyncTask", "externalProgramTask"})
    void operationalStateOfATask_isQueryable(String task) {
        String operational = task + ".operational.";
        for (String filter : new String[] {
            operational + "lastExecutionResult.status eq FinishedFail",
            operational + "lastExecutionResult.status ge 8",
            operational + "lastExecutionResult.executingNodeName sw 'node'",
            operational + "lastExecutionResult.details.message so 'END'",
            operational + "lastExecutionResult.details ne null",
            operational + "lastExecutionResult ne null",
            operational + "nextExecution gt '2026-11-24'",
            operational + "nextExecution lt '2026-11-24 10:20:30.4569'",
            task + ".operational ne null"
        }) {
            assertThat(count(filter)).as(filter).isEqualTo(1);
        }
        assertThat(count(operational + "lastExecutionResult.status ne FinishedFail"))
                .isZero();

        for (String path : new String[] {"nextExecution", "lastExecutionResult.executingNodeName"}) {
            JsonNode listed = SERVER.get("/executionsession/full?orderby=" + encoded(operational + path + " desc"))
                    .entity(200);
            assertThat(listed.at("/0/user").textValue()).isEqualTo(task);
            JsonNode table = table("executionsession", operational + path, "&sortColumn=a&orderAscending=false");
            assertThat(table.at("/rows/0/0")).isEqualTo(listed.at("/0/" + (operational + path).replace('.', '/')));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "executionResult",
                "executionResult.details",
                "reloadTask",
                "reloadTask.operational",
                "reloadTask.operational.lastExecutionResult.details",
                "executingNode",
                "app",
                "privileges",
                "schemaPath"
            })
    void referencesAndLists_areCellsOfATableOfSessions(String path) {
        JsonNode shown = SERVER.get("/executionsession/full?privileges=true&filter=" + encoded("user eq 'reloadTask'"))
                .entity(200)
                .get(0);

        assertThat(table("executionsession", path, "&filter=" + encoded("user eq 'reloadTask'"))
                        .at("/rows/0/0"))
                .isEqualTo(shown.at("/" + path.replace('.', '/')));
    }

    @ParameterizedTest
    @CsvSource({
        "executionresult, details",
        "executionresult, privileges",
        "executionresult, schemaPath",
        "executionresult/detail, privileges",
        "executionresult/detail, schemaPath"
    })
    void listsAndPrivileges_areCellsOfTheOtherTables(String family, String path) {
        JsonNode shown = SERVER.get("/" + family + "/full?orderby=id&privileges=true")
                .entity(200)
                .get(0);
        for (String privileges : new String[] {"", "&privileges=false", "&privileges=true"}) {
            assertThat(table(family, path, "&sortColumn=id" + privileges).at("/rows/0/0"))
                    .isEqualTo(shown.get(path));
        }
    }

    @Test
    void aListAndItsCount_areCellsOfATableOfResults() {
        JsonNode table = SERVER.post("/executionresult/table?filter=" + encoded("details ne null"), """
                        {"columns": [
                            {"name": "details", "columnType": "List", "definition": "details",
                                "list": [{"name": "text", "definition": "message"}]},
                            {"name": "many", "columnType": "Function", "definition": "count(ExecutionResult.Detail)"}]}""")
                .entity(201);

        // The results of three sessions, and the one that was created directly.
        assertThat(table.get("rows"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row).hasToString("""
                [{"columnNames":["text"],"rows":[["started"]],"schemaPath":"ExecutionResult.Detail.Table"},1]"""));
    }

    private static int count(String filter) {
        return SERVER.get("/executionsession/count?filter=" + encoded(filter))
                .entity(200)
                .get("value")
                .intValue();
    }

    private static JsonNode table(String family, String path, String parameters) {
        return SERVER.post(
                        "/" + family + "/table?x=" + parameters,
                        "{\"columns\":[{\"name\":\"a\",\"columnType\":\"Property\",\"definition\":\"" + path + "\"}]}")
                .entity(201);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
