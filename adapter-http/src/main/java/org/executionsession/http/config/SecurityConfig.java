package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How clients are authenticated: by client certificate, by bearer token, or not at all.
 *
 * @param tls how connections are secured; null for plain HTTP
 * @param tokens which bearer tokens are accepted; null for none
 * @param hosts the host names and addresses of the server, in addition to loopback and the bound interface. Requests
 *     for other hosts get 421 without client authentication, and always on the admin port. Not null
 */
public record SecurityConfig(@Nullable Tls tls, @Nullable Tokens tokens, List<String> hosts) {

    /** Plain HTTP without authentication: the caller is the one that the request names. */
    public static final SecurityConfig OPEN = new SecurityConfig(null, null);

    /**
     * Rejects null where it is not allowed, and malformed hosts.
     *
     * @throws IllegalArgumentException if a host is neither a name nor an address, or has a port; the message names it
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
     * Creates settings without further hosts.
     *
     * @param tls how connections are secured; null for plain HTTP
     * @param tokens which bearer tokens are accepted; null for none
     */
    public SecurityConfig(@Nullable Tls tls, @Nullable Tokens tokens) {
        this(tls, tokens, List.of());
    }

    public List<HostName> hostNames() {
        return hosts.stream()
                .flatMap(host -> HostName.parse(bracketed(host)).stream())
                .toList();
    }

    /** Puts an IPv6 address in brackets, as a header contains it. Returns other hosts unchanged. */
    public static String bracketed(String host) {
        return host.indexOf(':') != host.lastIndexOf(':') && !host.startsWith("[") ? '[' + host + ']' : host;
    }

    /**
     * TLS 1.2 and newer. Changed files are reloaded for new connections; open connections keep the old certificates.
     *
     * @param certificate the server's certificate and the intermediate certificates as PEM, or a PKCS#12 file that
     *     also contains the key; not null
     * @param key the server's private key as PEM; null if the certificate file contains it
     * @param keyPassword the password of the key; null if the key is not encrypted
     * @param clientAuthority the CA certificates of the clients, as PEM. Clients then need a certificate of these
     *     CAs, which is optional if bearer tokens are accepted too, and every request needs an Xrfkey. Null if
     *     clients need no certificate
     */
    public record Tls(
            Path certificate,
            @Nullable Path key,
            @Nullable String keyPassword,
            @Nullable Path clientAuthority) {

        /** Rejects a null certificate. */
        public Tls {
            requireNonNull(certificate, "certificate");
        }

        /** Omits the password. */
        @Override
        public String toString() {
            return "Tls[certificate=" + certificate + ", key=" + key + ", clientAuthority=" + clientAuthority + "]";
        }
    }

    /**
     * JSON Web Tokens signed with one key: RS256 for an RSA key, ES256 for a key on the curve P-256. A token must
     * have an expiration time.
     *
     * @param publicKey the public key, or its certificate, as PEM; not null
     * @param issuer the required {@code iss} of a token; null for any
     * @param audience the required {@code aud} of a token, or one of its audiences; null for any
     * @param directoryClaim the claim with the caller's user directory; not null
     * @param userClaim the claim with the caller's user id; not null
     */
    public record Tokens(
            Path publicKey,
            @Nullable String issuer,
            @Nullable String audience,
            String directoryClaim,
            String userClaim) {

        /** Rejects null where it is not allowed. */
        public Tokens {
            requireNonNull(publicKey, "publicKey");
            requireNonNull(directoryClaim, "directoryClaim");
            requireNonNull(userClaim, "userClaim");
        }
    }

    /**
     * Returns whether every client must authenticate.
     *
     * @return false if the server trusts every client
     */
    public boolean requiresAuthentication() {
        return hasClientCertificates() || tokens != null;
    }

    public boolean hasClientCertificates() {
        return tls != null && tls.clientAuthority() != null;
    }
}
