package org.executionsession.http.internal.operations;

import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpFields;

/**
 * The id of a request in responses and logs: its {@code X-Request-Id}, else the trace id of its {@code traceparent}
 * (W3C Trace Context), else a random id.
 */
public final class RequestId {

    public static final String HEADER = "X-Request-Id";

    static final int MAX_LENGTH = 128;

    /** Version, trace id, parent id and flags: 2, 32, 16 and 2 digits, with hyphens between them. */
    private static final int TRACEPARENT_LENGTH = 55;

    private static final int TRACE_START = 3;
    private static final int TRACE_END = 35;
    private static final String NO_TRACE = "0".repeat(TRACE_END - TRACE_START);
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private RequestId() {}

    public static String of(HttpFields headers) {
        String given = headers.get(HEADER);
        if (given != null && isSafe(given)) {
            return given;
        }
        String traceparent = headers.get("traceparent");
        if (traceparent != null && isTraceparent(traceparent)) {
            return traceparent.substring(TRACE_START, TRACE_END);
        }
        return made();
    }

    /** Returns a unique id of 64 random bits. */
    static String made() {
        long bits = ThreadLocalRandom.current().nextLong();
        char[] id = new char[Long.BYTES * 2];
        for (int i = 0; i < id.length; i++) {
            id[i] = DIGITS[(int) (bits >>> 4 * i) & 0xf];
        }
        return new String(id);
    }

    /** Returns whether an id has no characters with a special meaning in headers and logs. */
    private static boolean isSafe(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean safe = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '_'
                    || c == '.'
                    || c == ':';
            if (!safe) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTraceparent(String value) {
        if (value.length() < TRACEPARENT_LENGTH
                || value.charAt(TRACE_START - 1) != '-'
                || value.charAt(TRACE_END) != '-'
                || value.startsWith(NO_TRACE, TRACE_START)) {
            return false;
        }
        for (int i = TRACE_START; i < TRACE_END; i++) {
            char c = value.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
