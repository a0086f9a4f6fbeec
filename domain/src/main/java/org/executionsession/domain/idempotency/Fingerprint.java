package org.executionsession.domain.idempotency;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells texts apart without keeping them.
 *
 * @param hex the SHA-256 in 64 hexadecimal digits; not null
 */
public record Fingerprint(String hex) {

    /** Rejects null. */
    public Fingerprint {
        requireNonNull(hex, "hex");
    }

    /**
     * The fingerprint of several texts, each counting by itself.
     *
     * @param texts the texts; not null
     * @return the same for the same texts, whatever the machine
     */
    public static Fingerprint of(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                // No byte of UTF-8: the next text cannot continue where this one ends.
                digest.update((byte) 0xff);
            }
            return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
