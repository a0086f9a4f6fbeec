package org.executionsession.http.internal.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.internal.overload.OverloadProtection;

/** Creates HTTPS connectors. The class and its dependencies are loaded only if TLS is configured. */
final class TlsConnector {

    private final SecurityConfig.Tls tls;
    private final byte[] fingerprint;
    private final SslContextFactory.Server context = new KeyAgreement.ContextFactory();

    private TlsConnector(SecurityConfig.Tls tls, byte[] fingerprint) {
        this.tls = tls;
        this.fingerprint = fingerprint;
    }

    /**
     * Reads the key and certificates. Throws an exception if they are unusable; the message of its cause is one line.
     */
    static TlsConnector of(SecurityConfig security) {
        try {
            SecurityConfig.Tls tls = security.tls();
            TlsConnector created = new TlsConnector(tls, TlsMaterial.fingerprint(tls));
            TlsMaterial.read(tls).applyTo(created.context);
            created.context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            created.context.setRenegotiationAllowed(false);
            // With want, the certificate is optional, but one of another CA is rejected. Need also rejects a missing
            // one.
            created.context.setWantClientAuth(security.hasClientCertificates());
            created.context.setNeedClientAuth(security.hasClientCertificates() && security.tokens() == null);
            return created;
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    ServerConnector on(Server server, HttpConfiguration plain) {
        HttpConfiguration secured = new HttpConfiguration(plain);
        // No SNI check: clients of QRS use host names and addresses that are not in the certificate.
        secured.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = OverloadProtection.newTlsConnector(server, context, secured);
        connector.addBean(new CertificateReloader(tls, fingerprint, context, connector.getScheduler()));
        return connector;
    }
}
