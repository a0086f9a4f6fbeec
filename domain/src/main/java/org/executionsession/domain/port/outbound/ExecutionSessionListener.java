package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;

/**
 * Is notified of changes of sessions and results after their commit. Each method does nothing by default.
 *
 * <p>A listener has a queue and a thread of its own, so it delays no caller. Calls of one listener do not overlap. Changes that one
 * thread made arrive in their order; the dates of modification order those of several threads. If the listener is slower than the
 * changes and its queue is full, further notifications are dropped, and the log says how many. A queue is full if it has 10,000
 * notifications, or if the entities in it have about as many bytes of JSON as a 32nd of the heap. An exception of the listener is
 * logged and has no other effect. Notifications are in memory: after the end of the process they are lost.
 *
 * <p>It is notified only of changes that this process makes through the inbound ports. It is not notified of:
 *
 * <ul>
 *   <li>changes of a detail by itself, although they change its result;
 *   <li>results that are created or deleted by themselves, not as part of a session;
 *   <li>selections, and idempotency keys.
 * </ul>
 */
public interface ExecutionSessionListener {

    /** The maximum number of sessions that are ended together, for which {@link #onEnded} is called. */
    int MAX_ENDED_TOGETHER = 1_000;

    /**
     * The maximum size of the details of sessions that are ended together, for which {@link #onEnded} is called: the sum of {@link
     * ExecutionSession#detailBytes}.
     */
    long MAX_BYTES_ENDED_TOGETHER = 2_097_152;

    /**
     * A session was created.
     *
     * @param session the session; never null
     */
    default void onCreated(ExecutionSession session) {}

    /**
     * A session was updated. A change of its result alone is an {@link #onResultUpdated update of the result}.
     *
     * @param before the session before; never null
     * @param after the session now; never null
     */
    default void onUpdated(ExecutionSession before, ExecutionSession after) {}

    /**
     * A session was ended, that is, deleted. Its result is kept. If many sessions are ended together, {@link #onManyEnded} is called
     * instead.
     *
     * @param session the session as it was last; never null
     */
    default void onEnded(ExecutionSession session) {}

    /**
     * Many sessions were ended together, as those of a selection: more than {@link #MAX_ENDED_TOGETHER}, or with details of
     * more than {@link #MAX_BYTES_ENDED_TOGETHER} bytes. {@link #onEnded} is not called for them, because they might not fit
     * in memory. Their results are kept.
     *
     * @param ids the ids of the sessions. A session that another caller ended at the same time can be among them; never null
     */
    default void onManyEnded(Set<UUID> ids) {}

    /**
     * A session was aborted because it exceeded the timeout of its task.
     *
     * @param before the session before; never null
     * @param after the session now; never null
     */
    default void onAborted(ExecutionSession before, ExecutionSession after) {}

    /**
     * A result was updated by itself, not as part of its session.
     *
     * @param before the result before; never null
     * @param after the result now; never null
     */
    default void onResultUpdated(ExecutionResultEntity before, ExecutionResultEntity after) {}

    /**
     * Old results were purged, and the sessions in a final state whose current results they were.
     *
     * @param results how many results; positive
     * @param olderThan all of them are older than this; never null
     */
    default void onPurged(int results, Instant olderThan) {}
}
