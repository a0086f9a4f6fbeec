package org.executionsession.http.internal.overload;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The buffer of the system for what is sent to a client. By default, it grows to several megabytes. */
public final class SendBuffer {

    private static final Logger LOG = LoggerFactory.getLogger(SendBuffer.class);

    private SendBuffer() {}

    /** Limits the buffer of a request's connection to about a number of bytes. */
    public static void limit(HttpServletRequest request, int bytes) {
        if (PeekingEndPoint.unwrapped(ConnectionReset.endPoint(request)).getTransport()
                instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
            } catch (IOException closed) {
                LOG.debug("the connection is already closed", closed);
            }
        }
    }
}
