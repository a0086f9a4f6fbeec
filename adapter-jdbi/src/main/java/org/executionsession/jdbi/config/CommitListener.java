package org.executionsession.jdbi.config;

import org.executionsession.domain.exception.StoreUnavailableException.Condition;

/** Is notified of commits. The writing threads call it, so it must not block. */
@FunctionalInterface
public interface CommitListener {

    /**
     * Is called after a commit. The commit is durable, as far as the {@link Durability} of the store promises.
     *
     * @param writes how many writes shared the commit, without rejected and failed ones; at least one
     * @param nanos how long the transaction took until it was durable, in nanoseconds; includes the time to get a connection
     */
    void committed(int writes, long nanos);

    /**
     * Is called after a transaction in which a write failed because the database does not respond or cannot write; other
     * writes of the transaction may have succeeded. Does nothing by default.
     *
     * @param condition the condition of the database; not null
     */
    default void failed(Condition condition) {}
}
