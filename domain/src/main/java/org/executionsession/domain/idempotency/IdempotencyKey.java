package org.executionsession.domain.idempotency;

import static java.util.Objects.requireNonNull;

/**
 * Identifies one request of a caller. The caller may retry the request until it gets a response; it is executed once
 * (IETF draft "The Idempotency-Key HTTP Header Field", revision 07).
 *
 * @param value chosen by the caller, preferably a random UUID; 1 to 255 printable ASCII characters
 */
public record IdempotencyKey(String value) {

    /** The maximum length of a key. */
    public static final int MAX = 255;

    /**
     * Rejects an invalid key.
     *
     * @throws IllegalArgumentException when the key is empty, too long, or contains other characters
     */
    public IdempotencyKey {
        requireNonNull(value, "value");
        if (value.isEmpty() || value.length() > MAX || !value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("an idempotency key is 1 to " + MAX + " printable ASCII characters");
        }
    }
}
