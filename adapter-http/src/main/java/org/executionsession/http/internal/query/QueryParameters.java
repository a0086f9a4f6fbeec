package org.executionsession.http.internal.query;

import io.javalin.http.Context;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.StringUtil;
import org.executionsession.http.internal.json.ProblemException;

/** The parameters of a query; the case of ASCII letters in their names is ignored (contract, part 3). */
public final class QueryParameters {

    /** A name without '=' has no value: the optional is empty. */
    private final Map<String, Optional<String>> values = new HashMap<>();

    /** The names of parameters that occur several times with different values. */
    private final Set<String> ambiguous = new HashSet<>();

    private QueryParameters() {}

    /**
     * Parses the query of a request; throws a problem if its percent-encoding is malformed. The first of repeated
     * parameters counts.
     */
    public static QueryParameters of(Context context) {
        return of(context.queryString());
    }

    /** Parses a query; null for none. */
    public static QueryParameters of(String query) {
        QueryParameters parameters = new QueryParameters();
        if (query != null) {
            for (String parameter : query.split("&")) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                Optional<String> value =
                        equals < 0 ? Optional.empty() : Optional.of(decoded(parameter.substring(equals + 1)));
                parameters.add(StringUtil.asciiToLowerCase(decoded(name)), value);
            }
        }
        return parameters;
    }

    private void add(String name, Optional<String> value) {
        Optional<String> first = values.putIfAbsent(name, value);
        if (first != null && !first.equals(value)) {
            ambiguous.add(name);
        }
    }

    /** Returns whether a parameter occurs several times with different values. */
    public boolean isAmbiguous(String name) {
        return ambiguous.contains(name);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * Returns the value of a parameter; empty if it is absent. Throws a problem with the message of QRS if it has no
     * '='.
     */
    public Optional<String> text(String name) {
        if (has(name) && values.get(name).isEmpty()) {
            throw new ProblemException(400, "Missing parameter value(s)");
        }
        return values.getOrDefault(name, Optional.empty());
    }

    /** Returns true for the value {@code true} in any case; everything else is false (contract, part 4). */
    public boolean flag(String name) {
        return values.getOrDefault(name, Optional.empty())
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    private static String decoded(String encoded) {
        return PercentEncoding.decodeQuery(encoded)
                .orElseThrow(() -> new ProblemException(
                        400, "the query must be UTF-8, percent-encoded, with two hexadecimal digits behind each '%'"));
    }
}
