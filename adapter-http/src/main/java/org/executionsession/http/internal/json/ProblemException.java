package org.executionsession.http.internal.json;

import java.util.List;
import org.executionsession.domain.exception.ExecutionSessionException;

/** A request that the adapter itself rejects, with its response. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(int status, String detail) {
        this(status, detail, List.of());
    }

    public ProblemException(int status, String detail, List<Problem.FieldError> faults) {
        this(status, detail, faults, null);
    }

    /**
     * A rejection of a use case, in the words of the adapter.
     *
     * @param rejection what the use case said; null for none
     */
    public ProblemException(
            int status, String detail, List<Problem.FieldError> faults, ExecutionSessionException rejection) {
        super(detail, rejection, false, false);
        problem = new Problem(status, detail, List.copyOf(faults));
    }

    public Problem problem() {
        return problem;
    }
}
