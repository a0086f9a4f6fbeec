package org.executionsession.bootstrap.internal.startup;

import org.executionsession.http.config.LimitsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of a limit of connections that the limit of open files does not allow. */
public final class OpenFilesCheck {

    private static final Logger LOG = LoggerFactory.getLogger(OpenFilesCheck.class);

    private OpenFilesCheck() {}

    /** Logs a warning if the process cannot open so many connections. */
    public static void warn(int maxConnections) {
        int possible = LimitsConfig.maxConnectionsOfProcess();
        if (maxConnections > possible) {
            LOG.warn(
                    "--max-connections is {}, but the limit of open files of the process (ulimit -Hn) leaves only {}. When no file can be"
                            + " opened, no connection is accepted: raise that limit, or set a lower --max-connections",
                    maxConnections,
                    possible);
        }
    }
}
