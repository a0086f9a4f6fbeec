package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.time.Clock;
import java.time.Duration;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.ForgetOldResults;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.TellPrivileges;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;

/**
 * The library's front door: give it a store, take the inbound ports from it. It is safe for use by many threads, holds
 * no static state and starts no thread.
 */
public final class ExecutionSessions implements AutoCloseable {

    /** How long a request can be sent again with its idempotency key, unless another time is set: a day. */
    public static final Duration IDEMPOTENCY_KEYS_KEPT = Duration.ofDays(1);

    private final DraftValidator validator = new DraftValidator();
    private final SessionKeeping sessions;
    private final ResultKeeping results;
    private final DetailKeeping details;
    private final SelectionKeeping selections;
    private final PrivilegeTelling privileges;
    private final OverdueAborting overdue;
    private final ResultForgetting old;
    private final ExpiryPurging expired;

    private ExecutionSessions(
            ExecutionSessionStore store,
            AccessPolicy policy,
            Clock clock,
            Duration keysKept,
            SelectionLimits selectionLimits) {
        RecordKeeping.Surroundings surroundings = new RecordKeeping.Surroundings(
                validator,
                requireNonNull(policy, "policy"),
                requireNonNull(clock, "clock"),
                new TimeOrderedEpochFactory(clock)::create,
                new KeyedRequests(clock, requireNonNull(keysKept, "keysKept")),
                new References(store, policy));
        sessions = new SessionKeeping(store.sessions(), surroundings);
        results = new ResultKeeping(store.results(), surroundings);
        details = new DetailKeeping(store.details(), surroundings);
        selections =
                new SelectionKeeping(store.selections(), sessions, results, details, surroundings, selectionLimits);
        privileges = new PrivilegeTelling(surroundings);
        overdue = new OverdueAborting(store.sessions(), clock, surroundings.newIds());
        old = new ResultForgetting(store, clock);
        expired = new ExpiryPurging(store, clock);
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
     * Sessions that are kept in a store, dated by the system's clock, with a bound on how long requests with an idempotency
     * key are remembered.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @param keysKept how long a request can be sent again with its idempotency key; not null
     * @return the front door
     */
    public static ExecutionSessions storedIn(ExecutionSessionStore store, Duration keysKept) {
        return storedIn(store, Clock.systemUTC(), AccessPolicy.OPEN, keysKept);
    }

    /**
     * Sessions that are kept in a store, dated by the system's clock, guarded by a policy, and with a bound on how long
     * requests with an idempotency key are remembered.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @param policy decides who may do what; not null
     * @param keysKept how long a request can be sent again with its idempotency key; not null
     * @return the front door
     */
    public static ExecutionSessions storedIn(ExecutionSessionStore store, AccessPolicy policy, Duration keysKept) {
        return storedIn(store, Clock.systemUTC(), policy, keysKept);
    }

    /**
     * Sessions that are kept in a store, dated by a given clock.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @param clock tells createdDate and modifiedDate; not null
     * @return the front door
     */
    public static ExecutionSessions storedIn(ExecutionSessionStore store, Clock clock) {
        return storedIn(store, clock, AccessPolicy.OPEN);
    }

    /**
     * Sessions that are kept in a store, dated by a given clock and guarded by a policy.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @param clock tells createdDate and modifiedDate; not null
     * @param policy decides who may do what; not null
     * @return the front door
     */
    public static ExecutionSessions storedIn(ExecutionSessionStore store, Clock clock, AccessPolicy policy) {
        return storedIn(store, clock, policy, IDEMPOTENCY_KEYS_KEPT);
    }

    /**
     * Sessions that are kept in a store, dated by a given clock, guarded by a policy, and with a bound on how long requests
     * with an idempotency key are remembered.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @param clock tells createdDate and modifiedDate; not null
     * @param policy decides who may do what; not null
     * @param keysKept how long a request can be sent again with its idempotency key; not null
     * @return the front door
     */
    public static ExecutionSessions storedIn(
            ExecutionSessionStore store, Clock clock, AccessPolicy policy, Duration keysKept) {
        return new ExecutionSessions(store, policy, clock, keysKept, SelectionLimits.DEFAULT);
    }

    /**
     * Sessions that are kept in a store, dated by the system's clock, guarded by a policy, with a bound on how long requests
     * with an idempotency key are remembered and bounds on the selections that are kept.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @param policy decides who may do what; not null
     * @param keysKept how long a request can be sent again with its idempotency key; not null
     * @param selectionLimits how many selections are kept; not null
     * @return the front door
     */
    public static ExecutionSessions storedIn(
            ExecutionSessionStore store, AccessPolicy policy, Duration keysKept, SelectionLimits selectionLimits) {
        return storedIn(store, Clock.systemUTC(), policy, keysKept, selectionLimits);
    }

    /**
     * The same, dated by a given clock.
     *
     * @param store where to keep them; not null, and closed by whoever opened it
     * @param clock tells createdDate and modifiedDate; not null
     * @param policy decides who may do what; not null
     * @param keysKept how long a request can be sent again with its idempotency key; not null
     * @param selectionLimits how many selections are kept; not null
     * @return the front door
     */
    public static ExecutionSessions storedIn(
            ExecutionSessionStore store,
            Clock clock,
            AccessPolicy policy,
            Duration keysKept,
            SelectionLimits selectionLimits) {
        return new ExecutionSessions(store, policy, clock, keysKept, selectionLimits);
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
        return sessions;
    }

    /**
     * Reads recorded executions.
     *
     * @return the port; never null, always the same
     */
    public FindExecutionSessions findExecutionSessions() {
        return sessions;
    }

    /**
     * Changes recorded executions.
     *
     * @return the port; never null, always the same
     */
    public UpdateExecutionSession updateExecutionSession() {
        return sessions;
    }

    /**
     * Ends recorded executions.
     *
     * @return the port; never null, always the same
     */
    public EndExecutionSession endExecutionSession() {
        return sessions;
    }

    /**
     * Keeps the results of executions.
     *
     * @return the port; never null, always the same
     */
    public ExecutionResults executionResults() {
        return results;
    }

    /**
     * Keeps the details of results.
     *
     * @return the port; never null, always the same
     */
    public ExecutionResultDetails executionResultDetails() {
        return details;
    }

    /**
     * Picks entities, to list or delete them together.
     *
     * @return the port; never null, always the same
     */
    public Selections selections() {
        return selections;
    }

    /**
     * Tells what a caller may do.
     *
     * @return the port; never null, always the same
     */
    public TellPrivileges tellPrivileges() {
        return privileges;
    }

    /**
     * Aborts sessions that take longer than their tasks allow, whenever it is called.
     *
     * @return the port; never null, always the same
     */
    public AbortOverdueSessions abortOverdueSessions() {
        return overdue;
    }

    /**
     * Forgets results of long ago, whenever it is called.
     *
     * @return the port; never null, always the same
     */
    public ForgetOldResults forgetOldResults() {
        return old;
    }

    /**
     * Removes selections and idempotency keys that have expired, whenever it is called.
     *
     * @return the port; never null, always the same
     */
    public PurgeExpired purgeExpired() {
        return expired;
    }

    /** Lets go of the validation provider; the store stays open. */
    @Override
    public void close() {
        validator.close();
    }
}
