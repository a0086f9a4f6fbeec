package org.executionsession.domain.idempotency;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.executionsession.domain.model.Defaults;

/**
 * A request with an {@link IdempotencyKey} to create entities or a selection.
 *
 * @param key the fingerprint of the caller and the key, unique among all callers; not null
 * @param content the fingerprint of the content of the request; not null
 * @param expiresAt when the stored request expires, to the millisecond; not null
 */
public record IdempotentRequest(Fingerprint key, Fingerprint content, Instant expiresAt) {

    /** Rejects null and truncates the date to milliseconds. */
    public IdempotentRequest {
        requireNonNull(key, "key");
        requireNonNull(content, "content");
        expiresAt = Defaults.truncated(requireNonNull(expiresAt, "expiresAt"));
    }
}
