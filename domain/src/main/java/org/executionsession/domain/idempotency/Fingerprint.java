package org.executionsession.domain.idempotency;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A hash that identifies texts without storing them.
 *
 * @param hex the SHA-256 in 64 hexadecimal digits; not null
 */
public record Fingerprint(String hex) {

    /** Rejects null. */
    public Fingerprint {
        requireNonNull(hex, "hex");
    }

    /**
     * Returns the fingerprint of a list of texts; the boundaries between the texts are part of it.
     *
     * @param texts the texts; not null
     * @return the fingerprint; the same texts give the same fingerprint on every machine
     */
    public static Fingerprint of(String... texts) {
        requireNonNull(texts, "texts");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                // UTF-8 never contains this byte, so it separates the texts unambiguously.
                digest.update((byte) 0xff);
            }
            return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
