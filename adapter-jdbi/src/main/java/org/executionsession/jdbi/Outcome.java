package org.executionsession.jdbi;

import org.executionsession.domain.refusal.RefusalException;

/**
 * What came of one input of a {@link Write}.
 *
 * @param value what to answer; counts when nothing was refused
 * @param refusal why nothing was done; null when it was
 */
record Outcome<T>(T value, RefusalException refusal) {

    static <T> Outcome<T> done(T value) {
        return new Outcome<>(value, null);
    }

    static <T> Outcome<T> refused(RefusalException refusal) {
        return new Outcome<>(null, refusal);
    }
}
