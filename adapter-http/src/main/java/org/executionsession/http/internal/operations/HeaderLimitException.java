package org.executionsession.http.internal.operations;

import org.eclipse.jetty.http.HttpException;
import org.executionsession.http.internal.json.Problem;

/** The header of a request has too many parts, or there is no memory for it. */
public final class HeaderLimitException extends HttpException.RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** Creates an exception for a response with this problem. */
    public HeaderLimitException(Problem problem) {
        super(problem.status(), problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
