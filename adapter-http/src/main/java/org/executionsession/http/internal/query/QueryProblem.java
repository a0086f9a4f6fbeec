package org.executionsession.http.internal.query;

import java.util.List;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.http.internal.json.Problem;

/** Creates the problem document of an invalid filter or order. */
public final class QueryProblem {

    private QueryProblem() {}

    /** Returns a problem with status 400, whose one error is the rule with its position. */
    public static Problem of(InvalidQueryException rejection) {
        return new Problem(
                400, rejection.getMessage(), List.of(new Problem.FieldError("", rejection.ruleAtPosition())));
    }
}
