package org.executionsession.http.internal.json;

import java.util.List;

/**
 * The response to a failed request, RFC 9457.
 *
 * @param status the HTTP status
 * @param detail the reason of the failure, in one sentence
 * @param errors the errors in the body; may be empty
 */
public record Problem(int status, String detail, List<FieldError> errors) {

    public Problem(int status, String detail) {
        this(status, detail, List.of());
    }

    /**
     * One error in a body.
     *
     * @param pointer the position as a JSON Pointer (RFC 6901); empty for the whole body
     * @param message the rule that is violated
     */
    public record FieldError(String pointer, String message) {

        /** Returns the reference token of a name, with the slash before it. */
        public static String token(String name) {
            return "/" + name.replace("~", "~0").replace("/", "~1");
        }
    }
}
