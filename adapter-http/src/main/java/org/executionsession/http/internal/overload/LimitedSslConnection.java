package org.executionsession.http.internal.overload;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A TLS connection that limits the records without data. With TLS 1.3, a client can change its keys any number of times (KeyUpdate, RFC 8446, section 4.6.3), also
 * before its first request. Each change takes the server tens of microseconds of a processor, and the client less.
 */
final class LimitedSslConnection extends SslConnection {

    /** A handshake has about ten, and clients change their keys after gigabytes. */
    static final int MAX_RECORDS_WITHOUT_DATA = 32;

    /** The most that one record has. After as much data, the records without data count from zero. */
    static final int DATA_BYTES = 16_384;

    // Used by one thread at a time, which has the lock of the connection.
    private int recordsWithoutData;
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
        SSLEngineResult result = super.unwrap(engine, input, output);
        dataBytes += result.bytesProduced();
        if (dataBytes >= DATA_BYTES) {
            dataBytes = 0;
            recordsWithoutData = 0;
        } else if (result.bytesConsumed() > 0 && result.bytesProduced() == 0) {
            recordsWithoutData++;
            if (recordsWithoutData > MAX_RECORDS_WITHOUT_DATA) {
                throw new SSLException("the client has sent too many records without data, as for changes of its keys");
            }
        }
        return result;
    }
}
