package org.executionsession.application.internal.memory;

import java.util.Comparator;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;

/** What tells results apart: recorders use the same ids again for the results of other sessions. */
record ResultKey(UUID id, UUID executionId) {

    /** Stands for "no session" and "no result". */
    private static final UUID NONE = new UUID(0, 0);

    static final ResultKey NO_RESULT = new ResultKey(NONE, NONE);

    /** By their digits; the JDK compares the halves of ids as signed numbers. */
    static final Comparator<ResultKey> ORDER =
            Comparator.comparing((ResultKey key) -> key.id.toString()).thenComparing(key -> key.executionId.toString());

    static ResultKey of(ExecutionResultEntity result) {
        UUID execution = result.origin().executionId();
        return new ResultKey(result.id(), execution == null ? NONE : execution);
    }

    static ResultKey of(ExecutionSession session) {
        return new ResultKey(session.executionResult().id(), session.id());
    }
}
