package org.executionsession.spring;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;
import org.executionsession.jdbi.config.HostTransactions;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The transactions of Spring that have a connection of a data source. */
final class SpringTransactions implements HostTransactions {

    private final DataSource dataSource;

    SpringTransactions(DataSource dataSource) {
        this.dataSource = dataSource instanceof TransactionAwareDataSourceProxy proxy ? target(proxy) : dataSource;
    }

    private static DataSource target(TransactionAwareDataSourceProxy proxy) {
        DataSource target = proxy.getTargetDataSource();
        return target == null ? proxy : target;
    }

    /**
     * Returns a data source for the store: in a transaction the connection of the transaction, outside of one a connection that is
     * not bound to anything.
     */
    DataSource dataSourceOfStore() {
        return new TransactionAwareDataSourceProxy(dataSource) {
            @Override
            public Connection getConnection() throws SQLException {
                return isActive()
                        ? super.getConnection()
                        : obtainTargetDataSource().getConnection();
            }
        };
    }

    /**
     * A transaction of another database has no connection of this data source, so the store commits by itself in it. After its
     * completion, a transaction has no synchronization any more.
     */
    @Override
    public boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive()
                && TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder;
    }

    @Override
    public void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new AfterCommit(action));
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
