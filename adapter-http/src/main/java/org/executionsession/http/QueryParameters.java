package org.executionsession.http;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query; their names are the same in any letter case (contract, part 3). */
final class QueryParameters {

    private final Map<String, String> values = new HashMap<>();

    private QueryParameters() {}

    /** Throws a problem when the query is not percent-encoded as it must be. Of a repeated parameter the first counts. */
    static QueryParameters of(Context context) {
        QueryParameters parameters = new QueryParameters();
        String query = context.queryString();
        if (query != null) {
            for (String parameter : query.split("&")) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                String value = equals < 0 ? "" : parameter.substring(equals + 1);
                parameters.values.putIfAbsent(decoded(name).toLowerCase(Locale.ROOT), decoded(value));
            }
        }
        return parameters;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** True for the value {@code true} in any letter case; everything else is false (contract, part 4). */
    boolean flag(String name) {
        return text(name).filter("true"::equalsIgnoreCase).isPresent();
    }

    private static String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(400, "the query holds a '%' that two hexadecimal digits do not follow");
        }
    }
}
