package org.executionsession.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SmallSessionTest {

    private static final UUID ID = Ids.POSTED.id(Slot.SESSION, 7);

    @Test
    void whatIsRecorded_isIntact() throws IOException {
        assertThat(SmallSession.isIntact(recorded(), ID)).isTrue();
    }

    @Test
    void aSessionThatLacksItsDetail_isTorn() throws IOException {
        ObjectNode torn = (ObjectNode) recorded();
        torn.withObject("/executionResult").putArray("details");

        assertThat(SmallSession.isIntact(torn, ID)).isFalse();
    }

    @Test
    void aSessionWithTheResultOfAnother_isTorn() throws IOException {
        ObjectNode torn = (ObjectNode) recorded();
        torn.withObject("/executionResult")
                .put("scriptLogLocation", UUID.randomUUID().toString());

        assertThat(SmallSession.isIntact(torn, ID)).isFalse();
    }

    private static JsonNode recorded() throws IOException {
        return new ObjectMapper().readTree(SmallSession.body().copy(Ids.POSTED, 7));
    }
}
