package org.executionsession.http.internal.security;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** The certificates and keys of a PEM file, in any of the usual formats. */
final class Pem {

    private final Path file;
    private final String password;
    private final List<X509Certificate> certificates = new ArrayList<>();
    private PrivateKey privateKey;
    private PublicKey publicKey;

    private Pem(Path file, String password) {
        this.file = file;
        this.password = password;
    }

    /** Throws an exception that names the file if it cannot be read. */
    static boolean isPem(Path file) throws IOException {
        return text(file).contains("-----BEGIN ");
    }

    /** Reads a file; the password is null for none. Throws an exception that names the file if it cannot be parsed. */
    static Pem read(Path file, String password) throws IOException {
        Pem pem = new Pem(file, password);
        try (Reader text = new StringReader(text(file));
                PEMParser parser = new PEMParser(text)) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                pem.take(object);
            }
            return pem;
        } catch (IOException | GeneralSecurityException | RuntimeException malformed) {
            throw new IOException("cannot parse the file " + file + ": " + malformed.getMessage(), malformed);
        }
    }

    /** Returns the certificates in the order of the file. */
    List<X509Certificate> certificates() {
        return certificates;
    }

    Optional<PrivateKey> privateKey() {
        return Optional.ofNullable(privateKey);
    }

    /** Returns the public key, or that of the first certificate if there is none. */
    Optional<PublicKey> publicKey() {
        return Optional.ofNullable(publicKey)
                .or(() -> certificates.stream().findFirst().map(X509Certificate::getPublicKey));
    }

    private void take(Object object) throws IOException, GeneralSecurityException {
        JcaPEMKeyConverter keys = new JcaPEMKeyConverter();
        if (object instanceof X509CertificateHolder certificate) {
            certificates.add(new JcaX509CertificateConverter().getCertificate(certificate));
        } else if (object instanceof PrivateKeyInfo key) {
            privateKey = keys.getPrivateKey(key);
        } else if (object instanceof PEMKeyPair key) {
            privateKey = keys.getPrivateKey(key.getPrivateKeyInfo());
        } else if (object instanceof PKCS8EncryptedPrivateKeyInfo key) {
            privateKey = keys.getPrivateKey(decrypted(new EncryptedPrivateKeyInfo(key.getEncoded())));
        } else if (object instanceof PEMEncryptedKeyPair key) {
            var decryptor = new BcPEMDecryptorProvider(password());
            privateKey = keys.getPrivateKey(key.decryptKeyPair(decryptor).getPrivateKeyInfo());
        } else if (object instanceof SubjectPublicKeyInfo key) {
            publicKey = keys.getPublicKey(key);
        }
    }

    private PrivateKeyInfo decrypted(EncryptedPrivateKeyInfo key) throws IOException, GeneralSecurityException {
        AlgorithmParameters parameters = key.getAlgParameters();
        String algorithm = key.getAlgName();
        // For PBES2, the JDK returns the name of the algorithm only from the parameters.
        if (parameters != null && parameters.getAlgorithm().equals("PBES2")) {
            algorithm = parameters.toString();
        }
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password())),
                parameters);
        return PrivateKeyInfo.getInstance(key.getKeySpec(cipher).getEncoded());
    }

    private char[] password() throws IOException {
        if (password == null) {
            throw new IOException("the key is encrypted, and there is no password for it");
        }
        return password.toCharArray();
    }

    private static String text(Path file) throws IOException {
        return new String(bytes(file), StandardCharsets.ISO_8859_1);
    }

    /** Throws an exception that names the file if it cannot be read. */
    static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no file " + file, missing);
        } catch (IOException unreadable) {
            throw new IOException("cannot read the file " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }
}
