package org.executionsession.http.internal.json;

import java.util.List;
import org.executionsession.domain.exception.ExecutionSessionException;

/** A rejection by the HTTP adapter, with the problem document of the response. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(int status, String detail) {
        this(status, detail, List.of());
    }

    public ProblemException(int status, String detail, List<Problem.FieldError> errors) {
        this(status, detail, errors, null);
    }

    /**
     * Creates the response to the rejection of a use case.
     *
     * @param rejection the rejection of the use case; null for none
     */
    public ProblemException(
            int status, String detail, List<Problem.FieldError> errors, ExecutionSessionException rejection) {
        super(detail, rejection, false, false);
        problem = new Problem(status, detail, List.copyOf(errors));
    }

    public Problem problem() {
        return problem;
    }
}
