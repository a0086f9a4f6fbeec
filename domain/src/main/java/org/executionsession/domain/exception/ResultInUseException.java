package org.executionsession.domain.exception;

import java.util.UUID;

/** The result that was to be deleted is that of a running session, which cannot be without one. */
public final class ResultInUseException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects to delete a result.
     *
     * @param result the result's id; not null
     * @param session the id of the session whose try in hand it is; not null
     */
    public ResultInUseException(UUID result, UUID session) {
        super("the execution result " + result + " is that of the execution session " + session
                + "; end the session first");
    }
}
