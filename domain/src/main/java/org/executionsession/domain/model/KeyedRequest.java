package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A request to record or pick something that came with an {@link IdempotencyKey}.
 *
 * @param key tells the request apart from all others, of all callers; not null
 * @param content what was asked for; not null
 * @param expires until when the request is remembered, to the millisecond; not null
 */
public record KeyedRequest(Fingerprint key, Fingerprint content, Instant expires) {

    /** Refuses null and cuts the date to milliseconds. */
    public KeyedRequest {
        requireNonNull(key, "key");
        requireNonNull(content, "content");
        expires = Given.instant(requireNonNull(expires, "expires"));
    }
}
