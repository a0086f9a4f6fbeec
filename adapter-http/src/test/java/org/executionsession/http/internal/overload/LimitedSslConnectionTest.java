package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which TLS records without data a connection accepts. The records come from an engine of this test, because the client of Java sends neither padding nor
 * several changes of its keys in one record.
 */
class LimitedSslConnectionTest {

    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    /** The header of a record, its content type, and the tag of its cipher. */
    private static final int RECORD_OVERHEAD = 22;

    private static final int KEY_UPDATE_RECORD = RECORD_OVERHEAD + LimitedSslConnection.KEY_UPDATE_BYTES;

    private final ScriptedEngine engine = new ScriptedEngine();
    private final LimitedSslConnection connection = newConnection(engine);

    private enum ClientCertificate {
        NEEDED,
        WANTED
    }

    @Test
    void changesOfKeysInOneRecord_areLimited() {
        assertIsRejected(APPLICATION_DATA, 15_038, 0);
    }

    @Test
    void changesOfKeysInSeveralRecords_areLimited() throws SSLException {
        changeKeys(LimitedSslConnection.MAX_MESSAGES_WITHOUT_DATA);
        assertIsRejected(APPLICATION_DATA, KEY_UPDATE_RECORD, 0);
    }

    @Test
    void data_letsAClientChangeItsKeysAgain() throws SSLException {
        changeKeys(LimitedSslConnection.MAX_MESSAGES_WITHOUT_DATA);
        receiveData(LimitedSslConnection.DATA_BYTES);
        changeKeys(LimitedSslConnection.MAX_MESSAGES_WITHOUT_DATA);
        receiveData(LimitedSslConnection.DATA_BYTES - 1);
        assertIsRejected(APPLICATION_DATA, KEY_UPDATE_RECORD, 0);
    }

    /** With the padding that a client can add. */
    @ParameterizedTest
    @ValueSource(ints = {74, 512})
    void theEncryptedEndOfAHandshake_isAccepted(int bytes) throws SSLException {
        engine.status = HandshakeStatus.NEED_UNWRAP;
        receive(APPLICATION_DATA, bytes, 0);
    }

    @Test
    void aLargeEncryptedRecordOfAHandshake_isRejected() {
        engine.status = HandshakeStatus.NEED_UNWRAP;
        assertIsRejected(APPLICATION_DATA, 4_000, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aLargeEncryptedRecordOfAHandshake_isAcceptedIfItCanHaveACertificate(ClientCertificate certificate)
            throws SSLException {
        engine.status = HandshakeStatus.NEED_UNWRAP;
        engine.certificate = certificate;
        receive(APPLICATION_DATA, 4_000, 0);
    }

    /** The engine does not consider itself in a handshake before it has read this record. */
    @Test
    void theFirstRecordOfAConnection_isAccepted() throws SSLException {
        receive(HANDSHAKE, 440, 0);
    }

    @Test
    void aPlaintextRecordOfAHandshake_isAcceptedUpToTheMaximumSize() throws SSLException {
        engine.status = HandshakeStatus.NEED_UNWRAP;
        receive(HANDSHAKE, 16 * 1024, 0);
    }

    private void changeKeys(int times) throws SSLException {
        for (int i = 0; i < times; i++) {
            receive(APPLICATION_DATA, KEY_UPDATE_RECORD, 0);
        }
    }

    private void receiveData(int bytes) throws SSLException {
        receive(APPLICATION_DATA, RECORD_OVERHEAD + bytes, bytes);
    }

    private void assertIsRejected(int type, int bytes, int data) {
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(() -> receive(type, bytes, data))
                .withMessageContaining("too many messages without data");
    }

    /** Receives a record of a type and a size, which has some bytes of data. */
    private void receive(int type, int bytes, int data) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(bytes).put(0, (byte) type);
        engine.data = data;
        connection.unwrap(engine, record, ByteBuffer.allocate(data));
    }

    private static LimitedSslConnection newConnection(SSLEngine engine) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        return (LimitedSslConnection) new LimitedSslConnection.Factory(context, "http/1.1")
                .newSslConnection(new ServerConnector(new Server()), new ByteArrayEndPoint(), engine);
    }

    /** Reads each record completely. As after the last message of a handshake, its status is then that of an established connection. */
    private static final class ScriptedEngine extends SSLEngine {

        private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;
        private ClientCertificate certificate;
        private int data;

        @Override
        public SSLEngineResult unwrap(ByteBuffer record, ByteBuffer[] outputs, int offset, int length) {
            int consumed = record.remaining();
            record.position(record.limit());
            outputs[offset].position(outputs[offset].position() + data);
            status = HandshakeStatus.NOT_HANDSHAKING;
            return new SSLEngineResult(SSLEngineResult.Status.OK, status, consumed, data);
        }

        @Override
        public HandshakeStatus getHandshakeStatus() {
            return status;
        }

        @Override
        public boolean getNeedClientAuth() {
            return certificate == ClientCertificate.NEEDED;
        }

        @Override
        public boolean getWantClientAuth() {
            return certificate == ClientCertificate.WANTED;
        }

        @Override
        public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer output) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Runnable getDelegatedTask() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void closeInbound() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isInboundDone() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void closeOutbound() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOutboundDone() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getEnabledCipherSuites() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setEnabledCipherSuites(String[] suites) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getSupportedProtocols() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getEnabledProtocols() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setEnabledProtocols(String[] protocols) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SSLSession getSession() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void beginHandshake() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setUseClientMode(boolean mode) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean getUseClientMode() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setNeedClientAuth(boolean need) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setWantClientAuth(boolean want) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setEnableSessionCreation(boolean enabled) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean getEnableSessionCreation() {
            throw new UnsupportedOperationException();
        }
    }
}
