package org.executionsession.bootstrap.architecture.violating.http;

import java.util.logging.Logger;

/** Breaks NOTHING_KNOWS_JAVA_UTIL_LOGGING and the allow-list of the HTTP adapter. */
final class LogsPastTheFacade {
    void log() {
        Logger.getGlobal().info("here");
    }
}
