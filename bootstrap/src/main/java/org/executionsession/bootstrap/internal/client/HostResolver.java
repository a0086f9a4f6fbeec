package org.executionsession.bootstrap.internal.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Resolves the host of a connection, and lets through only addresses that may be called. The client connects to these addresses and resolves the
 * host no second time, so a name server cannot give another address after the check. Lookups block, and no timeout ends them, so they have threads of
 * their own.
 */
public final class HostResolver implements SocketAddressResolver, AutoCloseable {

    private static final Duration THREAD_TIMEOUT = Duration.ofSeconds(10);

    private final AddressFilter filter;
    private final HostLookup lookup;
    private final ThreadPoolExecutor threads;
    private final Map<String, Lookups> running = new ConcurrentHashMap<>();

    /** The lookups of a host that have not ended. */
    private record Lookups(int count, CompletableFuture<Void> end) {}

    /**
     * Creates a resolver.
     *
     * @param name the name of its threads
     * @param calls the maximum number of calls in flight. It has as many threads, so that no lookup waits for another
     */
    public HostResolver(String name, int calls, HostLookup lookup, AddressFilter filter) {
        this.filter = filter;
        this.lookup = lookup;
        threads = new ThreadPoolExecutor(
                calls, calls, THREAD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Returns a host in lower case, without the dot at its end and the brackets of an IPv6 address. */
    public static String normalized(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[") && lower.endsWith("]")) {
            return lower.substring(1, lower.length() - 1);
        }
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        String name = normalized(host);
        begin(name);
        try {
            threads.execute(() -> {
                List<InetSocketAddress> allowed;
                try {
                    allowed = allowed(host, port);
                } catch (UnknownHostException | ForbiddenAddressException | RuntimeException failure) {
                    promise.failed(failure);
                    return;
                } finally {
                    end(name);
                }
                promise.succeeded(allowed);
            });
        } catch (RejectedExecutionException closed) {
            end(name);
            promise.failed(closed);
        }
    }

    private void begin(String name) {
        running.compute(
                name,
                (host, lookups) -> lookups == null
                        ? new Lookups(1, new CompletableFuture<>())
                        : new Lookups(lookups.count() + 1, lookups.end()));
    }

    private void end(String name) {
        CompletableFuture<Void> end = running.get(name).end();
        if (running.computeIfPresent(
                        name,
                        (host, lookups) ->
                                lookups.count() == 1 ? null : new Lookups(lookups.count() - 1, lookups.end()))
                == null) {
            end.complete(null);
        }
    }

    /** Completes when no lookup of a host is running. A lookup can take longer than the call for which it began. */
    public CompletableFuture<Void> ended(String host) {
        Lookups lookups = running.get(normalized(host));
        return lookups == null
                ? CompletableFuture.completedFuture(null)
                : lookups.end().copy();
    }

    private List<InetSocketAddress> allowed(String host, int port)
            throws UnknownHostException, ForbiddenAddressException {
        List<InetSocketAddress> allowed = new ArrayList<>();
        String rejection = "the host has no address";
        String name = normalized(host);
        for (InetAddress address : lookup.addresses(name)) {
            Optional<String> reason = filter.rejection(host, port, address);
            if (reason.isPresent()) {
                rejection = reason.get() + " (" + address.getHostAddress() + ")";
            } else {
                // The client verifies the certificate for the name of the address.
                allowed.add(new InetSocketAddress(InetAddress.getByAddress(name, address.getAddress()), port));
            }
        }
        if (allowed.isEmpty()) {
            throw new ForbiddenAddressException(rejection);
        }
        return allowed;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
