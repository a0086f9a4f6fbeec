package org.executionsession.http.internal.json;

import java.util.List;
import org.executionsession.domain.exception.ExecutionSessionException;

/** A request that the adapter itself refuses, with its answer. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(int status, String detail) {
        this(status, detail, List.of());
    }

    public ProblemException(int status, String detail, List<Problem.Fault> faults) {
        this(status, detail, faults, null);
    }

    /**
     * A refusal of a use case, in the words of the adapter.
     *
     * @param refusal what the use case said; null for none
     */
    public ProblemException(int status, String detail, List<Problem.Fault> faults, ExecutionSessionException refusal) {
        super(detail, refusal, false, false);
        problem = new Problem(status, detail, List.copyOf(faults));
    }

    public Problem problem() {
        return problem;
    }
}
