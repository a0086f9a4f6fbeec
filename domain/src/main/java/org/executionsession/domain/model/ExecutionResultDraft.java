package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import jakarta.validation.Valid;

/**
 * The values that a client sends to create or update a result.
 *
 * @param origin the session, task, app and scheduler of the result; never null
 * @param result the state of the attempt; never null, its ids may be null
 */
public record ExecutionResultDraft(
        ResultOrigin origin, @Valid ExecutionResult result) {

    /** Rejects null. */
    public ExecutionResultDraft {
        requireNonNull(origin, "origin");
        requireNonNull(result, "result");
    }
}
