package org.executionsession.quartz;

import java.lang.reflect.Proxy;
import java.sql.SQLFeatureNotSupportedException;
import javax.sql.DataSource;
import org.quartz.utils.DBConnectionManager;

/** Makes a data source of what Quartz has under a name: it only hands out connections. */
final class QuartzDataSource {

    private QuartzDataSource() {}

    static DataSource of(String name) {
        return (DataSource) Proxy.newProxyInstance(
                QuartzDataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConnection" -> DBConnectionManager.getInstance().getConnection(name);
                    case "isWrapperFor" -> false;
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> name.hashCode();
                    case "toString" -> "the data source " + name + " of Quartz";
                    default -> throw new SQLFeatureNotSupportedException(method.getName());
                });
    }
}
