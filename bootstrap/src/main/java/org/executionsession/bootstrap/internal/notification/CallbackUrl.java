package org.executionsession.bootstrap.internal.notification;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.executionsession.bootstrap.internal.client.HostResolver;

/**
 * A URL that a caller has chosen.
 *
 * @param uri the URL
 * @param host its host in lower case, without the brackets of an IPv6 address
 * @param port its port
 */
record CallbackUrl(URI uri, String host, int port) {

    static final int LENGTH_MAX = 2_000;

    private static final int PORT_MAX = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** What some parsers take for an address: the last part is a decimal, octal or hexadecimal number. */
    private static final Pattern NUMBERS = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    private static final String NUMBER = "(0|[1-9][0-9]{0,2})";
    private static final Pattern IPV4 = Pattern.compile(NUMBER + "(\\." + NUMBER + "){3}");

    /**
     * Parses a URL. No name is resolved.
     *
     * @throws IllegalArgumentException with the rule that it breaks
     */
    static CallbackUrl parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("must have at most " + LENGTH_MAX + " characters");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(
                    "must be a URL such as https://host.example/path: " + malformed.getReason(), malformed);
        }
        String scheme = uri.getScheme();
        boolean isTls = "https".equalsIgnoreCase(scheme);
        if (!isTls && !"http".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("must begin with http:// or https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must not have a user or a password");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not have a fragment");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "must have a host: an ASCII name, or an address in its usual form, such as 192.0.2.1 or [2001:db8::1]");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : isTls ? HTTPS_PORT : HTTP_PORT;
        if (port == 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("must have a port from 1 to " + PORT_MAX);
        }
        return new CallbackUrl(uri, host(uri.getHost()), port);
    }

    private static String host(String text) {
        String host = HostResolver.normalized(text);
        if (host.indexOf('%') >= 0) {
            throw new IllegalArgumentException("must not have an address with a zone");
        }
        if (NUMBERS.matcher(host).matches() && !IPV4.matcher(host).matches()) {
            throw new IllegalArgumentException("must have an address in its usual form, such as 192.0.2.1");
        }
        return host;
    }

    /** Returns the address of the host if its text says it, also that of {@code localhost}; empty for another name. */
    Optional<InetAddress> literalAddress() {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        if (!IPV4.matcher(host).matches() && host.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            // It is an address, so no name is resolved.
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException("must have a valid address", malformed);
        }
    }

    /** Returns the host and port; the path may be a secret. */
    String receiver() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
