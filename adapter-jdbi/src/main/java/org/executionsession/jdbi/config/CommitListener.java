package org.executionsession.jdbi.config;

import org.executionsession.domain.exception.StoreUnavailableException.Condition;

/** Is notified of commits. It is called by the threads that write, and must not keep them. */
@FunctionalInterface
public interface CommitListener {

    /**
     * Writes were committed, and are on the disk.
     *
     * @param writes how many shared the commit
     * @param nanos how long it took from its begin to the disk, in nanoseconds
     */
    void committed(int writes, long nanos);

    /**
     * A commit failed for want of the database, and with it the writes that shared it.
     *
     * @param condition what keeps the database from writing; not null
     */
    default void failed(Condition condition) {}
}
