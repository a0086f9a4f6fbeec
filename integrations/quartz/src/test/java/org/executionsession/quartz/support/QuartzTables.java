package org.executionsession.quartz.support;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.quartz.Scheduler;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** The tables of Quartz, created by the scripts in its jar. */
public final class QuartzTables {

    private QuartzTables() {}

    /**
     * Creates the tables.
     *
     * @param script the name of the database in the name of the script, such as {@code h2}
     */
    public static void create(DataSource database, String script) throws SQLException, IOException {
        String name = "/org/quartz/impl/jdbcjobstore/tables_" + script + ".sql";
        try (Connection connection = database.getConnection();
                InputStream file = requireNonNull(Scheduler.class.getResourceAsStream(name), name)) {
            connection.createStatement().execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Returns the properties of a clustered job store. */
    public static Properties clusteredStore(DataSource database, String delegate) {
        String name = "database-" + System.identityHashCode(database);
        DBConnectionManager.getInstance().addConnectionProvider(name, new ConnectionProvider() {
            @Override
            public Connection getConnection() throws SQLException {
                return database.getConnection();
            }

            @Override
            public void shutdown() {
                // The test closes it.
            }

            @Override
            public void initialize() {
                // It is open.
            }
        });
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore." + delegate);
        properties.setProperty("org.quartz.jobStore.dataSource", name);
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "500");
        return properties;
    }
}
