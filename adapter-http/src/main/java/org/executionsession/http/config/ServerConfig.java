package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Where and within which bounds the server serves.
 *
 * @param host the name or address of the interface to listen on; not null
 * @param port the port to listen on; 0 for any free one
 * @param maxBodyBytes the largest request body; a larger one gets 413
 * @param drainTimeout how long the server waits for requests in flight when it is closed; not null
 * @param basePath the path before all paths of the contract, such as {@code /sso}; empty for none. Health and metrics
 *     have none; not null
 */
public record ServerConfig(String host, int port, int maxBodyBytes, Duration drainTimeout, String basePath) {

    /**
     * Rejects null, and brings the base path into its one form.
     *
     * @throws IllegalArgumentException when the base path is no path
     */
    public ServerConfig {
        requireNonNull(host, "host");
        requireNonNull(drainTimeout, "drainTimeout");
        basePath = BasePath.normalized(basePath);
    }

    /**
     * The default bounds: bodies of 1 MiB, and 30 seconds to drain.
     *
     * @param host the name or address of the interface to listen on; not null
     * @param port the port to listen on; 0 for any free one
     * @return the settings
     */
    public static ServerConfig on(String host, int port) {
        return new ServerConfig(host, port, 1024 * 1024, Duration.ofSeconds(30), "");
    }

    /**
     * The same settings with another bound on bodies.
     *
     * @param bytes the largest request body
     * @return the settings
     */
    public ServerConfig withMaxBodyBytes(int bytes) {
        return new ServerConfig(host, port, bytes, drainTimeout, basePath);
    }

    /**
     * The same settings with another base path.
     *
     * @param path the path before all paths of the contract; empty for none; not null
     * @return the settings
     * @throws IllegalArgumentException when it is no path
     */
    public ServerConfig withBasePath(String path) {
        return new ServerConfig(host, port, maxBodyBytes, drainTimeout, path);
    }
}
