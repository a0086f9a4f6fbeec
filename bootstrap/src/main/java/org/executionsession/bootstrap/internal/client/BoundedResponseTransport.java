package org.executionsession.bootstrap.internal.client;

import java.util.Map;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.SendFailure;
import org.eclipse.jetty.client.transport.internal.HttpChannelOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpConnectionOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpReceiverOverHTTP;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Bounds what is read for one request, whatever it is: interim responses, the header, the body, the extensions of chunks, and trailers. The client of
 * Jetty bounds only the header, and keeps something of each interim response in memory.
 */
final class BoundedResponseTransport extends HttpClientTransportOverHTTP {

    /** The maximum number of interim responses. The client of the JDK has the same limit. */
    static final int MAX_INTERIM = 8;

    /** The maximum number of bytes. It fits a header and a body of the maximum sizes, and interim responses. */
    static final int MAX_BYTES = 32 * 1024;

    BoundedResponseTransport(ClientConnector connector) {
        super(connector);
    }

    @Override
    public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
        return new BoundedConnection(endPoint, context);
    }

    private static final class BoundedConnection extends HttpConnectionOverHTTP {

        /** Since the last request was sent. Only one thread at a time reads; another one can send. */
        private volatile int bytes;

        private volatile int interim;

        BoundedConnection(EndPoint endPoint, Map<String, Object> context) {
            super(endPoint, context);
        }

        @Override
        protected HttpChannelOverHTTP newHttpChannel() {
            return new BoundedChannel(this);
        }

        @Override
        public SendFailure send(HttpExchange exchange) {
            bytes = 0;
            interim = 0;
            return super.send(exchange);
        }

        @Override
        protected void addBytesIn(long read) {
            super.addBytesIn(read);
            bytes = Math.addExact(bytes, Math.toIntExact(read));
            if (bytes > MAX_BYTES) {
                throw closed("its response is longer than " + MAX_BYTES / 1024 + " KiB");
            }
        }

        void onStatus(int status) {
            if (status == HttpStatus.SWITCHING_PROTOCOLS_101) {
                throw closed("it switched to another protocol, which was not requested");
            }
            if (HttpStatus.isInterim(status)) {
                interim++;
                if (interim > MAX_INTERIM) {
                    throw closed("it sent more than " + MAX_INTERIM + " interim responses");
                }
            }
        }

        /** Closes the connection also if no request is in progress. The request in progress fails. */
        private LongResponseException closed(String reason) {
            LongResponseException failure = new LongResponseException(reason);
            close(failure);
            return failure;
        }
    }

    private static final class BoundedChannel extends HttpChannelOverHTTP {

        BoundedChannel(BoundedConnection connection) {
            super(connection);
        }

        @Override
        protected HttpReceiverOverHTTP newHttpReceiver() {
            return new BoundedReceiver(this);
        }
    }

    private static final class BoundedReceiver extends HttpReceiverOverHTTP {

        BoundedReceiver(BoundedChannel channel) {
            super(channel);
        }

        @Override
        public void startResponse(HttpVersion version, int status, String reason) {
            if (getHttpChannel().getHttpConnection() instanceof BoundedConnection connection) {
                connection.onStatus(status);
            }
            super.startResponse(version, status, reason);
        }
    }
}
