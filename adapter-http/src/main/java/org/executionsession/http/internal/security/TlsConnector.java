package org.executionsession.http.internal.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.internal.overload.OverloadProtection;

/** Creates HTTPS connectors. The class and its dependencies are loaded only if TLS is configured. */
public final class TlsConnector {

    private final SecurityConfig.Transport transport;
    private final byte[] fingerprint;
    private final SslContextFactory.Server context = new SslContextFactory.Server();

    private TlsConnector(SecurityConfig.Transport transport, byte[] fingerprint) {
        this.transport = transport;
        this.fingerprint = fingerprint;
    }

    /**
     * Reads the key and certificates. Throws an exception if they are unusable; the message of its cause is one line.
     */
    public static TlsConnector of(SecurityConfig security) {
        try {
            SecurityConfig.Transport transport = security.transport();
            TlsConnector tls = new TlsConnector(transport, TlsMaterial.fingerprint(transport));
            TlsMaterial.read(transport).applyTo(tls.context);
            tls.context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            tls.context.setRenegotiationAllowed(false);
            // With want, the certificate is optional, but one of another CA is rejected. Need also rejects a missing
            // one.
            tls.context.setWantClientAuth(security.hasClientCertificates());
            tls.context.setNeedClientAuth(security.hasClientCertificates() && security.tokens() == null);
            return tls;
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    public ServerConnector on(Server server, HttpConfiguration plain) {
        HttpConfiguration secured = new HttpConfiguration(plain);
        // No SNI check: clients of QRS use host names and addresses that are not in the certificate.
        secured.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = OverloadProtection.newConnector(
                server,
                new SslConnectionFactory(context, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(secured));
        connector.addBean(new CertificateReloader(transport, fingerprint, context, connector.getScheduler()));
        return connector;
    }
}
