package org.executionsession.http.internal.watch;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The state of an entity that a client knows while it waits: one of its entity tags. Without any, and with {@code *}, it is the first
 * state that is compared.
 */
public final class KnownState {

    private final List<String> known;
    private final boolean isFirst;
    private final AtomicReference<String> first = new AtomicReference<>();

    /**
     * Creates a state.
     *
     * @param known the values of the header {@code If-None-Match}; empty for none
     */
    public KnownState(List<String> known) {
        this.known = known;
        isFirst = known.isEmpty() || EntityTag.isAny(known);
    }

    /** Returns whether the client knows a state. */
    public boolean is(String tag) {
        return isFirst ? first.compareAndSet(null, tag) || tag.equals(first.get()) : EntityTag.isIn(known, tag);
    }

    /** Returns whether the response after the wait is that the entity is not modified. */
    public boolean isNotModified(String tag) {
        return !known.isEmpty() && is(tag);
    }
}
