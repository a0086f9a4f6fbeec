package org.executionsession.http.internal.json;

import java.util.List;

/**
 * What a failed request is answered with, RFC 9457.
 *
 * @param status the HTTP status
 * @param detail what is wrong with this request, in one sentence
 * @param faults where in the body and why; may be empty
 */
public record Problem(int status, String detail, List<FieldError> faults) {

    public Problem(int status, String detail) {
        this(status, detail, List.of());
    }

    /**
     * One fault of a body.
     *
     * @param pointer where, as a JSON Pointer (RFC 6901); empty for the whole body
     * @param message why
     */
    public record FieldError(String pointer, String message) {

        /** A name as a JSON Pointer says it, with the slash before it. */
        public static String token(String name) {
            return "/" + name.replace("~", "~0").replace("/", "~1");
        }
    }
}
