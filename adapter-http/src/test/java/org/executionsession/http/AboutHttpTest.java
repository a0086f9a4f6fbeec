package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients ask of the API itself. */
class AboutHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void about_hasTheVersionOfTheContractAlsoAsTheBuildVersion() {
        JsonNode about = SERVER.get("/qrs/about").entity(200);
        assertThat(about.get("apiVersion").textValue()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(about.get("buildVersion").textValue())
                .isEqualTo(about.get("apiVersion").textValue() + ".0");
        assertThat(about.get("schemaPath").textValue()).isEqualTo("About");
    }

    @Test
    void description_namesEachEndpointWithItsMethod() {
        assertThat(SERVER.get("/qrs/about/api/description").entity(200))
                .extracting(JsonNode::textValue)
                .contains("GET /qrs/executionsession/{id}", "GET /qrs/about/api/description")
                .doesNotHaveDuplicates();
    }

    @Test
    void enums_nameTheirUsagesInTasks() {
        JsonNode enums = SERVER.get("/qrs/about/api/enums").entity(200);
        assertThat(enums.at("/TaskType/usages"))
                .extracting(JsonNode::textValue)
                .contains(
                        "ReloadTask.taskType", "ExternalProgramTask.taskType", "UserSyncTask.taskType", "Task.taskType")
                .doesNotHaveDuplicates();
        assertThat(enums.at("/TaskExecutionStatus/usages"))
                .extracting(JsonNode::textValue)
                .contains("ReloadTask.operational.lastExecutionResult.status");
        assertThat(enums.at("/AppAvailabilityStatus/usages"))
                .extracting(JsonNode::textValue)
                .contains("ReloadTask.app.availabilityStatus")
                .doesNotContain("UserSyncTask.app.availabilityStatus");
        assertThat(SERVER.get("/qrs/about/api/relations").entity(200))
                .extracting(JsonNode::textValue)
                .contains("ReloadTask.app > App", "UserSyncTask.operational > UserSyncTaskOperational");
    }

    @Test
    void theDefaultTask_isEnabledAndHasNoIds() {
        JsonNode task = SERVER.get("/qrs/about/api/default/reloadtask").entity(200);
        assertThat(task.get("enabled").booleanValue()).isTrue();
        assertThat(task.get("taskSessionTimeout").intValue()).isEqualTo(1440);
        assertThat(task.findValuesAsText("id")).containsOnly("00000000-0000-0000-0000-000000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "executionsession,ExecutionSession",
        "ExecutionResult,ExecutionResult",
        "executionresult/detail,ExecutionResult.Detail",
        "reloadtask,ReloadTask",
        "externalprogramtask,ExternalProgramTask",
        "UserSyncTask,UserSyncTask"
    })
    void default_isAnEntityWithDefaultValues(String path, String schemaPath) {
        JsonNode blank = SERVER.get("/qrs/about/api/default/" + path + "?listentries=false")
                .entity(200);
        assertThat(blank.get("schemaPath").textValue()).isEqualTo(schemaPath);
        assertThat(blank.get("id").textValue()).isEqualTo("00000000-0000-0000-0000-000000000000");
        assertThat(blank.get("createdDate").textValue()).isEqualTo("1753-01-01T00:00:00Z");
    }
}
