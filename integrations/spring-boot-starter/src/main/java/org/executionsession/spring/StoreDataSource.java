package org.executionsession.spring;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** The data source of a store that takes part in transactions of Spring. */
final class StoreDataSource extends TransactionAwareDataSourceProxy {

    private final SpringTransactions transactions;

    StoreDataSource(DataSource target, SpringTransactions transactions) {
        super(target);
        this.transactions = transactions;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return transactions.isActive()
                ? super.getConnection()
                : obtainTargetDataSource().getConnection();
    }

    /** The plain type means the pool of the application: the store names it when no connection becomes free. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type == DataSource.class ? type.cast(pool()) : super.unwrap(type);
    }

    private DataSource pool() {
        DataSource pool = obtainTargetDataSource();
        while (pool instanceof DelegatingDataSource wrapper && wrapper.getTargetDataSource() != null) {
            pool = wrapper.getTargetDataSource();
        }
        return pool;
    }
}
