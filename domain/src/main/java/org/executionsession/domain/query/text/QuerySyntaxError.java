package org.executionsession.domain.query.text;

import org.executionsession.domain.exception.InvalidQueryException;

/** Rejects an expression of a query in the words of the contract (part 5.4), with the position of the fault. */
final class QuerySyntaxError {

    private QuerySyntaxError() {}

    /**
     * A fault at one place.
     *
     * @param sentence what the message begins with
     * @param offset where in the text; people count its characters from 1
     */
    static InvalidQueryException at(String sentence, String text, int offset, String message) {
        return new InvalidQueryException(sentence, position(text, offset), message);
    }

    /** The number of a character, as people count: a character outside the basic plane is one. */
    static int position(String text, int offset) {
        return text.codePointCount(0, offset) + 1;
    }
}
