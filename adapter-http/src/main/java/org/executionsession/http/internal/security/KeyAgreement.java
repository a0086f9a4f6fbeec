package org.executionsession.http.internal.security;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Permits no key agreement over finite fields (RFC 7919). With 8,192 bits, one takes twenty milliseconds of a processor, and nothing of a client
 * that sends random bytes. All clients with TLS 1.3, and those with forward secrecy in TLS 1.2, support elliptic curves.
 */
final class KeyAgreement implements AlgorithmConstraints {

    /** The names of the groups in TLS, such as ffdhe8192, and of the algorithm in the JDK. */
    private static final Set<String> FINITE_FIELD_PREFIXES = Set.of("ffdhe", "diffiehellman");

    /** Creates TLS connections with this rule. Without a group, the JDK takes none of the cipher suites of TLS 1.2 that need one (DHE). */
    static final class ContextFactory extends SslContextFactory.Server {

        @Override
        public SSLParameters customize(SSLParameters parameters) {
            SSLParameters customized = super.customize(parameters);
            customized.setAlgorithmConstraints(new KeyAgreement());
            return customized;
        }
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
        String name = algorithm.toLowerCase(Locale.ROOT);
        return FINITE_FIELD_PREFIXES.stream().noneMatch(name::startsWith);
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return true;
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
        return permits(primitives, algorithm, parameters);
    }
}
