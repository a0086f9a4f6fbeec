package org.executionsession.http.internal.endpoint;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.http.internal.json.ProblemException;

/**
 * The header {@code Idempotency-Key} of the IETF draft "The Idempotency-Key HTTP Header Field", revision 07: a string
 * in double quotes. Many clients omit the quotes, so they are optional.
 */
final class IdempotencyHeader {

    private static final String HEADER = "Idempotency-Key";

    private IdempotencyHeader() {}

    /** Returns the key; null without the header. A malformed header gets 400. */
    static IdempotencyKey of(Context context) {
        List<String> headers = Collections.list(context.req().getHeaders(HEADER));
        if (headers.isEmpty()) {
            return null;
        }
        if (headers.size() > 1) {
            throw malformed("must occur only once");
        }
        String value = headers.get(0).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        try {
            return new IdempotencyKey(quoted ? value.substring(1, value.length() - 1) : value);
        } catch (IllegalArgumentException unfit) {
            throw malformed("is not valid: " + unfit.getMessage());
        }
    }

    private static ProblemException malformed(String why) {
        return new ProblemException(400, "the header " + HEADER + " " + why);
    }
}
