package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The address, the port and the request size of the server.
 *
 * @param host the name or address of the interface to listen on; not null
 * @param port the port to listen on; 0 for any free one
 * @param maxBodyBytes the maximum size of a request body; a larger one gets 413
 * @param drainTimeout how long {@code close} waits for requests in progress; not null
 * @param basePath the path prefix of all endpoints except health and metrics, such as {@code /sso}; empty for none;
 *     not null
 */
public record ServerConfig(String host, int port, int maxBodyBytes, Duration drainTimeout, String basePath) {

    /**
     * Rejects null, and normalizes the base path.
     *
     * @throws IllegalArgumentException if the base path is malformed
     */
    public ServerConfig {
        requireNonNull(host, "host");
        requireNonNull(drainTimeout, "drainTimeout");
        basePath = BasePath.normalized(basePath);
    }

    /**
     * Returns settings with bodies of up to 1 MiB and a drain timeout of 30 seconds.
     *
     * @param host the name or address of the interface to listen on; not null
     * @param port the port to listen on; 0 for any free one
     * @return the settings
     */
    public static ServerConfig on(String host, int port) {
        return new ServerConfig(host, port, 1024 * 1024, Duration.ofSeconds(30), "");
    }

    /**
     * Returns these settings with another maximum body size.
     *
     * @param bytes the maximum size of a request body
     * @return the settings
     */
    public ServerConfig withMaxBodyBytes(int bytes) {
        return new ServerConfig(host, port, bytes, drainTimeout, basePath);
    }

    /**
     * Returns these settings with another base path.
     *
     * @param path the path prefix of all endpoints; empty for none; not null
     * @return the settings
     * @throws IllegalArgumentException if the path is malformed
     */
    public ServerConfig withBasePath(String path) {
        return new ServerConfig(host, port, maxBodyBytes, drainTimeout, path);
    }
}
