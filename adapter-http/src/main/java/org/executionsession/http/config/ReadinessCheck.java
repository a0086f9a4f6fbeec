package org.executionsession.http.config;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells whether a server can do its work. */
@FunctionalInterface
public interface ReadinessCheck {

    /**
     * Checks, without keeping the thread that asks.
     *
     * @return in a bounded time, why it cannot; empty when it can
     */
    CompletionStage<Optional<String>> check();
}
