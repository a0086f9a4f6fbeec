package org.executionsession.jdbi.config;

/**
 * The transactions of an application whose {@link javax.sql.DataSource} binds connections to them, such as those of Spring or of
 * JTA. With it, the store takes part in the transaction of the calling thread. The methods are called in the thread of the caller.
 */
public interface HostTransactions {

    /**
     * Returns whether the calling thread is in a transaction. If the connections of the data source are not bound to this
     * transaction, the store recognizes it by their autocommit mode, which is on, and commits by itself. If the data source switches
     * the autocommit mode off for all connections, this must be true only if they are bound.
     *
     * @return whether a transaction is active
     */
    boolean isActive();

    /**
     * Registers an action of the store for the end of the active transaction.
     *
     * @param action must run once after the commit, and not after a rollback; never null
     */
    void afterCommit(Runnable action);
}
