package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import org.executionsession.http.internal.host.HostName;
import org.jspecify.annotations.Nullable;

/**
 * How clients are authenticated: by client certificate, by bearer token, or not at all; and for which hosts and origins
 * requests are accepted.
 *
 * @param tls how connections are secured; null for plain HTTP
 * @param tokens which bearer tokens are accepted; null for none
 * @param hosts the host names and addresses of the server, in addition to loopback and the bound interface. Requests
 *     for other hosts get 421 without client authentication, and always on the admin port. Not null
 * @param corsOrigins the origins, such as {@code https://hub.example}, whose pages may call the server with the
 *     browser's credentials; not null
 */
public record SecurityConfig(@Nullable Tls tls, @Nullable Tokens tokens, List<String> hosts, List<String> corsOrigins) {

    /** Plain HTTP without authentication: the caller is the one that the request names. */
    public static final SecurityConfig OPEN = new SecurityConfig(null, null);

    /**
     * Rejects null where it is not allowed, and malformed hosts and origins. Normalizes origins to the form that
     * browsers send.
     *
     * @throws IllegalArgumentException if a host is neither a name nor an address, or has a port, or if an origin is
     *     malformed; {@code *} is not an origin. The message names the text
     */
    public SecurityConfig {
        hosts = List.copyOf(requireNonNull(hosts, "hosts"));
        corsOrigins = requireNonNull(corsOrigins, "corsOrigins").stream()
                .map(WebOrigin::of)
                .toList();
        for (String host : hosts) {
            if (HostName.parseWithoutPort(host).isEmpty()) {
                throw new IllegalArgumentException("'" + host + "' is neither the name nor the address of a host");
            }
        }
    }

    /**
     * Creates settings without further hosts and without other origins.
     *
     * @param tls how connections are secured; null for plain HTTP
     * @param tokens which bearer tokens are accepted; null for none
     */
    public SecurityConfig(@Nullable Tls tls, @Nullable Tokens tokens) {
        this(tls, tokens, List.of(), List.of());
    }

    /**
     * Returns these settings with other hosts.
     *
     * @param names the host names and addresses of the server, in addition to loopback and the bound interface; not
     *     null
     * @return the settings
     * @throws IllegalArgumentException if a host is malformed
     */
    public SecurityConfig withHosts(List<String> names) {
        return new SecurityConfig(tls, tokens, requireNonNull(names, "names"), corsOrigins);
    }

    /**
     * Returns these settings with other origins.
     *
     * @param origins the origins whose pages may call the server with the browser's credentials; not null
     * @return the settings
     * @throws IllegalArgumentException if an origin is malformed; {@code *} is not an origin
     */
    public SecurityConfig withCorsOrigins(List<String> origins) {
        return new SecurityConfig(tls, tokens, hosts, requireNonNull(origins, "origins"));
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

        /**
         * Returns a builder for any issuer and any audience, with the claims {@code userDirectory} and {@code userId}.
         *
         * @param publicKey the public key, or its certificate, as PEM; not null
         * @return a builder
         */
        public static Builder builder(Path publicKey) {
            return new Builder(requireNonNull(publicKey, "publicKey"));
        }

        /** Builds the settings of tokens; each except the key has a default. */
        public static final class Builder {

            private final Path publicKey;
            private @Nullable String issuer;
            private @Nullable String audience;
            private String directoryClaim = "userDirectory";
            private String userClaim = "userId";

            private Builder(Path publicKey) {
                this.publicKey = publicKey;
            }

            /**
             * Sets the required issuer of a token, its {@code iss}.
             *
             * @param value the issuer; null for any
             * @return this builder
             */
            public Builder issuer(@Nullable String value) {
                issuer = value;
                return this;
            }

            /**
             * Sets the required audience of a token, its {@code aud} or one of several.
             *
             * @param value the audience; null for any
             * @return this builder
             */
            public Builder audience(@Nullable String value) {
                audience = value;
                return this;
            }

            /**
             * Sets the claim with the caller's user directory.
             *
             * @param value the name of the claim; not null
             * @return this builder
             */
            public Builder directoryClaim(String value) {
                directoryClaim = requireNonNull(value, "directoryClaim");
                return this;
            }

            /**
             * Sets the claim with the caller's user id.
             *
             * @param value the name of the claim; not null
             * @return this builder
             */
            public Builder userClaim(String value) {
                userClaim = requireNonNull(value, "userClaim");
                return this;
            }

            /**
             * Builds the settings.
             *
             * @return the settings
             */
            public Tokens build() {
                return new Tokens(publicKey, issuer, audience, directoryClaim, userClaim);
            }
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

    /**
     * Returns whether clients can authenticate with a certificate.
     *
     * @return true if the settings of TLS have a client authority
     */
    public boolean hasClientCertificates() {
        return tls != null && tls.clientAuthority() != null;
    }
}
