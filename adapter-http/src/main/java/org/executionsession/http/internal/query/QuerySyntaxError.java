package org.executionsession.http.internal.query;

import java.util.List;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;

/** Rejects an expression of a query in the words of the contract (part 5.4), and says where the fault is. */
final class QuerySyntaxError {

    private static final int SHOWN = 40;

    private QuerySyntaxError() {}

    /**
     * A fault at one place.
     *
     * @param sentence what the response's detail begins with
     * @param offset where in the text; people count its characters from 1
     */
    static ProblemException at(String sentence, String text, int offset, String message) {
        String placed = "at character " + position(text, offset) + ": " + message;
        return new ProblemException(400, sentence + " " + placed, List.of(new Problem.Fault("", placed)));
    }

    /** A fault of the text as a whole. */
    static ProblemException of(String sentence, String message) {
        return new ProblemException(400, sentence + ": " + message, List.of(new Problem.Fault("", message)));
    }

    /** The number of a character, as people count: a character outside the basic plane is one. */
    static int position(String text, int offset) {
        return text.codePointCount(0, offset) + 1;
    }

    /** A caller's word in quotes: shortened, and without what a JSON text cannot hold or a log should not. */
    static String shown(String word) {
        int[] characters = word.codePoints()
                .limit(SHOWN + 1L)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\ufffd' : c)
                .toArray();
        String start = new String(characters, 0, Math.min(characters.length, SHOWN));
        return "'" + start + (characters.length > SHOWN ? "…" : "") + "'";
    }
}
