package org.executionsession.http.internal.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

class LogRateLimiterTest {

    @Test
    void manyFailures_writeFewLines() {
        Recorded log = new Recorded();
        LogRateLimiter limit = new LogRateLimiter(log);
        for (int i = 0; i < 100_000; i++) {
            limit.error("GET none", new IllegalArgumentException("%u0041"));
        }
        assertThat(log.failures).hasSizeBetween(1, 100).hasOnlyElementsOfType(IllegalArgumentException.class);
    }

    @Test
    void manyWarnings_writeFewLines() {
        Recorded log = new Recorded();
        LogRateLimiter limit = new LogRateLimiter(log);
        for (int i = 0; i < 100_000; i++) {
            limit.warn("the response was truncated", new IllegalArgumentException());
        }
        assertThat(log.failures).hasSizeBetween(1, 100).hasOnlyElementsOfType(IllegalArgumentException.class);
    }

    /** Keeps what is logged. */
    private static final class Recorded extends LegacyAbstractLogger {

        private static final long serialVersionUID = 1L;

        private final transient List<Throwable> failures = new CopyOnWriteArrayList<>();

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable failure) {
            failures.add(failure);
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }
    }
}
