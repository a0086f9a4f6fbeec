package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets one caller read the script log of one result for a limited time.
 *
 * @param id the id of the ticket; never null
 * @param resultId the id of the result; never null
 * @param executionId the session of the result; null for none
 * @param owner the {@linkplain Caller#key key} of the caller; never null
 * @param expiresAt when it expires; never null
 */
public record ScriptLogTicket(
        UUID id, UUID resultId, @Nullable UUID executionId, String owner, Instant expiresAt) {

    /** Rejects null. */
    public ScriptLogTicket {
        requireNonNull(id, "id");
        requireNonNull(resultId, "resultId");
        requireNonNull(owner, "owner");
        requireNonNull(expiresAt, "expiresAt");
    }
}
