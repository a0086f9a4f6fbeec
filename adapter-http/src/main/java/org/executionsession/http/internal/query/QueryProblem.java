package org.executionsession.http.internal.query;

import java.util.List;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.http.internal.json.Problem;

/** The problem document of a filter or an order that cannot be parsed. */
public final class QueryProblem {

    private QueryProblem() {}

    /** Status 400, with the rule and its position as the one fault. */
    public static Problem of(InvalidQueryException rejection) {
        return new Problem(
                400, rejection.getMessage(), List.of(new Problem.FieldError("", rejection.ruleAtPosition())));
    }
}
