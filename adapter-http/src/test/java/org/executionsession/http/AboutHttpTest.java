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

    @ParameterizedTest
    @CsvSource({
        "executionsession,ExecutionSession",
        "ExecutionResult,ExecutionResult",
        "executionresult/detail,ExecutionResult.Detail"
    })
    void default_isAnEntityWithDefaultValues(String path, String schemaPath) {
        JsonNode blank = SERVER.get("/qrs/about/api/default/" + path + "?listentries=false")
                .entity(200);
        assertThat(blank.get("schemaPath").textValue()).isEqualTo(schemaPath);
        assertThat(blank.get("id").textValue()).isEqualTo("00000000-0000-0000-0000-000000000000");
        assertThat(blank.get("createdDate").textValue()).isEqualTo("1753-01-01T00:00:00Z");
    }
}
