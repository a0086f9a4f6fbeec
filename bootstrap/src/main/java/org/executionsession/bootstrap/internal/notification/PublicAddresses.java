package org.executionsession.bootstrap.internal.notification;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Recognizes addresses of the public internet. All others are those of this machine, of its network, or of no machine, and a caller must not make
 * the server call them.
 */
final class PublicAddresses {

    /** A range of addresses; its prefix has the bytes of an address. */
    private record Range(byte[] prefix, int bits) {

        static Range of(String text) {
            String[] parts = text.split("/");
            try {
                return new Range(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(text, impossible);
            }
        }

        boolean contains(byte[] address) {
            int whole = bits / Byte.SIZE;
            if (address.length != prefix.length || !Arrays.equals(address, 0, whole, prefix, 0, whole)) {
                return false;
            }
            int rest = bits % Byte.SIZE;
            int mask = 0xff << Byte.SIZE - rest & 0xff;
            return rest == 0 || (address[whole] & mask) == (prefix[whole] & mask);
        }
    }

    /**
     * The ranges of IPv4 that are not public, by the registry of special-purpose addresses; and 168.63.129.16, a public address with which the virtual machines of Azure reach a service of
     * their host.
     */
    private static final List<Range> NOT_PUBLIC_4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** The only range of IPv6 that is assigned to machines of the internet. */
    private static final Range PUBLIC_6 = Range.of("2000::/3");

    /** Parts of it for documents, benchmarks and tunnels (Teredo, 6to4), whose addresses contain others. */
    private static final List<Range> NOT_PUBLIC_6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** Translates IPv4 for networks that have only IPv6 (NAT64). */
    private static final Range TRANSLATED = Range.of("64:ff9b::/96");

    private static final int BYTES_4 = 4;

    private PublicAddresses() {}

    private static List<Range> ranges(String... texts) {
        return Arrays.stream(texts).map(Range::of).toList();
    }

    /** Returns whether an address is public. The JDK has made an IPv4 address of one that is mapped to IPv6. */
    static boolean contains(InetAddress address) {
        InetAddress real = translated(address);
        byte[] bytes = real.getAddress();
        if (real instanceof Inet4Address) {
            return NOT_PUBLIC_4.stream().noneMatch(range -> range.contains(bytes));
        }
        return real instanceof Inet6Address
                && PUBLIC_6.contains(bytes)
                && NOT_PUBLIC_6.stream().noneMatch(range -> range.contains(bytes));
    }

    /** Returns whether an address is one of this machine. */
    static boolean isOfThisMachine(InetAddress address) {
        InetAddress real = translated(address);
        try {
            return real.isLoopbackAddress()
                    || real.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(real) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    private static InetAddress translated(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!TRANSLATED.contains(bytes)) {
            return address;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - BYTES_4, bytes.length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
