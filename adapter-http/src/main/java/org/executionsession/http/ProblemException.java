package org.executionsession.http;

import java.util.List;

/** A request that the adapter itself refuses, with its answer. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(int status, String detail) {
        this(status, detail, List.of());
    }

    ProblemException(int status, String detail, List<Problem.Fault> faults) {
        super(detail, null, false, false);
        problem = new Problem(status, detail, List.copyOf(faults));
    }

    Problem problem() {
        return problem;
    }
}
