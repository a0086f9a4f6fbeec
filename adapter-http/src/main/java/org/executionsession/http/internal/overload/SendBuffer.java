package org.executionsession.http.internal.overload;

import jakarta.servlet.http.HttpServletRequest;
import java.net.StandardSocketOptions;

/** The buffer of the system for what is sent to a client. By default, it grows to several megabytes. */
public final class SendBuffer {

    private SendBuffer() {}

    /** Limits the buffer of a request's connection to about a number of bytes. */
    public static void limit(HttpServletRequest request, int bytes) {
        PeekingEndPoint.setOption(ConnectionReset.endPoint(request), StandardSocketOptions.SO_SNDBUF, bytes);
    }
}
