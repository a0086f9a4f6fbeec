package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * Who is let in, and by what a caller is known: a client certificate, a bearer token, or nothing but what the request says.
 *
 * @param transport how connections are secured; null for plain HTTP
 * @param tokens which bearer tokens are believed; null for none
 * @param hosts the names and addresses, besides the loopback ones and the one that it listens on, under which callers reach
 *     the server. Requests for other hosts get 421; but where every caller must show who it is, only when some
 *     are named here. Not null
 */
public record SecurityConfig(Transport transport, Tokens tokens, List<String> hosts) {

    /** Everybody who reaches the port, over plain HTTP, is who the request says. */
    public static final SecurityConfig OPEN = new SecurityConfig(null, null);

    /**
     * Rejects null where it is not allowed, and what is no host.
     *
     * @throws IllegalArgumentException when a host is neither a name nor an address, or has a port; the message says which
     */
    public SecurityConfig {
        hosts = List.copyOf(hosts);
        for (String host : hosts) {
            if (HostName.parse(bracketed(host)).isEmpty() || host.matches("[^:]*:\\d*|.*]:.*")) {
                throw new IllegalArgumentException("'" + host + "' is neither the name nor the address of a host");
            }
        }
    }

    /**
     * The same without further hosts.
     *
     * @param transport how connections are secured; null for plain HTTP
     * @param tokens which bearer tokens are believed; null for none
     */
    public SecurityConfig(Transport transport, Tokens tokens) {
        this(transport, tokens, List.of());
    }

    public List<HostName> hostNames() {
        return hosts.stream()
                .flatMap(host -> HostName.parse(bracketed(host)).stream())
                .toList();
    }

    /** An address of IPv6 as it stands in a header. */
    public static String bracketed(String host) {
        return host.indexOf(':') != host.lastIndexOf(':') && !host.startsWith("[") ? '[' + host + ']' : host;
    }

    /**
     * TLS 1.2 and newer. The files are read anew when they change; connections that are open continue as they are.
     *
     * @param certificate the server's certificate and those between it and its authority, as PEM; or a PKCS#12 file that
     *     holds the key too; not null
     * @param key the server's private key as PEM; null when it is in the file of the certificate
     * @param keyPassword what the key is encrypted with; null when it is not
     * @param clientAuthority the certificates of those who issue the certificates of clients, as PEM: without a
     *     certificate of theirs no connection comes about, unless bearer tokens are believed as well, and the Xrfkey is
     *     always required; null when clients need no certificate
     */
    public record Transport(Path certificate, Path key, String keyPassword, Path clientAuthority) {

        /** Rejects a null certificate. */
        public Transport {
            requireNonNull(certificate, "certificate");
        }

        /** Does not tell the password. */
        @Override
        public String toString() {
            return "Transport[certificate=" + certificate + ", key=" + key + ", clientAuthority=" + clientAuthority
                    + "]";
        }
    }

    /**
     * JSON Web Tokens that one key has signed, by RS256 when it is an RSA key, by ES256 when it is one on the curve P-256.
     * A token must say when it expires.
     *
     * @param publicKey the public key, or a certificate of it, as PEM; not null
     * @param issuer what a token's {@code iss} must be; null for anything
     * @param audience what a token's {@code aud} must be or hold; null for anything
     * @param directoryClaim the claim that names the caller's directory; not null
     * @param userClaim the claim that names the caller's id in it; not null
     */
    public record Tokens(Path publicKey, String issuer, String audience, String directoryClaim, String userClaim) {

        /** Rejects null where it is not allowed. */
        public Tokens {
            requireNonNull(publicKey, "publicKey");
            requireNonNull(directoryClaim, "directoryClaim");
            requireNonNull(userClaim, "userClaim");
        }
    }

    /**
     * Whether every caller must show who it is.
     *
     * @return false when whoever reaches the port is believed
     */
    public boolean isGuarded() {
        return hasClientCertificates() || tokens != null;
    }

    public boolean hasClientCertificates() {
        return transport != null && transport.clientAuthority() != null;
    }
}
