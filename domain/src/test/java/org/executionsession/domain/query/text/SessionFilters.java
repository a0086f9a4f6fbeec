package org.executionsession.domain.query.text;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.QueryableProperties;

/** Filters of sessions, parsed and as they are expected. */
final class SessionFilters {

    private SessionFilters() {}

    static Filter<ExecutionSession> parse(String text) {
        return FilterParser.parse(text, QueryableProperties.SESSIONS);
    }

    static InvalidQueryException rejection(String text) {
        return catchThrowableOfType(InvalidQueryException.class, () -> parse(text));
    }

    static Filter<ExecutionSession> is(String path, Operator operator, Object value) {
        return new Filter.Comparison<>(QueryableProperties.SESSIONS.find(path).orElseThrow(), operator, value);
    }
}
