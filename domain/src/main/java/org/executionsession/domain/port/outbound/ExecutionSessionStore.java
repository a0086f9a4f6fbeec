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
 * <p>Those with the same id have an order of their own: results that of the ids of their sessions, no session being the
 * least; details that of the ids of their results, then of the sessions of these, then of their places in them. In lists it
 * breaks ties. Where only an id is given, the one recorded last is meant, by createdDate; of several, the last in this order.
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
