package org.executionsession.http.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates to servers and clients, as an operator's authority does, for as long as a test runs. */
public final class CertificateAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration DAY = Duration.ofDays(1);

    private final X500Name name;
    private final KeyPair keys = newKeys("EC", 256);
    private final X509Certificate certificate;

    /**
     * An authority with a key of its own; two of one name are two authorities.
     *
     * @param name what it is called; not null
     */
    public CertificateAuthority(String name) {
        this.name = new X500Name("CN=" + name);
        this.certificate = signed(
                this.name, keys, true, Instant.now().minus(DAY), Instant.now().plus(DAY));
    }

    /**
     * A certificate with its key.
     *
     * @param certificate the certificate; never null
     * @param key the private key; never null
     */
    public record Issued(X509Certificate certificate, PrivateKey key) {

        /**
         * Writes both as PEM.
         *
         * @param certificateFile for the certificate; not null
         * @param keyFile for the key; not null
         * @throws IOException when they cannot be written
         */
        public void save(Path certificateFile, Path keyFile) throws IOException {
            Files.writeString(certificateFile, pem(certificate));
            Files.writeString(keyFile, pem(key));
        }

        /**
         * Writes both as PKCS#12.
         *
         * @param file where; not null
         * @param password what to encrypt it with; not null
         * @throws IOException when it cannot be written
         */
        public void saveKeyStore(Path file, String password) throws IOException {
            try (OutputStream out = Files.newOutputStream(file)) {
                keyStore(password).store(out, password.toCharArray());
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private KeyStore keyStore(String password) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", key, password.toCharArray(), new Certificate[] {certificate});
            return store;
        }
    }

    /** Shows its certificate whatever the server asks for; the JDK's own would not show one of a stranger. */
    private static final class Shows extends X509ExtendedKeyManager {

        private final Issued own;

        Shows(Issued own) {
            this.own = own;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return "own";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {own.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.key();
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }

    /**
     * The authority's own certificate.
     *
     * @return never null
     */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * Issues a certificate that is valid today.
     *
     * @param subject to whom; not null
     * @return the certificate and its key
     */
    public Issued issue(String subject) {
        return issue(subject, Instant.now().minus(DAY), Instant.now().plus(DAY));
    }

    /**
     * Issues a certificate.
     *
     * @param subject to whom; not null
     * @param from from when it is valid; not null
     * @param until until when; not null
     * @return the certificate and its key
     */
    public Issued issue(String subject, Instant from, Instant until) {
        return issue(subject, newKeys("EC", 256), from, until);
    }

    /**
     * Issues a certificate of a given key.
     *
     * @param subject to whom; not null
     * @param own the subject's keys; not null
     * @return the certificate and its key
     */
    public Issued issue(String subject, KeyPair own) {
        return issue(subject, own, Instant.now().minus(DAY), Instant.now().plus(DAY));
    }

    private Issued issue(String subject, KeyPair own, Instant from, Instant until) {
        return new Issued(signed(new X500Name("CN=" + subject), own, false, from, until), own.getPrivate());
    }

    /**
     * The side of a client that trusts this authority.
     *
     * @param own what the client shows; null for nothing
     * @return a context of its own, that resumes no session of another
     */
    public SSLContext client(Issued own) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManager[] shows = own == null ? null : new KeyManager[] {new Shows(own)};
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shows, trust.getTrustManagers(), RANDOM);
            return context;
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * New keys.
     *
     * @param algorithm {@code EC} or {@code RSA}; not null
     * @param bits their size
     * @return the keys
     */
    public static KeyPair newKeys(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Certificates and keys as PEM, one behind the other.
     *
     * @param objects what the PEM writer knows; not null
     * @return the text
     */
    public static String pem(Object... objects) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                // As PKCS#8: an older form would leave out the curve, which the JDK keeps elsewhere.
                writer.writeObject(object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private X509Certificate signed(X500Name subject, KeyPair own, boolean authority, Instant from, Instant until) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(64, RANDOM),
                            Date.from(from),
                            Date.from(until),
                            subject,
                            own.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
