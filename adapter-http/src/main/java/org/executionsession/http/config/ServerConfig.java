package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The address, the port, the base path and the drain timeout of the server.
 *
 * @param host the name or address of the interface to listen on; not null
 * @param port the port to listen on; 0 for any free one
 * @param drainTimeout how long {@code close} waits for requests in progress; not null
 * @param basePath the path prefix of all endpoints except health and metrics, such as {@code /sso}; empty for none;
 *     not null
 */
public record ServerConfig(String host, int port, Duration drainTimeout, String basePath) {

    /**
     * Rejects null, and normalizes the base path.
     *
     * @throws IllegalArgumentException if the base path is malformed
     */
    public ServerConfig {
        requireNonNull(host, "host");
        requireNonNull(drainTimeout, "drainTimeout");
        basePath = BasePath.normalized(requireNonNull(basePath, "basePath"));
    }

    /**
     * Returns settings with a drain timeout of 30 seconds and without a base path.
     *
     * @param host the name or address of the interface to listen on; not null
     * @param port the port to listen on; 0 for any free one
     * @return the settings
     */
    public static ServerConfig on(String host, int port) {
        return new ServerConfig(host, port, Duration.ofSeconds(30), "");
    }

    /**
     * Returns these settings with another drain timeout.
     *
     * @param timeout how long {@code close} waits for requests in progress; not null
     * @return the settings
     */
    public ServerConfig withDrainTimeout(Duration timeout) {
        return new ServerConfig(host, port, requireNonNull(timeout, "timeout"), basePath);
    }

    /**
     * Returns these settings with another base path.
     *
     * @param path the path prefix of all endpoints; empty for none; not null
     * @return the settings
     * @throws IllegalArgumentException if the path is malformed
     */
    public ServerConfig withBasePath(String path) {
        return new ServerConfig(host, port, drainTimeout, requireNonNull(path, "path"));
    }

    /**
     * Returns whether only this machine can reach the server, because all addresses of the host are loopback addresses. An unknown host
     * counts as one too: the server does not start on it, and reports the reason. The name is resolved by each call.
     *
     * @return false if an address of the host is not a loopback address
     */
    public boolean isLoopback() {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException unknown) {
            return true;
        }
    }
}
