package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.CertificateAuthority.Issued;
import org.executionsession.http.support.GuardedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that are known by certificates of their own, as QRS knows them. */
class ClientCertificateHttpTest {

    private static final CertificateAuthority AUTHORITY = new CertificateAuthority("authority");
    private static final SSLContext CLIENT = AUTHORITY.client(AUTHORITY.issue("client"));
    private static final String KEY = GuardedServer.KEY;
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    static Path folder;

    private static GuardedServer server;

    @BeforeAll
    static void start() throws IOException {
        AUTHORITY.issue("server").save(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
        Files.writeString(folder.resolve("authority.pem"), CertificateAuthority.pem(AUTHORITY.certificate()));
        server = GuardedServer.start(new SecurityConfig(
                new SecurityConfig.Tls(
                        folder.resolve("server.pem"),
                        folder.resolve("server-key.pem"),
                        null,
                        folder.resolve("authority.pem")),
                null));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRequestWithoutAUser_isOfTheService() throws IOException {
        assertThat(server.create(CLIENT).entity(201).get("modifiedByUserName").textValue())
                .isEqualTo("INTERNAL\\sa_api");
    }

    @Test
    void aUserInTheHeader_isTheCaller() throws IOException {
        assertThat(server.create(CLIENT, "X-Qlik-User", "UserDirectory=ACME; UserId=jo")
                        .entity(201)
                        .get("modifiedByUserName")
                        .textValue())
                .isEqualTo("ACME\\jo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/qrs/executionsession",
                "/qrs/executionsession?Xrfkey=" + KEY,
                "/qrs/executionsession?Xrfkey=0123456789abcdeX",
                "/openapi.json",
                "/docs",
                "/nothing"
            })
    void aMissingOrWrongXrfkey_returns403OnEveryRoute(String path) throws IOException {
        assertThat(server.get(CLIENT, path).isProblem(403).detail())
                .isEqualTo("XSRF prevention check failed. Possible XSRF discovered.");
        String header = path.endsWith(KEY) ? "fedcba9876543210" : KEY;
        server.get(CLIENT, path, "X-Qlik-Xrfkey", header).isProblem(403);
        server.get(CLIENT, path, "X-Qlik-Xrfkey", "short").isProblem(403);
    }

    @Test
    void twoDifferentXrfkeys_return403() throws IOException {
        String other = "fedcba9876543210";
        String path = "/qrs/about?xrfkey=" + KEY;
        server.get(CLIENT, path + "&Xrfkey=" + other, "X-Qlik-Xrfkey", KEY).isProblem(403);
        server.get(CLIENT, path, "X-Qlik-Xrfkey", KEY, "X-Qlik-Xrfkey", other).isProblem(403);
        assertThat(server.get(CLIENT, path + "&Xrfkey=" + KEY, "X-Qlik-Xrfkey", KEY)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aMatchingXrfkey_isAccepted() throws IOException {
        assertThat(server.get(CLIENT, "/qrs/about?xrfkey=" + KEY, "X-Qlik-xrfkey", KEY)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aConnectionWithoutACertificate_isRefused(String protocol) {
        server.assertGetsNothing(AUTHORITY.client(null), protocol);
    }

    /** Also not when the stranger's authority calls itself the same. */
    @ParameterizedTest
    @CsvSource({"stranger, TLSv1.2", "stranger, TLSv1.3", "authority, TLSv1.2", "authority, TLSv1.3"})
    void aCertificateOfAnotherAuthority_isRefused(String name, String protocol) {
        Issued foreign = new CertificateAuthority(name).issue("client");
        server.assertGetsNothing(AUTHORITY.client(foreign), protocol);
    }

    /** Finite fields take twenty times as long, and cost nothing to a client that sends random bytes. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, EC, false", "TLSv1.3, EC, false", "TLSv1.2, DH, true", "TLSv1.3, DH, true"})
    void aKeyAgreementOverFiniteFields_isRefused(String protocol, String offered, boolean isRefused)
            throws IOException {
        try (SSLSocket socket = server.connect(CLIENT)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {protocol});
            parameters.setAlgorithmConstraints(new KeyAgreements(offered));
            socket.setSSLParameters(parameters);
            if (isRefused) {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(socket::startHandshake)
                        .withMessageContaining("fatal alert");
            } else {
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            }
        }
    }

    /** Lets a client offer one kind of key agreement. */
    private record KeyAgreements(String offered) implements AlgorithmConstraints {

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            if (!primitives.equals(Set.of(CryptoPrimitive.KEY_AGREEMENT))) {
                return true;
            }
            boolean isFiniteField = algorithm.startsWith("ffdhe")
                    || algorithm.startsWith("Diffie")
                    || algorithm.startsWith("TLS_DHE_")
                    || algorithm.startsWith("DHE_");
            // Protocols, and the cipher suites of TLS 1.3.
            boolean isAny = algorithm.startsWith("TLSv")
                    || algorithm.startsWith("TLS_AES_")
                    || algorithm.startsWith("TLS_CHACHA20_");
            return isAny || isFiniteField == offered.equals("DH");
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
            return permits(primitives, algorithm, parameters);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anExpiredCertificate_isRefused(String protocol) {
        Instant now = Instant.now();
        Issued expired = AUTHORITY.issue("client", now.minus(HOUR.multipliedBy(2)), now.minus(HOUR));
        server.assertGetsNothing(AUTHORITY.client(expired), protocol);
        Issued early = AUTHORITY.issue("client", now.plus(HOUR), now.plus(HOUR.multipliedBy(2)));
        server.assertGetsNothing(AUTHORITY.client(early), protocol);
    }

    /** The certificate of an authority is no secret; without its key it opens nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateWithoutItsKey_isRefused(String protocol) {
        Issued stolen = new Issued(
                AUTHORITY.issue("client").certificate(),
                CertificateAuthority.newKeys("EC", 256).getPrivate());
        server.assertGetsNothing(AUTHORITY.client(stolen), protocol);
    }

    @Test
    void plainHttp_getsNoResponse() throws IOException {
        String answer = new String(server.raw("GET /qrs/about HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes()));
        assertThat(answer).doesNotContain("HTTP");
    }

    /** The JDK speaks no TLS 1.1 any more, so what its client would say first is said by hand. */
    @Test
    void tls11_isRejectedForItsVersion() throws IOException {
        byte[] hello = new byte[52];
        byte[] fixed = {
            22,
            3,
            1,
            0,
            47, // a handshake of 47 bytes
            1,
            0,
            0,
            43, // that is a ClientHello of 43 bytes
            3,
            2 // in TLS 1.1
        };
        System.arraycopy(fixed, 0, hello, 0, fixed.length);
        Arrays.fill(hello, 11, 43, (byte) 7); // random bytes
        byte[] suites = {0, 0, 4, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13, 1, 0}; // no session, two suites, uncompressed
        System.arraycopy(suites, 0, hello, 43, suites.length);
        byte[] answer = server.raw(hello);
        assertThat(answer[0]).as("an alert").isEqualTo((byte) 21);
        assertThat(Arrays.copyOfRange(answer, 5, 7))
                .as("fatal, protocol_version")
                .containsExactly(2, 70);
    }
}
