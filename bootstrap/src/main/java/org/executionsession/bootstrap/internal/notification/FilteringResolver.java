package org.executionsession.bootstrap.internal.notification;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Resolves the host of a connection, and lets through only addresses that may be called. The client connects to these addresses and resolves the
 * host no second time, so a name server cannot give another address after the check.
 */
final class FilteringResolver implements SocketAddressResolver, AutoCloseable {

    /** More than the calls of one caller that can be in flight, so that slow name servers of one caller do not hold up others. */
    private static final int THREADS = 32;

    private static final Duration THREAD_TIMEOUT = Duration.ofSeconds(10);

    private final CallbackHosts hosts;
    private final HostLookup lookup;
    private final ThreadPoolExecutor threads;

    FilteringResolver(CallbackHosts hosts, HostLookup lookup) {
        this.hosts = hosts;
        this.lookup = lookup;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                THREAD_TIMEOUT.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "notification-names");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        try {
            threads.execute(() -> {
                List<InetSocketAddress> allowed;
                try {
                    allowed = allowed(host, port);
                } catch (UnknownHostException | ForbiddenAddressException | RuntimeException failure) {
                    promise.failed(failure);
                    return;
                }
                promise.succeeded(allowed);
            });
        } catch (RejectedExecutionException closed) {
            promise.failed(closed);
        }
    }

    private List<InetSocketAddress> allowed(String host, int port)
            throws UnknownHostException, ForbiddenAddressException {
        List<InetSocketAddress> allowed = new ArrayList<>();
        String rejection = "the host has no address";
        String name = CallbackUrl.normalized(host);
        for (InetAddress address : lookup.addresses(name)) {
            Optional<String> reason = hosts.rejection(host, port, address);
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
