package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.executionsession.http.support.ContractField;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter case, enumerations and order: what may be posted in several forms is returned in one. */
class NormalizationHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void create_acceptsNamesAndIdsInAnyLetterCase() {
        JsonNode session = SERVER.create("""
                        {"ID": "046B6C7F-0B8A-43B9-B35D-6489E6DAEE91", "RETRIES": 3,
                         "ExecutionResult": {"Status": "finishedSUCCESS", "fileReferenceId": "046B6C7F-0b8a-43b9-b35d-6489e6daee91"}}""").entity(201);
        assertThat(session.get("id").textValue()).isEqualTo("046b6c7f-0b8a-43b9-b35d-6489e6daee91");
        assertThat(session.get("retries").intValue()).isEqualTo(3);
        assertThat(session.at("/executionResult/status").intValue()).isEqualTo(7);
        assertThat(session.at("/executionResult/fileReferenceID").textValue())
                .isEqualTo("046b6c7f-0b8a-43b9-b35d-6489e6daee91");
    }

    @ParameterizedTest
    @CsvSource({
        "/abortReason, DeletedTask, 3",
        "/reloadTask/taskType, Distribute, 3",
        "/executionResult/status, DistributionRunning, 14",
        "/executionResult/details/0/detailsType, information, 2",
        "/app/availabilityStatus, NOTMIGRATED, 5"
    })
    void create_acceptsNamesOfEnumerationsAndReturnsNumbers(String pointer, String name, int number) {
        JsonNode session =
                SERVER.create(ContractField.body(pointer, "\"" + name + "\"")).entity(201);
        assertThat(session.at(pointer)).isEqualTo(JsonNodeFactory.instance.numberNode(number));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, 99, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void create_keepsUnknownNumbersOfEnumerations(int number) {
        for (ContractField field : ContractField.all()) {
            if (field.kind() == ContractField.Kind.CODE) {
                JsonNode session = SERVER.create(ContractField.body(field.pointer(), String.valueOf(number)))
                        .entity(201);
                assertThat(session.at(field.pointer()).intValue()).isEqualTo(number);
            }
        }
    }

    @Test
    void create_ordersDetailsByTheirDate() {
        JsonNode session = SERVER.create("""
                        {"executionResult": {"details": [
                          {"message": "late", "detailCreatedDate": "2026-01-02T00:00:00Z"},
                          {"message": "early", "detailCreatedDate": "2026-01-01T00:00:00Z"}]}}""").entity(201);
        assertThat(session.at("/executionResult/details"))
                .extracting(detail -> detail.get("message").textValue())
                .containsExactly("early", "late");
    }
}
