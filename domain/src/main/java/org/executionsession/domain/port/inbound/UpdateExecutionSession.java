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

/** Changes a recorded execution. */
@FunctionalInterface
public interface UpdateExecutionSession {

    /**
     * Replaces everything that a caller may say of a session. A result with a new id is that of the next attempt and is added
     * to the results; one with the same id, or none, is that of the current attempt and replaces it; no result leaves the current
     * attempt as it is. A {@linkplain ExecutionResult#reference() reference} to a recorded result of the session makes that the
     * current attempt, as it is.
     *
     * @param id the session's id; not null. An id in the draft does not count
     * @param draft what is known of the execution now; not null
     * @param basedOn the modifiedDate of the session that the caller has seen; null for none, which is a conflict
     * @param caller who changes it; not null
     * @return the session as it was stored, with a later modifiedDate
     * @throws NotFoundException when no session has this id, or one that the caller may not read
     * @throws AccessDeniedException when the caller may not change it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws ResultConflictException when the draft refers to the result of another session
     * @throws VersionConflictException when the session was changed after basedOn
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionSession update(UUID id, ExecutionSessionDraft draft, Instant basedOn, Caller caller);
}
