package org.executionsession.http.internal.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of a {@code Host} header or of a request target (RFC 9110, part 7.2), without the port.
 *
 * @param name the name in lower case and without a trailing dot, or the text of an address
 * @param address null for a name
 */
public record HostName(String name, @Nullable InetAddress address) {

    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.]+)(?:%[\\w.~-]+)?](?::\\d{0,5})?");
    private static final Pattern PLAIN = Pattern.compile("([A-Za-z0-9._-]+?)(\\.?)(?::\\d{0,5})?");
    private static final Pattern DECIMAL = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final Pattern PORT = Pattern.compile("[^:]*:\\d*|.*]:.*");
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9A-Fa-f]*)");

    /** Parses a host. Returns empty if the text is not a host, or is ambiguous between programs, such as 127.1. */
    public static Optional<HostName> parse(String text) {
        Matcher bracketed = BRACKETED.matcher(text);
        if (bracketed.matches()) {
            return ofAddress(bracketed.group(1))
                    .filter(host -> bracketed.group(1).indexOf(':') >= 0);
        }
        Matcher plain = PLAIN.matcher(text);
        if (!plain.matches()) {
            return Optional.empty();
        }
        String name = plain.group(1);
        boolean isRooted = !plain.group(2).isEmpty();
        if (DECIMAL.matcher(name).matches() && !isRooted) {
            return ofAddress(name);
        }
        return NUMERIC.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(new HostName(name.toLowerCase(Locale.ROOT), null));
    }

    /**
     * Parses a host of the settings. An IPv6 address may lack its brackets. Returns empty if the text has a port, or is
     * not a host.
     */
    public static Optional<HostName> parseWithoutPort(String text) {
        return PORT.matcher(text).matches() && !isBareIpv6(text)
                ? Optional.empty()
                : parse(isBareIpv6(text) ? '[' + text + ']' : text);
    }

    private static boolean isBareIpv6(String text) {
        return text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
    }

    /** Parses a literal address, so that there is no DNS lookup. */
    private static Optional<HostName> ofAddress(String text) {
        try {
            return Optional.of(new HostName(text, InetAddress.getByName(text)));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    public boolean isAddress() {
        return address != null;
    }

    /** Returns whether the host is {@code localhost} or a loopback address. */
    public boolean isLoopback() {
        return address == null ? name.equals("localhost") : address.isLoopbackAddress();
    }
}
