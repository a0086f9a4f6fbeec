package org.executionsession.bootstrap.architecture.violating.bootstrap;

import java.time.Clock;

/** Innocent: it chooses the clock of the server. */
final class StandaloneServer {
    Clock choose() {
        return Clock.systemUTC();
    }
}
