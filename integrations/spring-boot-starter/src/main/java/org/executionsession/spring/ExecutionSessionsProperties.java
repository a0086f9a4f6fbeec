package org.executionsession.spring;

import java.time.Duration;
import org.executionsession.jdbi.config.Durability;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties of the starter.
 *
 * @param durability what an acknowledged write survives; on H2 only
 * @param queryTimeout how long the database may search for the next matching row
 * @param maxQueuedWrites how many writes can be queued for the group commit
 * @param idempotencyKeyTtl how long a request can be repeated with its idempotency key
 * @param changeRetention how long changes are kept for watchers that continue where they were
 * @param datasource a database of its own; by default that of the application
 * @param schema where the tables are
 * @param housekeeping what runs periodically
 * @param recorder which methods of the application are recorded
 * @param http the HTTP server of the QRS contract
 */
@ConfigurationProperties("execution-sessions")
public record ExecutionSessionsProperties(
        @DefaultValue("FSYNC") Durability durability,
        @DefaultValue("20s") Duration queryTimeout,
        @DefaultValue("10000") int maxQueuedWrites,
        @DefaultValue("24h") Duration idempotencyKeyTtl,
        @DefaultValue("24h") Duration changeRetention,
        @DefaultValue Datasource datasource,
        @DefaultValue Schema schema,
        @DefaultValue Housekeeping housekeeping,
        @DefaultValue Recorder recorder,
        @DefaultValue Http http) {

    /**
     * A database of its own, which takes no part in transactions of the application.
     *
     * @param url the JDBC URL of H2 or PostgreSQL; by default the tables are in the only or primary data source of the application
     * @param username the user; by default sa on H2, and that of the URL on PostgreSQL
     * @param password the password of the user
     */
    public record Datasource(
            @Nullable String url,
            @Nullable String username,
            @DefaultValue("") String password) {

        /** Returns the values without the password. */
        @Override
        public String toString() {
            return "Datasource[url=" + url + ", username=" + username + "]";
        }
    }

    /**
     * Where the tables are.
     *
     * @param name the schema, which must exist; by default the current one of the connections
     * @param tablePrefix what the names of all tables and indexes begin with
     * @param migrate whether the store creates and migrates its tables at the start; otherwise it only checks them
     */
    public record Schema(
            @Nullable String name,
            @DefaultValue("") String tablePrefix,
            @DefaultValue("true") boolean migrate) {}

    /**
     * What runs periodically.
     *
     * @param interval the pause between two runs; expired data is removed in each run
     * @param abortOverdueSessions whether sessions that exceed the timeout of their task are aborted
     * @param resultRetention how long results are kept after their last change; by default forever
     */
    public record Housekeeping(
            @DefaultValue("1m") Duration interval,
            @DefaultValue("false") boolean abortOverdueSessions,
            @Nullable Duration resultRetention) {}

    /**
     * Which methods of the application are recorded.
     *
     * @param enabled whether there is a recorder
     * @param scheduled whether it records the methods that are @Scheduled
     * @param async whether it records the methods that are @Async
     * @param required whether a method may only run when its start is stored
     * @param nodeName the name of this process in the results; by default the name of the host
     * @param heartbeat how often this process sends a heartbeat, so that another one ends its sessions if it dies; 0 for never
     * @param maxQueued how many executions can wait while the database is away; further ones are not recorded
     * @param maxQueuedBytes how much memory their messages can take; by default 1/32 of the maximum heap
     */
    public record Recorder(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("true") boolean scheduled,
            @DefaultValue("true") boolean async,
            @DefaultValue("false") boolean required,
            @Nullable String nodeName,
            @DefaultValue("10s") Duration heartbeat,
            @DefaultValue("10000") int maxQueued,
            @Nullable DataSize maxQueuedBytes) {}

    /**
     * The HTTP server of the QRS contract. It needs the artifact execution-sessions-adapter-http.
     *
     * @param enabled whether the contract is served
     * @param host the interface to listen on; a loopback one, unless a bean of type SecurityConfig authenticates clients
     * @param port the port to listen on; 0 for any free one
     * @param basePath the path before /qrs
     * @param adminPort the port for health checks, on 127.0.0.1; 0 for any free one; by default none
     */
    public record Http(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("127.0.0.1") String host,
            @DefaultValue("4242") int port,
            @DefaultValue("") String basePath,
            @Nullable Integer adminPort) {}
}
