package org.executionsession.bootstrap.internal.client;

import java.net.InetAddress;
import java.util.Optional;

/** Decides which addresses of a host may be called. */
@FunctionalInterface
public interface AddressFilter {

    /** Lets all addresses through. */
    AddressFilter ALL = (host, port, address) -> Optional.empty();

    /** Returns why an address of a host may not be called; empty if it may. */
    Optional<String> rejection(String host, int port, InetAddress address);
}
