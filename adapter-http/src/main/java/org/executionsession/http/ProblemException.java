package org.executionsession.http;

import java.util.List;
import org.executionsession.domain.refusal.RefusalException;

/** A request that the adapter itself refuses, with its answer. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(int status, String detail) {
        this(status, detail, List.of());
    }

    ProblemException(int status, String detail, List<Problem.Fault> faults) {
        this(status, detail, faults, null);
    }

    /**
     * A refusal of a use case, in the words of the adapter.
     *
     * @param refusal what the use case said; null for none
     */
    ProblemException(int status, String detail, List<Problem.Fault> faults, RefusalException refusal) {
        super(detail, refusal, false, false);
        problem = new Problem(status, detail, List.copyOf(faults));
    }

    Problem problem() {
        return problem;
    }
}
