package org.executionsession.http.internal.overload;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A TLS connection that limits the messages without data. With TLS 1.3, a client can change its keys any number of times (KeyUpdate, RFC 8446, section 4.6.3), also
 * before its first request, and thousands of times in one record. Each change takes the server tens of microseconds of a processor, and the client less.
 */
final class LimitedSslConnection extends SslConnection {

    /** A handshake has about ten, and clients change their keys after gigabytes. */
    static final int MAX_MESSAGES_WITHOUT_DATA = 32;

    /** The most that one record has. After as much data, the messages without data count from zero. */
    static final int DATA_BYTES = 16_384;

    /** The length of a KeyUpdate, the shortest message that takes the server time. */
    static final int KEY_UPDATE_BYTES = 5;

    /** The content type of all encrypted records of TLS 1.3. RFC 8446, section 5.2. */
    private static final int APPLICATION_DATA = 23;

    /** A record with one message, after the handshake: a KeyUpdate has 27 bytes. */
    private static final int RECORD_BYTES = 32;

    /** The encrypted record of a client that ends its handshake and sends no certificate: 74 bytes, and padding. */
    private static final int FINISHED_BYTES = 512;

    // Used by one thread at a time, which has the lock of the connection.
    private int messagesWithoutData;
    private int dataBytes;

    private LimitedSslConnection(
            Connector connector,
            SslContextFactory context,
            EndPoint endPoint,
            SSLEngine engine,
            boolean encryptsDirectly,
            boolean decryptsDirectly) {
        super(
                connector.getByteBufferPool(),
                connector.getExecutor(),
                context,
                endPoint,
                engine,
                encryptsDirectly,
                decryptsDirectly);
    }

    /** Creates such connections. */
    static final class Factory extends SslConnectionFactory {

        Factory(SslContextFactory.Server context, String nextProtocol) {
            super(context, nextProtocol);
        }

        @Override
        protected SslConnection newSslConnection(Connector connector, EndPoint endPoint, SSLEngine engine) {
            return new LimitedSslConnection(
                    connector,
                    getSslContextFactory(),
                    endPoint,
                    engine,
                    isDirectBuffersForEncryption(),
                    isDirectBuffersForDecryption());
        }
    }

    @Override
    protected SSLEngineResult unwrap(SSLEngine engine, ByteBuffer input, ByteBuffer output) throws SSLException {
        int oneMessage = maxBytesOfOneMessage(engine, input);
        SSLEngineResult result = super.unwrap(engine, input, output);
        dataBytes += result.bytesProduced();
        if (dataBytes >= DATA_BYTES) {
            dataBytes = 0;
            messagesWithoutData = 0;
        } else if (result.bytesConsumed() > 0 && result.bytesProduced() == 0) {
            messagesWithoutData += 1 + Math.max(0, result.bytesConsumed() - oneMessage) / KEY_UPDATE_BYTES;
            if (messagesWithoutData > MAX_MESSAGES_WITHOUT_DATA) {
                throw new SSLException(
                        "the client has sent too many messages without data, as for changes of its keys");
            }
        }
        return result;
    }

    /**
     * Returns the bytes of a record that count as one message. A record that is not encrypted has no limit, because it cannot change keys. Neither has one of a
     * handshake if clients can send their certificates in it.
     */
    private static int maxBytesOfOneMessage(SSLEngine engine, ByteBuffer record) {
        if (!record.hasRemaining() || record.get(record.position()) != APPLICATION_DATA) {
            return Integer.MAX_VALUE;
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            return RECORD_BYTES;
        }
        return engine.getNeedClientAuth() || engine.getWantClientAuth() ? Integer.MAX_VALUE : FINISHED_BYTES;
    }
}
