package org.executionsession.domain.port.outbound;

import java.time.Instant;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.TaskExecutionStatus;

/**
 * Keeps execution sessions, their results and the details of these. Implementations are safe for use by many threads at
 * once. The artifact {@code execution-sessions-store-contract} has the tests that each implementation must pass.
 *
 * <p>The id of a session is unique: a second session with the id is rejected. The ids of results and details are not: results of
 * different sessions may have the same id, and so may details of different results, or of one result. Yet a result or a detail
 * that is added by itself is rejected if any other has its id.
 *
 * <p>The three are views of one whole. A session is stored with its result, which is there in the results too: adding or
 * replacing a session adds that result or, when one with its id and session is there, replaces it as
 * {@link ExecutionResultEntity#replacedBy} says, unless a new session finds one that {@linkplain ExecutionResultEntity#allowsNewSession has ended};
 * removing the session leaves it; and replacing the result shows in the session. A
 * result is known by its id and the session it is of, for recorders use the same ids again. The same holds for details,
 * which are there in their result and by themselves: adding, replacing or removing the result does so with its details, and
 * replacing or removing such a detail changes the result, as {@link ExecutionResultEntity#withDetails} says.
 *
 * <p>Entities with the same id are ordered by createdDate. If the dates are equal, results are ordered by the ids of their
 * sessions, and a result without a session is first. Details are ordered by the ids of their results, then by the ids of the
 * sessions of these, then by their positions in the results; a detail without a result is first. Ids are compared as text. This
 * order breaks ties in lists. Where only an id is given, the last entity in this order is meant.
 */
public interface ExecutionSessionStore {

    /**
     * The sessions.
     *
     * @return never null
     */
    EntityStore<ExecutionSession> sessions();

    /**
     * The results. One of a session that is not removed cannot be removed: {@link ResultInUseException}.
     *
     * @return never null
     */
    EntityStore<ExecutionResultEntity> results();

    /**
     * The details. One that is added by itself belongs to no result.
     *
     * @return never null
     */
    EntityStore<ExecutionResultDetailEntity> details();

    /**
     * Purges some results of long ago, all of them or none, with their details: those that are
     * {@linkplain ExecutionResultEntity#isOlderThan older} than a date and not the ones that a session has in hand; and those in
     * hand that stand at one of the {@linkplain TaskExecutionStatus#TERMINAL ends}, together with their sessions, when these
     * were last changed before the date, too.
     *
     * @param before the date; not null
     * @param limit how many at most; positive
     * @return how many were purged; 0 when there are none left, but for those that others are changing
     * @throws StoreUnavailableException when the store cannot be reached
     */
    int purgeResults(Instant before, int limit);

    /**
     * Removes some of the selections, and some of the requests with an idempotency key, that have expired.
     *
     * @param now the present; not null
     * @return how many were removed; 0 when there are none left, but for those that others are removing
     * @throws StoreUnavailableException when the store cannot be reached
     */
    int removeExpired(Instant now);

    /**
     * The selections.
     *
     * @return never null
     */
    SelectionStore selections();
}
