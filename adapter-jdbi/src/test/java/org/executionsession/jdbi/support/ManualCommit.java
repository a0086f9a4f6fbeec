package org.executionsession.jdbi.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** A data source whose connections have autocommit off, like those of some connection pools and containers. */
public final class ManualCommit {

    private ManualCommit() {}

    public static DataSource of(DataSource dataSource) {
        return (DataSource) Proxy.newProxyInstance(
                ManualCommit.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(dataSource, arguments);
                        if (result instanceof Connection connection) {
                            connection.setAutoCommit(false);
                        }
                        return result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
