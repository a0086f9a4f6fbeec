package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.time.Clock;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/**
 * The library's front door: give it a store, take the inbound ports from it. It is safe for use by many threads, holds
 * no static state and starts no thread.
 */
public final class ExecutionSessions implements AutoCloseable {

    private final DraftValidator validator = new DraftValidator();
    private final CreateExecutionSession createExecutionSession;
    private final FindExecutionSessions findExecutionSessions;

    private ExecutionSessions(ExecutionSessionStore store, Clock clock) {
        requireNonNull(store, "store");
        requireNonNull(clock, "clock");
        createExecutionSession =
                new SessionRecorder(store, validator, clock, new TimeOrderedEpochFactory(clock)::create);
        findExecutionSessions = (id, caller) -> store.find(id);
    }

    /**
     * Sessions that are kept in a store, dated by the system's clock.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @return the front door
     */
    public static ExecutionSessions storedIn(ExecutionSessionStore store) {
        return storedIn(store, Clock.systemUTC());
    }

    /**
     * Sessions that are kept in a store, dated by a given clock.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @param clock tells createdDate and modifiedDate; not null
     * @return the front door
     */
    public static ExecutionSessions storedIn(ExecutionSessionStore store, Clock clock) {
        return new ExecutionSessions(store, clock);
    }

    /**
     * Sessions that live as long as this object: for tests of an embedding application, without a database.
     *
     * @return the front door
     */
    public static ExecutionSessions inMemory() {
        return storedIn(new InMemoryStore());
    }

    /**
     * Sessions that live as long as this object, dated by a given clock.
     *
     * @param clock tells createdDate and modifiedDate; not null
     * @return the front door
     */
    public static ExecutionSessions inMemory(Clock clock) {
        return storedIn(new InMemoryStore(), clock);
    }

    /**
     * Records executions.
     *
     * @return the port; never null, always the same
     */
    public CreateExecutionSession createExecutionSession() {
        return createExecutionSession;
    }

    /**
     * Reads recorded executions.
     *
     * @return the port; never null, always the same
     */
    public FindExecutionSessions findExecutionSessions() {
        return findExecutionSessions;
    }

    /** Lets go of the validation provider; the store stays open. */
    @Override
    public void close() {
        validator.close();
    }
}
