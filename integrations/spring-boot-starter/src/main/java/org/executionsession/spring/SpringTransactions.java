package org.executionsession.spring;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;
import org.executionsession.jdbi.config.HostTransactions;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets a store take part in the transactions of Spring on a data source: those of a {@link DataSourceTransactionManager} and of a
 * {@code JpaTransactionManager}, also nested ones and new ones. In a transaction of another resource, or without one, the store
 * commits by itself. It needs spring-jdbc and spring-tx, but not Spring Boot:
 *
 * <pre>{@code
 * SpringTransactions transactions = new SpringTransactions(dataSource);
 * transactions.observe(transactionManager);
 * JdbiExecutionSessionStore store = JdbiExecutionSessionStore.builder(transactions.dataSource())
 *         .hostTransactions(transactions)
 *         .open();
 * }</pre>
 */
public final class SpringTransactions implements HostTransactions {

    private final DataSource dataSource;
    private final ActiveConnection connection;

    /**
     * Creates the transactions of a data source.
     *
     * @param dataSource the data source of the transaction manager, or a {@link TransactionAwareDataSourceProxy} for it; not null
     */
    public SpringTransactions(DataSource dataSource) {
        requireNonNull(dataSource, "dataSource");
        this.dataSource = dataSource instanceof TransactionAwareDataSourceProxy proxy ? target(proxy) : dataSource;
        connection = new ActiveConnection(this.dataSource);
    }

    private static DataSource target(TransactionAwareDataSourceProxy proxy) {
        DataSource target = proxy.getTargetDataSource();
        return target == null ? proxy : target;
    }

    /**
     * Returns the data source for the store. It hands out the connection of the active transaction. Otherwise it hands out a
     * connection that is not bound to anything, so pools without autocommit work, too.
     *
     * @return a data source; never null
     */
    public DataSource dataSource() {
        return new StoreDataSource(dataSource, this);
    }

    /**
     * Lets this object know when a transaction of a manager is being committed. In the callback {@code afterCommit}, the store then
     * commits by itself. Without it, what the store writes in this callback is lost on a pool without autocommit, and no listener is
     * notified of it, unless a new transaction ({@code REQUIRES_NEW}) is begun there. The starter does this for all managers that are beans.
     *
     * @param manager the transaction manager of the data source; not null
     */
    public void observe(ConfigurableTransactionManager manager) {
        requireNonNull(manager, "manager").addListener(new TransactionCompletion());
    }

    /**
     * Returns whether a connection of the data source is in an active transaction of the calling thread. In the callback
     * {@code afterCompletion} of a transaction it is not, and in {@code afterCommit} only if its manager is not
     * {@linkplain #observe observed}.
     */
    @Override
    public boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive()
                && !TransactionCompletion.hasBegun()
                && connection.isInTransaction();
    }

    /** Runs the action after the commit, unless a rollback to an earlier savepoint has undone what was written before. */
    @Override
    public void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new AfterCommit(requireNonNull(action, "action")));
    }

    /**
     * The connection that is bound to the thread. A transaction manager binds one at the start of its transaction. In a transaction
     * of another resource, the first statement of a {@code JdbcTemplate} also binds one, which nothing commits.
     */
    private static final class ActiveConnection extends DataSourceTransactionManager {

        private static final long serialVersionUID = 1L;

        ActiveConnection(DataSource dataSource) {
            super(dataSource);
        }

        /**
         * Only this superclass can read the mark that a {@code DataSourceTransactionManager} sets on the connection of an active
         * transaction. JPA does not set it, but leaves its connection unsynchronized, as no other does.
         */
        boolean isInTransaction() {
            return TransactionSynchronizationManager.getResource(obtainDataSource()) instanceof ConnectionHolder bound
                    && (!bound.isSynchronizedWithTransaction() || isExistingTransaction(doGetTransaction()));
        }
    }

    /** Runs an action after the commit, unless a rollback to an earlier savepoint, as of a nested transaction, has undone its cause. */
    private static final class AfterCommit implements TransactionSynchronization {

        private final Runnable action;

        /** The savepoints that were set after the cause. */
        private final Set<Object> later = Collections.newSetFromMap(new IdentityHashMap<>());

        private boolean undone;

        AfterCommit(Runnable action) {
            this.action = action;
        }

        @Override
        public void savepoint(Object savepoint) {
            later.add(savepoint);
        }

        @Override
        public void savepointRollback(Object savepoint) {
            undone |= !later.contains(savepoint);
        }

        @Override
        public void afterCommit() {
            if (!undone) {
                action.run();
            }
        }
    }
}
