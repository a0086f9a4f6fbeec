package org.executionsession.domain.query.text;

import org.executionsession.domain.exception.InvalidQueryException;

/** Creates exceptions for invalid queries, with the position and the wording of QRS (contract, part 5.4). */
final class QuerySyntaxError {

    private QuerySyntaxError() {}

    /**
     * Creates an exception for an error at a position.
     *
     * @param sentence the start of the message
     * @param offset the index in the text, from 0; the message counts characters from 1
     */
    static InvalidQueryException at(String sentence, String text, int offset, String message) {
        return new InvalidQueryException(sentence, position(text, offset), message);
    }

    /** Returns the number of a character, counted from 1; a character outside the basic plane counts once. */
    static int position(String text, int offset) {
        return text.codePointCount(0, offset) + 1;
    }
}
