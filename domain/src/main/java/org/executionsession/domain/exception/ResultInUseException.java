package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** The result belongs to a session that has not ended, which must have a result, so it cannot be deleted. */
public final class ResultInUseException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects the deletion of a result.
     *
     * @param result the result's id; not null
     * @param session the id of the session whose current attempt it is; not null
     */
    public ResultInUseException(UUID result, UUID session) {
        super("the execution result " + requireNonNull(result, "result") + " belongs to the execution session "
                + requireNonNull(session, "session") + ", which has not ended; end the session first");
    }
}
