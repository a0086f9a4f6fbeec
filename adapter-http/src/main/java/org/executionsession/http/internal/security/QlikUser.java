package org.executionsession.http.internal.security;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.executionsession.domain.model.Caller;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.query.PercentEncoding;

/**
 * The caller in the header {@code X-Qlik-User} (contract, part 3), of the form {@code UserDirectory=…; UserId=…}. Keys
 * are case-insensitive, values are percent-encoded, other keys are ignored.
 */
final class QlikUser {

    private static final String HEADER = "X-Qlik-User";

    private QlikUser() {}

    /** Returns the caller; empty without the header. Throws a problem if the header is malformed. */
    static Optional<Caller> of(Request request) {
        List<String> headers = request.getHeaders().getValuesList(HEADER);
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        if (headers.size() > 1) {
            throw malformed("must occur only once");
        }
        Map<String, String> parts = parts(Objects.requireNonNullElse(headers.get(0), ""));
        try {
            return Optional.of(new Caller(part("UserDirectory", parts), part("UserId", parts)));
        } catch (IllegalArgumentException unfit) {
            throw malformed("contains an invalid name: " + unfit.getMessage());
        }
    }

    private static Map<String, String> parts(String header) {
        Map<String, String> parts = new HashMap<>();
        for (String part : header.split(";")) {
            int equals = part.indexOf('=');
            if (equals < 0 && part.isBlank()) {
                continue;
            }
            if (equals < 0) {
                throw malformed("must be of the form UserDirectory=...; UserId=...");
            }
            String key = part.substring(0, equals).strip();
            if (parts.put(
                            key.toLowerCase(Locale.ROOT),
                            part.substring(equals + 1).strip())
                    != null) {
                throw malformed("must contain each part once");
            }
        }
        return parts;
    }

    private static String part(String key, Map<String, String> parts) {
        String encoded = parts.getOrDefault(key.toLowerCase(Locale.ROOT), "");
        if (encoded.isEmpty()) {
            throw malformed("must contain " + key);
        }
        return PercentEncoding.decode(encoded)
                .orElseThrow(() -> malformed("must contain " + key + " in UTF-8, percent-encoded"));
    }

    private static ProblemException malformed(String why) {
        return new ProblemException(400, "the header " + HEADER + " " + why);
    }
}
