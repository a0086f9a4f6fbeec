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

/** Serves HTTPS. It is loaded only when that is asked for, as is all that it needs. */
public final class TlsConnector {

    private final SecurityConfig.Transport transport;
    private final byte[] fingerprint;
    private final SslContextFactory.Server context = new SslContextFactory.Server();

    private TlsConnector(SecurityConfig.Transport transport, byte[] fingerprint) {
        this.transport = transport;
        this.fingerprint = fingerprint;
    }

    /** Throws an exception, whose cause says why in one line, when the files are not what they must be. */
    public static TlsConnector of(SecurityConfig security) {
        try {
            SecurityConfig.Transport transport = security.transport();
            TlsConnector tls = new TlsConnector(transport, TlsMaterial.fingerprint(transport));
            TlsMaterial.read(transport).applyTo(tls.context);
            tls.context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            tls.context.setRenegotiationAllowed(false);
            // Wanted, a certificate may be missing, but none of a stranger may come.
            tls.context.setWantClientAuth(security.hasClientCertificates());
            tls.context.setNeedClientAuth(security.hasClientCertificates() && security.tokens() == null);
            return tls;
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    public ServerConnector on(Server server, HttpConfiguration plain) {
        HttpConfiguration secured = new HttpConfiguration(plain);
        // QRS's clients name the server as they like, also by an address that is not in its certificate.
        secured.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = OverloadProtection.newConnector(
                server,
                new SslConnectionFactory(context, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(secured));
        connector.addBean(new CertificateReloader(transport, fingerprint, context, connector.getScheduler()));
        return connector;
    }
}
