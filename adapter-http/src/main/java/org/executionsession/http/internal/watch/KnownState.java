package org.executionsession.http.internal.watch;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The state of an entity that a client knows: one of its entity tags, or without any, the first state that is compared. */
public final class KnownState {

    private final List<String> known;
    private final AtomicReference<String> first = new AtomicReference<>();

    /**
     * Creates a state.
     *
     * @param known the values of the header {@code If-None-Match}; empty for none
     */
    public KnownState(List<String> known) {
        this.known = known;
    }

    /** Returns whether the client knows a state. */
    public boolean is(String tag) {
        if (known.isEmpty()) {
            return first.compareAndSet(null, tag) || tag.equals(first.get());
        }
        return EntityTag.isIn(known, tag);
    }
}
