package org.executionsession.http.config;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Checks whether the server can process requests. */
@FunctionalInterface
public interface ReadinessCheck {

    /**
     * Checks asynchronously, without blocking the calling thread.
     *
     * @return completes within a bounded time: the reason why the server is not ready, or empty if it is
     */
    CompletionStage<Optional<String>> check();
}
