package org.executionsession.domain.idempotency;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.executionsession.domain.model.Defaults;

/**
 * A request to record or pick something that came with an {@link IdempotencyKey}.
 *
 * @param key tells the request apart from all others, of all callers; not null
 * @param content what was asked for; not null
 * @param expiresAt until when the request is remembered, to the millisecond; not null
 */
public record IdempotentRequest(Fingerprint key, Fingerprint content, Instant expiresAt) {

    /** Rejects null and cuts the date to milliseconds. */
    public IdempotentRequest {
        requireNonNull(key, "key");
        requireNonNull(content, "content");
        expiresAt = Defaults.instant(requireNonNull(expiresAt, "expiresAt"));
    }
}
