package org.executionsession.domain.idempotency;

import static java.util.Objects.requireNonNull;

/**
 * Names one request of a caller, so that the caller may send it again until it gets a response, and it is done once (as the
 * IETF draft "The Idempotency-Key HTTP Header Field" has it, revision 07).
 *
 * @param value chosen by the caller, best a random UUID; 1 to 255 printable ASCII characters
 */
public record IdempotencyKey(String value) {

    /** The longest key. */
    public static final int MAX = 255;

    /**
     * Rejects what is no key.
     *
     * @throws IllegalArgumentException when it is empty, too long, or holds other characters
     */
    public IdempotencyKey {
        requireNonNull(value, "value");
        if (value.isEmpty() || value.length() > MAX || !value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("an idempotency key is 1 to " + MAX + " printable ASCII characters");
        }
    }
}
