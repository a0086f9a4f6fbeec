package org.executionsession.bootstrap.internal.client;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;

/**
 * Says why a call has failed. The messages of Jetty have the path of the URL, addresses and the state of the connection, which belong neither into the
 * log nor into a result.
 */
public final class CallFailure {

    private CallFailure() {}

    /**
     * Returns the end of a sentence that begins with the receiver.
     *
     * @param failure why the call has failed; not null
     * @return for example {@code cannot be called: its host is unknown}
     */
    public static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LongResponseException) {
                return "did not respond as expected: " + cause.getMessage();
            }
        }
        if (failure instanceof ForbiddenAddressException) {
            return "may not be called: " + failure.getMessage();
        }
        if (failure instanceof UnknownHostException) {
            return "cannot be called: its host is unknown";
        }
        if (failure instanceof SocketTimeoutException) {
            return "cannot be called: it did not accept a connection in time";
        }
        if (failure instanceof ConnectException) {
            return "cannot be called: it does not accept connections";
        }
        if (failure instanceof SSLException) {
            return "cannot be called: " + failure.getMessage();
        }
        if (failure instanceof HttpResponseException) {
            return "did not respond as expected: its response is not HTTP, or its header is too long";
        }
        if (failure instanceof EOFException
                || failure instanceof ClosedChannelException
                || failure instanceof SocketException) {
            return "closed the connection without a response";
        }
        return "cannot be called: " + failure.getClass().getSimpleName();
    }
}
