package org.executionsession.http.internal.security;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.executionsession.http.config.SecurityConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second whether the files with keys and certificates hold something else, and lets new connections have it.
 * It compares contents: dates can stay the same, and where links are swapped the file itself does not change.
 */
final class CertificateReloader extends AbstractLifeCycle {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateReloader.class);

    private final SecurityConfig.Transport transport;
    private final SslContextFactory context;
    private final Scheduler scheduler;
    private byte[] seen;
    private String lastComplaint = "";

    CertificateReloader(
            SecurityConfig.Transport transport, byte[] seen, SslContextFactory context, Scheduler scheduler) {
        this.transport = transport;
        this.seen = seen.clone();
        this.context = context;
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() {
        lookLater();
    }

    private void lookLater() {
        scheduler.schedule(this::look, 1, TimeUnit.SECONDS);
    }

    private void look() {
        if (!isRunning()) {
            return;
        }
        try {
            byte[] now = TlsMaterial.fingerprint(transport);
            if (!Arrays.equals(seen, now)) {
                TlsMaterial fresh = TlsMaterial.read(transport);
                context.reload(fresh::applyTo);
                seen = now;
                lastComplaint = "";
                LOG.info("reloaded the certificate in {}", transport.certificate());
            }
        } catch (IOException unusable) {
            // The files are not replaced at the same moment: it is tried again, and until then the old ones count.
            complain(unusable.getMessage());
        } catch (Exception unexpected) {
            complain(unexpected.toString());
        }
        lookLater();
    }

    /** Once for each reason, since it may last. */
    private void complain(String reason) {
        if (!reason.equals(lastComplaint)) {
            LOG.warn("the changed certificates are not used: {}", reason);
            lastComplaint = reason;
        }
    }
}
