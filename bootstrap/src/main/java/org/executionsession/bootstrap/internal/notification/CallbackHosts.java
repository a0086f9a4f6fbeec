package org.executionsession.bootstrap.internal.notification;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.executionsession.bootstrap.internal.client.HostResolver;

/**
 * The hosts that the server may call: all with a public address, and those that the operator has named, with any address. It never calls itself.
 */
public final class CallbackHosts {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:/@\\[\\]\\s?#%]+)(?::([0-9]{1,5}))?");

    /** Hosts for all ports, and hosts with a port. */
    private final Set<String> named;

    private volatile Set<Integer> ownPorts = Set.of();

    private CallbackHosts(Set<String> named) {
        this.named = named;
    }

    /**
     * Creates the hosts.
     *
     * @param texts {@code HOST} for all ports or {@code HOST:PORT}; not null
     * @return the hosts
     * @throws IllegalArgumentException if one of them is not a host
     */
    public static CallbackHosts of(List<String> texts) {
        Set<String> named = new HashSet<>();
        for (String text : texts) {
            Matcher host = HOST.matcher(text);
            if (!host.matches()) {
                throw new IllegalArgumentException("must be HOST or HOST:PORT, separated by commas");
            }
            String name = HostResolver.normalized(host.group(1));
            named.add(host.group(2) == null ? name : name + " " + Integer.parseInt(host.group(2)));
        }
        return new CallbackHosts(Set.copyOf(named));
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
        if (ownPorts.contains(port) && PublicAddresses.isOfThisMachine(address)) {
            return Optional.of("the address is that of this server");
        }
        if (!isNamed(host, port) && !PublicAddresses.contains(address)) {
            return Optional.of("the address is not one of the public internet, and --notification-hosts does not name"
                    + " the host");
        }
        return Optional.empty();
    }
}
