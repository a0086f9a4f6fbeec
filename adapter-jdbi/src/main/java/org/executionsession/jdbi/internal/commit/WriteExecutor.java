package org.executionsession.jdbi.internal.commit;

import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.StoreUnavailableException;

/** Runs writes in transactions. */
public interface WriteExecutor {

    /**
     * Runs a write.
     *
     * @throws ExecutionSessionException if the write is rejected; then it changed nothing
     * @throws StoreUnavailableException if the database fails or takes too long
     */
    <I, T> T run(WriteOperation<I, T> write, I input);

    /**
     * Runs an action when what the calling thread has written is committed; not at all if that is rolled back.
     *
     * @return false if the host does not tell when it commits, so that the action is never run
     */
    boolean afterCommit(Runnable action);

    /** Returns how many writes are queued. */
    int queued();
}
