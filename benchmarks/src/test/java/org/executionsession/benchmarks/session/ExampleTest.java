package org.executionsession.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ExampleTest {

    @Test
    void aCopy_hasTheIdsOfItsSessionInTheMarkedSlotsAlone() throws Exception {
        JsonNode copy = new ObjectMapper()
                .readTree(Example.read().marked(Slot.SESSION, Slot.TASK).copy(Ids.POSTED, 7));
        JsonNode original = new ObjectMapper().readTree(Example.read().bytes());
        assertThat(copy.at("/id").asText())
                .isEqualTo(Ids.POSTED.id(Slot.SESSION, 7).toString());
        assertThat(copy.at("/reloadTask/id").asText())
                .isEqualTo(Ids.POSTED.id(Slot.TASK, 7).toString());
        assertThat(copy.at("/executionResult")).isEqualTo(original.at("/executionResult"));
        assertThat(copy.at("/app")).isEqualTo(original.at("/app"));
    }

    @Test
    void aChange_isBasedOnAVersionAndSaysThatItFailed() throws Exception {
        JsonNode change = new ObjectMapper()
                .readTree(Example.read().changed("2026-11-24T00:00:00.000Z").sample());
        assertThat(change.at("/modifiedDate").asText()).isEqualTo("2026-11-24T00:00:00.000Z");
        assertThat(change.at("/executionResult/status").asInt()).isEqualTo(8);
    }
}
