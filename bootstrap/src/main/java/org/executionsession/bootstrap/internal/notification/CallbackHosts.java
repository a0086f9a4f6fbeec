package org.executionsession.bootstrap.internal.notification;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.executionsession.bootstrap.internal.client.HostResolver;

/**
 * The hosts that the server may call: all with a public address of another machine, and those that the operator has named, with any address. It never calls
 * itself.
 */
public final class CallbackHosts {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:/@\\[\\]\\s?#%]+)(?::([0-9]{1,5}))?");

    /** Hosts for all ports, and hosts with a port. */
    private final Set<String> named;

    private final Predicate<InetAddress> isOfThisMachine;

    private volatile Set<Integer> ownPorts = Set.of();

    private CallbackHosts(Set<String> named, Predicate<InetAddress> isOfThisMachine) {
        this.named = named;
        this.isOfThisMachine = isOfThisMachine;
    }

    /**
     * Creates the hosts.
     *
     * @param texts {@code HOST} for all ports or {@code HOST:PORT}; not null
     * @return the hosts
     * @throws IllegalArgumentException if one of them is not a host
     */
    public static CallbackHosts of(List<String> texts) {
        return of(texts, PublicAddresses::isOfThisMachine);
    }

    static CallbackHosts of(List<String> texts, Predicate<InetAddress> isOfThisMachine) {
        Set<String> named = new HashSet<>();
        for (String text : texts) {
            Matcher host = HOST.matcher(text);
            if (!host.matches()) {
                throw new IllegalArgumentException("must be HOST or HOST:PORT, separated by commas");
            }
            String name = HostResolver.normalized(host.group(1));
            named.add(host.group(2) == null ? name : name + " " + Integer.parseInt(host.group(2)));
        }
        return new CallbackHosts(Set.copyOf(named), isOfThisMachine);
    }

    /**
     * Sets the ports of this server.
     *
     * @param ports the ports; not null
     */
    public void setOwnPorts(Set<Integer> ports) {
        ownPorts = Set.copyOf(ports);
    }

    /** Returns whether the operator has named a host. */
    boolean isNamed(String host, int port) {
        String name = HostResolver.normalized(host);
        return named.contains(name) || named.contains(name + " " + port);
    }

    /** Returns why an address of a host may not be called; empty if it may. */
    Optional<String> rejection(String host, int port, InetAddress address) {
        // First, because a caller must not learn from the reason which ports are those of this server.
        if (!isNamed(host, port) && (!PublicAddresses.contains(address) || isOfThisMachine.test(address))) {
            return Optional.of("the address is not one of the public internet, or is one of this machine, and"
                    + " --notification-hosts does not name the host");
        }
        if (ownPorts.contains(port) && isOfThisMachine.test(address)) {
            return Optional.of("the address is that of this server");
        }
        return Optional.empty();
    }
}
