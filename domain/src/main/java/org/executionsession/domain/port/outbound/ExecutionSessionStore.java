package org.executionsession.domain.port.outbound;

import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.refusal.StillReferencedException;

/**
 * Keeps execution sessions, their results and the details of these. Implementations are safe for use by many threads at
 * once; the contract suite in the domain's test-jar says how they must behave.
 *
 * <p>The three are views of one whole. A session is stored with its result, which is there in the results too: adding or
 * replacing a session adds that result or, when one with its id and session is there, replaces it as
 * {@link RecordedResult#replacedBy} says; removing the session leaves it; and replacing the result shows in the session. A
 * result is known by its id and the session it is of, for recorders use the same ids again. The same holds for details,
 * which are there in their result and by themselves: adding, replacing or removing the result does so with its details, and
 * replacing or removing such a detail changes the result, as {@link RecordedResult#withDetails} says.
 *
 * <p>Where only its id is given, the one recorded last is meant, by createdDate. Of those with the same createdDate it is
 * the one of the session with the greatest id, none being the least; of details, then that of the result with the greatest
 * id, and in one result the last. In lists, those with the same id stand in this order, the one that is meant first.
 */
public interface ExecutionSessionStore {

    /**
     * The sessions.
     *
     * @return never null
     */
    RecordStore<ExecutionSession> sessions();

    /**
     * The results. One of a session that is not removed cannot be removed: {@link StillReferencedException}.
     *
     * @return never null
     */
    RecordStore<RecordedResult> results();

    /**
     * The details. One that is added by itself belongs to no result.
     *
     * @return never null
     */
    RecordStore<RecordedDetail> details();

    /**
     * The selections.
     *
     * @return never null
     */
    SelectionStore selections();
}
