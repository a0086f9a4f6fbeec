package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.SecurityConfig.Tls;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.CertificateAuthority.Issued;
import org.executionsession.http.support.GuardedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in which operators have their certificates and keys. */
class CertificateFilesHttpTest {

    private static final CertificateAuthority AUTHORITY = new CertificateAuthority("authority");
    private static final SSLContext CLIENT = AUTHORITY.client(null);
    private static final KeyPair RSA = CertificateAuthority.newKeys("RSA", 2048);
    private static final Provider PROVIDER = new BouncyCastleProvider();
    private static final String PASSWORD = "for this test alone";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void keysInEveryFormat_areRead() throws Exception {
        Issued curve = AUTHORITY.issue("server");
        Issued rsa = AUTHORITY.issue("server", RSA);
        var pkcs8 = new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(PROVIDER)
                .setPassword(PASSWORD.toCharArray())
                .build();
        for (Issued server : new Issued[] {curve, rsa}) {
            assertServes(server, CertificateAuthority.pem(server.key()), null);
            assertServes(server, CertificateAuthority.pem(new JcaPKCS8Generator(server.key(), pkcs8)), PASSWORD);
        }
        // As openssl wrote them once, and others still do.
        assertServes(rsa, CertificateAuthority.pem(new JcaMiscPEMGenerator(rsa.key())), null);
        var encrypting =
                new JcePEMEncryptorBuilder("AES-256-CBC").setProvider(PROVIDER).build(PASSWORD.toCharArray());
        assertServes(rsa, CertificateAuthority.pem(new JcaMiscPEMGenerator(rsa.key(), encrypting)), PASSWORD);
        BigInteger secret = ((java.security.interfaces.ECPrivateKey) curve.key()).getS();
        PemObject parameters = new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded());
        PemObject sec1 = new PemObject(
                "EC PRIVATE KEY", new ECPrivateKey(256, secret, SECObjectIdentifiers.secp256r1).getEncoded());
        assertServes(curve, CertificateAuthority.pem(parameters, sec1), null);
    }

    @Test
    void aPemFileWithEntriesInAnyOrder_isRead() throws IOException {
        Issued server = AUTHORITY.issue("server");
        Path all = folder.resolve("all.pem");
        Files.writeString(
                all,
                "what people write above\n"
                        + CertificateAuthority.pem(AUTHORITY.certificate(), server.key(), server.certificate()));
        assertServes(server, new Tls(all, null, null, null));
    }

    @Test
    void pkcs12_isRead() throws IOException {
        Issued server = AUTHORITY.issue("server");
        Path store = folder.resolve("server.p12");
        server.saveKeyStore(store, PASSWORD);
        assertServes(server, new Tls(store, null, PASSWORD, null));
        assertRejected(new Tls(store, null, "wrong", null), "is neither PEM, nor PKCS#12 with this password");
        assertRejected(new Tls(store, null, null, null), "is neither PEM, nor PKCS#12 with this password");
    }

    @Test
    void unusableFiles_areReportedInOneLine() throws IOException {
        Issued server = AUTHORITY.issue("server");
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        server.save(certificate, key);
        Path missing = folder.resolve("missing.pem");
        assertRejected(new Tls(missing, key, null, null), "there is no file " + missing);
        assertRejected(new Tls(certificate, missing, null, null), "there is no file " + missing);
        assertRejected(new Tls(certificate, key, null, missing), "there is no file " + missing);
        assertRejected(new Tls(certificate, null, null, null), "there is no private key in the file " + certificate);
        assertRejected(new Tls(key, key, null, null), "there is no certificate of the private key in the file " + key);
        assertRejected(new Tls(certificate, key, null, key), "there is no certificate in the file " + key);
        assertRejected(new Tls(folder, key, null, null), "cannot read the file " + folder);

        Path other = folder.resolve("other.pem");
        AUTHORITY.issue("server").save(missing, other);
        assertRejected(
                new Tls(certificate, other, null, null),
                "there is no certificate of the private key in the file " + certificate);
        Files.writeString(other, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRejected(new Tls(certificate, other, null, null), "cannot parse the file " + other);
        Files.writeString(other, "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n");
        assertRejected(new Tls(other, key, null, null), "cannot parse the file " + other);
        Files.writeString(other, "nonsense");
        assertRejected(new Tls(other, key, null, null), other + " is neither PEM, nor PKCS#12");
        var encrypting =
                new JcePEMEncryptorBuilder("AES-256-CBC").setProvider(PROVIDER).build(PASSWORD.toCharArray());
        Files.writeString(other, CertificateAuthority.pem(new JcaMiscPEMGenerator(server.key(), encrypting)));
        assertRejected(
                new Tls(certificate, other, null, null), "the key is encrypted, and there is no password for it");
        assertRejected(new Tls(certificate, other, "wrong", null), "cannot parse the file " + other);
    }

    @Test
    void thePasswordOfTheKey_isNotInMessages() {
        assertThat(new Tls(folder, null, PASSWORD, null).toString()).doesNotContain(PASSWORD);
    }

    @Test
    void aChangedCertificate_isUsedForNewConnectionsWhileOldOnesStayOpen() throws IOException {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        Issued first = AUTHORITY.issue("server");
        first.save(certificate, key);
        try (GuardedServer server =
                        GuardedServer.start(new SecurityConfig(new Tls(certificate, key, null, null), null));
                SSLSocket open = server.connect(CLIENT)) {
            assertThat(server.shows(CLIENT)).isEqualTo(first.certificate());
            assertAnswers(open);

            Issued second = AUTHORITY.issue("server");
            second.save(certificate, key);
            awaitShown(second.certificate(), server);
            assertAnswers(open);
            assertThat(server.create(CLIENT).status()).isEqualTo(201);

            // Through a link that leads elsewhere, as an orchestrator swaps secrets.
            Issued third = AUTHORITY.issue("server");
            third.save(folder.resolve("third.pem"), folder.resolve("third-key.pem"));
            swapLink(key, "third-key.pem");
            swapLink(certificate, "third.pem");
            awaitShown(third.certificate(), server);
            assertAnswers(open);
        }
    }

    /** A good certificate that comes after the bad one shows that the bad one was seen, or at least not waited for. */
    @Test
    void anUnusableChangedCertificate_leavesTheOldOneInUse() throws IOException {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        Issued first = AUTHORITY.issue("server");
        first.save(certificate, key);
        Tls tls = new Tls(certificate, key, null, null);
        try (GuardedServer server = GuardedServer.start(new SecurityConfig(tls, null))) {
            Issued second = AUTHORITY.issue("server");
            second.save(certificate, folder.resolve("late-key.pem"));
            assertThat(server.shows(CLIENT)).isEqualTo(first.certificate());
            Files.delete(key);
            assertThat(server.shows(CLIENT)).isEqualTo(first.certificate());
            Files.move(folder.resolve("late-key.pem"), key);
            awaitShown(second.certificate(), server);
        }
    }

    @Test
    void aChangedAuthority_isRequiredOfNewConnections() throws IOException {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        Path authority = folder.resolve("authority.pem");
        AUTHORITY.issue("server").save(certificate, key);
        Files.writeString(authority, CertificateAuthority.pem(AUTHORITY.certificate()));
        Tls tls = new Tls(certificate, key, null, authority);
        try (GuardedServer server = GuardedServer.start(new SecurityConfig(tls, null))) {
            CertificateAuthority next = new CertificateAuthority("next");
            SSLContext before = AUTHORITY.client(AUTHORITY.issue("client"));
            SSLContext after = AUTHORITY.client(next.issue("client"));
            assertThat(server.create(before).status()).isEqualTo(201);
            server.assertGetsNothing(after, "TLSv1.3");
            Files.writeString(authority, CertificateAuthority.pem(next.certificate()));
            awaitLetIn(after, server);
            // The same context, which could resume its session.
            server.assertGetsNothing(before, "TLSv1.3");
            server.assertGetsNothing(before, "TLSv1.2");
        }
    }

    private void assertServes(Issued server, String key, String password) throws IOException {
        Path certificateFile = folder.resolve("certificate.pem");
        Path keyFile = folder.resolve("key.pem");
        Files.writeString(certificateFile, CertificateAuthority.pem(server.certificate()));
        Files.writeString(keyFile, key);
        assertServes(server, new Tls(certificateFile, keyFile, password, null));
    }

    private static void assertServes(Issued expected, Tls tls) throws IOException {
        try (GuardedServer server = GuardedServer.start(new SecurityConfig(tls, null))) {
            assertThat(server.shows(CLIENT)).isEqualTo(expected.certificate());
            assertThat(server.get(CLIENT, "/qrs/about").status()).isEqualTo(200);
        }
    }

    private static void assertRejected(Tls tls, String reason) {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> GuardedServer.start(new SecurityConfig(tls, null)))
                .satisfies(failure -> assertThat(failure.getCause().getMessage())
                        .contains(reason)
                        .doesNotContain("\n"));
    }

    private static void assertAnswers(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("HEAD /qrs/about HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the connection goes on after '%s'", head).isNotNegative();
            head.append((char) next);
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 200 ");
    }

    private void swapLink(Path link, String target) throws IOException {
        Path fresh = Files.createSymbolicLink(folder.resolve("fresh"), Path.of(target));
        Files.move(fresh, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitShown(X509Certificate certificate, GuardedServer server) throws IOException {
        Instant patience = Instant.now().plus(PATIENCE);
        while (!server.shows(CLIENT).equals(certificate)) {
            assertThat(Instant.now()).as("the changed certificate is shown").isBefore(patience);
        }
    }

    private static void awaitLetIn(SSLContext client, GuardedServer server) {
        Instant patience = Instant.now().plus(PATIENCE);
        while (!isLetIn(client, server)) {
            assertThat(Instant.now())
                    .as("callers of the changed authority get in")
                    .isBefore(patience);
        }
    }

    private static boolean isLetIn(SSLContext client, GuardedServer server) {
        try {
            return server.create(client).status() == 201;
        } catch (IOException rejected) {
            return false;
        }
    }
}
