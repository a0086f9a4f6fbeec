package org.executionsession.http.internal.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.http.config.SecurityConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's key and certificates, and the CA certificates of the clients, read from the configured files. */
final class TlsMaterial {

    private static final Logger LOG = LoggerFactory.getLogger(TlsMaterial.class);

    /** The password of key stores that exist only in memory; the JDK requires one. */
    private static final char[] MEMORY = "in memory".toCharArray();

    private static final String TYPE = "PKCS12";

    private final KeyStore server;
    private final KeyStore clientAuthority;

    private TlsMaterial(KeyStore server, KeyStore clientAuthority) {
        this.server = server;
        this.clientAuthority = clientAuthority;
    }

    /**
     * Reads the files. Throws an exception if they are unusable or the key does not match the certificate; the
     * message is one line and names the file.
     */
    static TlsMaterial read(SecurityConfig.Tls tls) throws IOException {
        try {
            KeyStore clients = tls.clientAuthority() == null ? null : authority(tls.clientAuthority());
            return new TlsMaterial(server(tls), clients);
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    "cannot use the key or the certificates of " + tls.certificate() + ": " + unusable.getMessage(),
                    unusable);
        }
    }

    /** Returns a hash of the contents of all files. Throws the exception of {@link #read} if a file cannot be read. */
    static byte[] fingerprint(SecurityConfig.Tls tls) throws IOException {
        List<Path> files = Stream.of(tls.certificate(), tls.key(), tls.clientAuthority())
                .filter(Objects::nonNull)
                .toList();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(Pem.bytes(file));
            }
            return digest.digest();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void applyTo(SslContextFactory context) {
        context.setKeyStore(server);
        context.setKeyManagerPassword(new String(MEMORY));
        context.setTrustStore(clientAuthority);
    }

    private static KeyStore server(SecurityConfig.Tls tls) throws IOException, GeneralSecurityException {
        Path file = tls.certificate();
        List<X509Certificate> certificates;
        PrivateKey key;
        if (Pem.isPem(file)) {
            Pem pem = Pem.read(file, tls.keyPassword());
            Path keyFile = tls.key() == null ? file : tls.key();
            key = (tls.key() == null ? pem : Pem.read(keyFile, tls.keyPassword()))
                    .privateKey()
                    .orElseThrow(() -> new IOException("there is no private key in the file " + keyFile));
            certificates = pem.certificates();
        } else {
            KeyStore store = keyStore(file, tls.keyPassword());
            String alias = keyAlias(store, file);
            key = (PrivateKey) store.getKey(alias, password(tls.keyPassword()));
            certificates = new ArrayList<>();
            for (Certificate certificate : store.getCertificateChain(alias)) {
                certificates.add((X509Certificate) certificate);
            }
        }
        return server(key, certificates, file);
    }

    private static KeyStore server(PrivateKey key, List<X509Certificate> certificates, Path file)
            throws IOException, GeneralSecurityException {
        // TLS sends the server's own certificate first; the file can have any order.
        List<X509Certificate> chain = new ArrayList<>(certificates);
        X509Certificate own = null;
        for (X509Certificate certificate : certificates) {
            if (own == null && belongTogether(key, certificate)) {
                own = certificate;
            }
        }
        if (own == null) {
            throw new IOException("there is no certificate of the private key in the file " + file);
        }
        chain.remove(own);
        chain.add(0, own);
        warnWhenOutOfDate(own, file);
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        store.setKeyEntry("server", key, MEMORY, chain.toArray(Certificate[]::new));
        return store;
    }

    private static KeyStore authority(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = Pem.read(file, null).certificates();
        if (certificates.isEmpty()) {
            throw new IOException("there is no certificate in the file " + file);
        }
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority-" + i, certificates.get(i));
        }
        return store;
    }

    private static KeyStore keyStore(Path file, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE);
        try {
            store.load(new ByteArrayInputStream(Pem.bytes(file)), password(password));
            return store;
        } catch (IOException malformed) {
            throw new IOException(
                    "the file " + file + " is neither PEM, nor PKCS#12 with this password: " + malformed.getMessage(),
                    malformed);
        }
    }

    private static String keyAlias(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return alias;
            }
        }
        throw new IOException("there is no private key in the file " + file);
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        byte[] anything = certificate.getSerialNumber().toByteArray();
        signature.initSign(key);
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(anything);
        return signature.verify(signed);
    }

    private static void warnWhenOutOfDate(X509Certificate certificate, Path file) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException outOfDate) {
            LOG.warn("the certificate in {} is not valid now: {}", file, outOfDate.getMessage());
        }
    }

    private static char[] password(String password) {
        return password == null ? new char[0] : password.toCharArray();
    }
}
