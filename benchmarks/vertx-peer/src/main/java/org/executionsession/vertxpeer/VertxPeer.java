package org.executionsession.vertxpeer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Starts the service. */
public final class VertxPeer {

    private VertxPeer() {}

    /**
     * Starts it and returns when it accepts requests.
     *
     * @param arguments none; see {@link Settings} for the system properties
     * @throws SQLException when the database does not open
     */
    public static void main(String[] arguments) throws SQLException {
        Settings settings = Settings.fromSystemProperties();
        DataSource pool = pool(settings);
        SessionStore store = settings.jsonColumn() ? JsonColumnStore.open(pool) : RelationalStore.open(pool);
        Sessions sessions = new Sessions(store);
        Vertx vertx = Vertx.vertx();
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("jdbc", settings.connections());
        SessionsHandler handler = new SessionsHandler(sessions, workers);
        // One event loop for each core; the instances share the port.
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            vertx.deployVerticle(new Listener(handler, settings.port())).await();
        }
        System.out.println("listening on http://127.0.0.1:" + settings.port());
    }

    private static DataSource pool(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword("");
        config.setMaximumPoolSize(settings.connections());
        return new HikariDataSource(config);
    }

    private static final class Listener extends VerticleBase {

        private final SessionsHandler handler;
        private final int port;

        Listener(SessionsHandler handler, int port) {
            this.handler = handler;
            this.port = port;
        }

        @Override
        public Future<HttpServer> start() {
            return vertx.createHttpServer().requestHandler(handler).listen(port, "127.0.0.1");
        }
    }
}
