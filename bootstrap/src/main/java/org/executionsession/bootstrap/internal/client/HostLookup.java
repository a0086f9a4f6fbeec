package org.executionsession.bootstrap.internal.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface HostLookup {

    /** The lookup of the system. */
    HostLookup SYSTEM = InetAddress::getAllByName;

    /** Returns the addresses of a host. It can block. */
    InetAddress[] addresses(String host) throws UnknownHostException;
}
