package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.ScriptLogTicket;
import org.executionsession.domain.port.outbound.ScriptLogStore;

/** Stores the script logs of results, and the tickets with which they are read. */
record InMemoryScriptLogStore(InMemoryState state) implements ScriptLogStore {

    @Override
    public boolean put(ExecutionResultEntity result, ScriptLog log) {
        requireNonNull(result, "result");
        requireNonNull(log, "log");
        synchronized (state.lock) {
            boolean stored = state.resultByKey.containsKey(ResultKey.of(result));
            if (stored) {
                state.logByResult.put(ResultKey.of(result), log);
            }
            return stored;
        }
    }

    @Override
    public boolean addTicket(ScriptLogTicket ticket, Instant now) {
        return add(ticket, now, state.logByResult);
    }

    @Override
    public boolean addTicketOfFile(ScriptLogTicket ticket, Instant now) {
        return add(ticket, now, state.resultByKey);
    }

    /** Adds a ticket if a map has its result. */
    private boolean add(ScriptLogTicket ticket, Instant now, Map<ResultKey, ?> byResult) {
        requireNonNull(ticket, "ticket");
        requireNonNull(now, "now");
        synchronized (state.lock) {
            state.removeExpiredLogTickets(now);
            boolean available = byResult.containsKey(ResultKey.of(ticket));
            if (available) {
                state.logTicketById.put(ticket.id(), ticket);
            }
            return available;
        }
    }

    @Override
    public Optional<ScriptLogTicket> findTicket(UUID ticket, String owner, Instant now) {
        requireNonNull(ticket, "ticket");
        requireNonNull(owner, "owner");
        requireNonNull(now, "now");
        synchronized (state.lock) {
            return Optional.ofNullable(state.logTicketById.get(ticket))
                    .filter(found -> found.owner().equals(owner) && now.isBefore(found.expiresAt()));
        }
    }

    @Override
    public Optional<ScriptLog> find(UUID ticket, String owner, Instant now) {
        synchronized (state.lock) {
            return findTicket(ticket, owner, now).map(found -> state.logByResult.get(ResultKey.of(found)));
        }
    }
}
