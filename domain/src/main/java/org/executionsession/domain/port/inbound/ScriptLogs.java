package org.executionsession.domain.port.inbound;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.TaskType;

/** Stores and reads the script logs of results. A log is read with a ticket. */
public interface ScriptLogs {

    /** How long a ticket is valid at least; it is at most twice as long. */
    Duration TICKET_TTL = Duration.ofMinutes(10);

    /**
     * Stores or replaces the script log of a result. Sets the properties of the result that describe its log: whether it is available, its
     * size and location, and its file reference, which is kept if the result has one.
     *
     * @param result the id of the result; not null
     * @param text the text; not null. If it is longer than {@value ScriptLog#LENGTH_MAX} characters, its beginning and its end are stored
     * @param caller the caller who stores it; not null
     * @return the result, as it is now
     * @throws NotFoundException when no result has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not update the result
     * @throws VersionConflictException when the result changes all the time; the text may be stored
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionResultEntity store(UUID result, String text, Caller caller);

    /**
     * Names the file in which the executor has written the script log of a result. Sets the properties of the result that describe its log, as
     * {@link #store} does. The file stays where it is, and is read when a caller asks for it. A log that is stored takes precedence.
     *
     * @param result the id of the result; not null
     * @param location the file, relative to the folder of script logs; not null
     * @param caller the caller who names it; not null
     * @return the result, as it is now
     * @throws NotFoundException when no result has this id, the caller may not read it, or there is no such file
     * @throws AccessDeniedException when the caller may not update the result
     * @throws InvalidDraftException when the location is too long
     * @throws VersionConflictException when the result changes all the time
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionResultEntity storeLocation(UUID result, String location, Caller caller);

    /**
     * Opens a ticket for the script log of a result. It is valid for at least {@link #TICKET_TTL}, for this caller, in every process that shares the
     * store.
     *
     * @param task the id of the task of the result; not null
     * @param result the id of the result; not null
     * @param caller the caller who will read the log; not null
     * @return the ticket
     * @throws NotFoundException when the task has no such result that the caller may read, or the result has no log yet
     * @throws AccessDeniedException when the caller may not read any result
     * @throws StoreUnavailableException when the store cannot be reached
     */
    UUID openTicket(UUID task, UUID result, Caller caller);

    /**
     * Opens a ticket for the script log with a file reference.
     *
     * @param task the id of the task of the result; not null
     * @param fileReference the file reference of the result; not null
     * @param caller the caller who will read the log; not null
     * @return as above
     * @throws NotFoundException when the task has no such result that the caller may read, or the result has no log yet
     * @throws AccessDeniedException when the caller may not read any result
     * @throws StoreUnavailableException when the store cannot be reached
     */
    UUID openTicketOfFile(UUID task, UUID fileReference, Caller caller);

    /**
     * Reads the script log of a ticket.
     *
     * @param ticket the ticket; not null
     * @param caller the caller who opened it; not null
     * @return the text; empty if the caller has no such ticket, it has expired, or the log was deleted
     * @throws NotFoundException when the result names a file that is not there any more
     * @throws AccessDeniedException when the caller may not read any result
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<String> read(UUID ticket, Caller caller);

    /**
     * Reads the script log of a ticket, if it is that of a task of a type.
     *
     * @param ticket the ticket; not null
     * @param type the type of the task; not null
     * @param caller the caller who opened it; not null
     * @return the text; empty also if the task has another type, or was deleted
     * @throws NotFoundException when the result names a file that is not there any more
     * @throws AccessDeniedException when the caller may not read any result
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<String> read(UUID ticket, TaskType type, Caller caller);
}
