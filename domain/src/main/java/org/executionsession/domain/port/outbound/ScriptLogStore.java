package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.ScriptLogTicket;

/**
 * Stores the script logs of results, at most one for each result. The log of a result is removed with the result, and stays with it if the
 * result becomes that of a session.
 */
public interface ScriptLogStore {

    /**
     * Stores or replaces the log of a result.
     *
     * @param result the result; not null. Only its id and its session are used
     * @param log the log; not null
     * @return false, with nothing changed, if the result is not stored
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean put(ExecutionResultEntity result, ScriptLog log);

    /**
     * Adds a ticket if its result has a log. A ticket that is stored already stays.
     *
     * @param ticket the ticket; not null
     * @param now the current time; not null. The store may remove some tickets that have expired
     * @return false, with nothing added, if the result has no log
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean addTicket(ScriptLogTicket ticket, Instant now);

    /**
     * Adds a ticket for a log that is not in the store, such as one in a file. A ticket that is stored already stays.
     *
     * @param ticket the ticket; not null
     * @param now the current time; not null. The store may remove some tickets that have expired
     * @return false, with nothing added, if the result is not stored
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean addTicketOfFile(ScriptLogTicket ticket, Instant now);

    /**
     * Reads a ticket.
     *
     * @param ticket the id of the ticket; not null
     * @param owner the {@linkplain ScriptLogTicket#owner owner} of the ticket; not null
     * @param now the current time; not null
     * @return empty if the owner has no such ticket, or it has expired
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<ScriptLogTicket> findTicket(UUID ticket, String owner, Instant now);

    /**
     * Reads the log of a ticket.
     *
     * @param ticket the id of the ticket; not null
     * @param owner the {@linkplain ScriptLogTicket#owner owner} of the ticket; not null
     * @param now the current time; not null
     * @return empty if the owner has no such ticket, it has expired, or the store does not have the log
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<ScriptLog> find(UUID ticket, String owner, Instant now);
}
