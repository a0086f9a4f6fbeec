package org.executionsession.http.internal.query;

import java.util.Optional;
import java.util.regex.Pattern;
import org.executionsession.http.internal.json.ProblemException;

/** The parameters {@code skip} and {@code take} of a page. */
public final class PageParameters {

    private static final Pattern COUNT = Pattern.compile("[0-9]+");

    private PageParameters() {}

    /** Returns how many entities to skip; throws a problem if the parameter is malformed. */
    public static long skip(QueryParameters parameters) {
        return count("skip", 0, parameters);
    }

    /** Returns how many entities to take; throws a problem if the parameter is malformed. */
    public static long take(long absent, QueryParameters parameters) {
        return count("take", absent, parameters);
    }

    private static long count(String name, long absent, QueryParameters parameters) {
        Optional<String> given = given(name, parameters);
        if (given.isEmpty()) {
            return absent;
        }
        if (COUNT.matcher(given.get()).matches()) {
            try {
                return Long.parseLong(given.get());
            } catch (NumberFormatException tooLarge) {
                // Reported below.
            }
        }
        throw new ProblemException(400, name + " must be a whole number that is not negative");
    }

    /** Returns a parameter; an empty one is the same as none. */
    static Optional<String> given(String name, QueryParameters parameters) {
        return parameters.text(name).map(String::strip).filter(value -> !value.isEmpty());
    }
}
