package org.executionsession.benchmarks.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The least session with a result and a detail; its id stands in each of the three, so that a torn one shows. */
public final class SmallSession {

    private static final MarkedBytes BODY = MarkedBytes.of(
            "{'id':'%1$s','user':'%1$s','executionResult':{'scriptLogLocation':'%1$s','details':[{'message':'%1$s'}]}}"
                    .replace('\'', '"')
                    .formatted(Slot.SESSION.mark())
                    .getBytes(StandardCharsets.US_ASCII));

    private SmallSession() {}

    /**
     * The session to record.
     *
     * @return its bytes with marks; not null
     */
    public static MarkedBytes body() {
        return BODY;
    }

    /**
     * Whether a session that was read is what was recorded, in all of its parts.
     *
     * @param session what was read; not null
     * @param id the id of the session that was recorded; not null
     * @return false when a part is missing or that of another session
     */
    public static boolean isIntact(JsonNode session, UUID id) {
        String expected = id.toString();
        JsonNode result = session.path("executionResult");
        JsonNode details = result.path("details");
        return session.path("id").asText().equals(expected)
                && session.path("user").asText().equals(expected)
                && result.path("scriptLogLocation").asText().equals(expected)
                && details.size() == 1
                && details.path(0).path("message").asText().equals(expected);
    }
}
