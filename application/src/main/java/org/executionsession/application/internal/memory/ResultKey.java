package org.executionsession.application.internal.memory;

import java.util.Comparator;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ScriptLogTicket;

/** The key of a result. The id alone is not unique: clients reuse ids for the results of other sessions. */
record ResultKey(UUID id, UUID executionId) {

    /** The id that means "no session" or "no result". */
    private static final UUID NONE = new UUID(0, 0);

    static final ResultKey NO_RESULT = new ResultKey(NONE, NONE);

    /** Orders by the digits of the ids. The JDK compares the halves of UUIDs as signed numbers, which is a different order. */
    static final Comparator<ResultKey> ORDER =
            Comparator.comparing((ResultKey key) -> key.id.toString()).thenComparing(key -> key.executionId.toString());

    static ResultKey of(ExecutionResultEntity result) {
        UUID execution = result.origin().executionId();
        return new ResultKey(result.id(), execution == null ? NONE : execution);
    }

    static ResultKey of(ScriptLogTicket ticket) {
        return new ResultKey(ticket.resultId(), ticket.executionId() == null ? NONE : ticket.executionId());
    }

    static ResultKey of(ExecutionSession session) {
        return new ResultKey(session.executionResult().id(), session.id());
    }
}
