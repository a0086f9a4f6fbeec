package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import jakarta.validation.Valid;

/**
 * What a caller may say about a result.
 *
 * @param origin what it is the result of; never null
 * @param result how the attempt stands or ended; never null, its ids may be
 */
public record ExecutionResultDraft(
        ResultOrigin origin, @Valid ExecutionResult result) {

    /** Rejects null. */
    public ExecutionResultDraft {
        requireNonNull(origin, "origin");
        requireNonNull(result, "result");
    }
}
