package org.executionsession.bootstrap.internal.webhook;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that the server shares with the receivers of its webhooks. No message contains it. */
public final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    /** Standard Webhooks recommend 24 to 64 bytes. */
    private static final int MIN_BYTES = 24;

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Parses a secret.
     *
     * @param text {@code whsec_} and the bytes of the secret in Base64; not null
     * @return the secret
     * @throws IllegalArgumentException if the text has another form, or the secret has fewer than 24 bytes
     */
    public static WebhookSecret parse(String text) {
        requireNonNull(text, "text");
        byte[] bytes = text.startsWith(PREFIX) ? decoded(text.substring(PREFIX.length())) : new byte[0];
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "must be " + PREFIX + " and the Base64 of at least " + MIN_BYTES + " bytes");
        }
        return new WebhookSecret(bytes);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    /** Returns the value of the header {@code webhook-signature}. */
    public String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            // Each Java platform has this algorithm, and it accepts keys of each length.
            throw new IllegalStateException(impossible);
        }
    }
}
