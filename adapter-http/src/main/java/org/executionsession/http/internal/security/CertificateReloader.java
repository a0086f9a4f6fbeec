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
 * Checks every second whether the key and certificate files have changed, and reloads them for new connections. It
 * compares contents: timestamps can stay the same, and a replaced symbolic link does not change the file itself.
 */
final class CertificateReloader extends AbstractLifeCycle {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateReloader.class);

    private final SecurityConfig.Tls tls;
    private final SslContextFactory context;
    private final Scheduler scheduler;
    private byte[] current;
    private String lastWarning = "";

    CertificateReloader(SecurityConfig.Tls tls, byte[] current, SslContextFactory context, Scheduler scheduler) {
        this.tls = tls;
        this.current = current.clone();
        this.context = context;
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() {
        scheduleCheck();
    }

    private void scheduleCheck() {
        scheduler.schedule(this::check, 1, TimeUnit.SECONDS);
    }

    private void check() {
        if (!isRunning()) {
            return;
        }
        try {
            byte[] latest = TlsMaterial.fingerprint(tls);
            if (!Arrays.equals(current, latest)) {
                TlsMaterial fresh = TlsMaterial.read(tls);
                context.reload(fresh::applyTo);
                current = latest;
                lastWarning = "";
                LOG.info("reloaded the certificate in {}", tls.certificate());
            }
        } catch (IOException unusable) {
            // The files are not replaced atomically. The next check tries again; until then the old certificates stay
            // in use.
            warnOnce(unusable.getMessage());
        } catch (Exception unexpected) {
            warnOnce(unexpected.toString());
        }
        scheduleCheck();
    }

    /** Logs each reason once, because it can persist. */
    private void warnOnce(String reason) {
        if (!reason.equals(lastWarning)) {
            LOG.warn("the changed certificates are not used: {}", reason);
            lastWarning = reason;
        }
    }
}
