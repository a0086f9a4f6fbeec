package org.executionsession.spring;

import javax.sql.DataSource;
import org.executionsession.jdbi.H2File;
import org.springframework.boot.jdbc.DataSourceBuilder;

/**
 * The pool of a database that only the store uses. It is not a bean of type {@link DataSource}, so the application keeps the data source that it
 * has.
 */
final class OwnDatabase {

    private final DataSource pool;

    private OwnDatabase(DataSource pool) {
        this.pool = pool;
    }

    static OwnDatabase of(ExecutionSessionsProperties.Datasource settings) {
        String url = settings.url();
        return Configured.property("execution-sessions.datasource.url", () -> {
            boolean isH2 = url != null && url.startsWith("jdbc:h2:");
            DataSourceBuilder<?> builder =
                    DataSourceBuilder.create().url(isH2 ? H2File.prepare(url, settings.password()) : url);
            String user = settings.username() == null && isH2 ? "sa" : settings.username();
            if (user != null) {
                builder.username(user).password(settings.password());
            }
            return new OwnDatabase(builder.build());
        });
    }

    DataSource pool() {
        return pool;
    }

    void close() throws Exception {
        if (pool instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
