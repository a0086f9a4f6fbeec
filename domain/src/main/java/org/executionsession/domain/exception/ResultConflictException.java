package org.executionsession.domain.exception;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** What is recorded of a result, or of a detail, is in the way of what was to be recorded; it was not touched. */
public final class ResultConflictException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    private ResultConflictException(String message) {
        super(message);
    }

    /**
     * A new session begins with a result that stands at an end and says something else of it.
     *
     * @param result the result's id; not null
     * @return the rejection
     */
    public static ResultConflictException alreadyEnded(UUID result) {
        return new ResultConflictException("executionResult.id: the execution result " + result
                + " of this execution session has ended, and a new session does not replace it; give another id for"
                + " another try");
    }

    /**
     * Something refers to a result of another session, or to a detail of another result.
     *
     * @param kind what is referred to; not null
     * @param id its id; not null
     * @return the rejection
     */
    public static ResultConflictException belongsElsewhere(EntityKind kind, UUID id) {
        return new ResultConflictException(
                "the " + kind + " " + id + ", of which nothing but the id was sent, belongs to" + " another "
                        + (kind == EntityKind.DETAIL ? EntityKind.RESULT : EntityKind.SESSION));
    }
}
