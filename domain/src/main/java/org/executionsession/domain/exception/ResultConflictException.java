package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** A stored result or detail conflicts with the request; it was not changed. */
public final class ResultConflictException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    private ResultConflictException(String message) {
        super(message);
    }

    /**
     * Rejects a new session whose result is already stored, has ended, and differs from the result in the request.
     *
     * @param result the result's id; not null
     * @return the rejection
     */
    public static ResultConflictException alreadyEnded(UUID result) {
        return new ResultConflictException(
                "executionResult.id: the execution result " + requireNonNull(result, "result")
                        + " has ended, and a new execution session cannot replace it; send a new id for a new attempt");
    }

    /**
     * Rejects a reference to a result of another session, or to a detail of another result.
     *
     * @param kind the kind of the referenced entity; not null
     * @param id its id; not null
     * @return the rejection
     */
    public static ResultConflictException belongsElsewhere(EntityKind kind, UUID id) {
        return new ResultConflictException("the " + requireNonNull(kind, "kind") + " " + requireNonNull(id, "id")
                + " cannot be referenced by its id, because it belongs to another "
                + (kind == EntityKind.DETAIL ? EntityKind.RESULT : EntityKind.SESSION));
    }
}
