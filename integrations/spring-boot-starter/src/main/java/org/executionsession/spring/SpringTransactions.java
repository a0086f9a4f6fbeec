package org.executionsession.spring;

import java.sql.Connection;
import java.sql.SQLException;
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

    /** A transaction of another database has no connection of this data source, so the store commits by itself in it. */
    @Override
    public boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder;
    }

    @Override
    public void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
