package org.executionsession.http.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens by hand, also such as no library would make. */
public final class WebToken {

    private WebToken() {}

    /** Signed by a private key, as RS256 or ES256 says. */
    public static String signed(String header, String claims, PrivateKey key) {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format";
        return signed(header, claims, key, algorithm);
    }

    /** Like {@link #signed(String, String, PrivateKey)}, with claims in ISO 8859-1 instead of UTF-8. */
    public static String signedLatin1(String header, String claims, PrivateKey key) {
        return signed(header, claims.getBytes(StandardCharsets.ISO_8859_1), key, "SHA256withRSA");
    }

    public static String signed(String header, String claims, PrivateKey key, String algorithm) {
        return signed(header, bytes(claims), key, algorithm);
    }

    private static String signed(String header, byte[] claims, PrivateKey key, String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(bytes(body(header, claims)));
            return body(header, claims) + "." + encoded(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Signed by a secret, as HS256 says. */
    public static String signed(String header, String claims, byte[] secret) {
        try {
            Key key = new SecretKeySpec(secret, "HmacSHA256");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return withSignature(header, claims, mac.doFinal(bytes(body(header, claims))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static String withSignature(String header, String claims, byte[] signature) {
        return body(header, claims) + "." + encoded(signature);
    }

    private static String body(String header, String claims) {
        return body(header, bytes(claims));
    }

    private static String body(String header, byte[] claims) {
        return encoded(bytes(header)) + "." + encoded(claims);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
