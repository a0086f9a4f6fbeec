package org.executionsession.domain.port.inbound;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.jspecify.annotations.Nullable;

/** Updates sessions. */
@FunctionalInterface
public interface UpdateExecutionSession {

    /**
     * Replaces all values of a session. A result with a new id starts the next attempt and is added to the results. A
     * result with the same id or without an id replaces the current attempt. A draft without a result keeps it. A
     * {@linkplain ExecutionResult#reference() reference} to a stored result of the session makes this result the
     * current attempt, unchanged.
     *
     * @param id the session's id; not null. An id in the draft is ignored
     * @param draft the new values; not null
     * @param basedOn the modifiedDate of the session that the caller read; null always causes a conflict
     * @param caller the caller who changes it; not null
     * @return the session as stored, with a later modifiedDate
     * @throws NotFoundException when no session has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not change it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws ResultConflictException when the draft refers to the result of another session
     * @throws VersionConflictException when the session was changed after basedOn
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionSession update(UUID id, ExecutionSessionDraft draft, @Nullable Instant basedOn, Caller caller);
}
