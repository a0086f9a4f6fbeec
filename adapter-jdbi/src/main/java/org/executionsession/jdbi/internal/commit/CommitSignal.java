package org.executionsession.jdbi.internal.commit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.executionsession.domain.model.EntityChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of the changes of each commit of this process. */
public final class CommitSignal {

    private static final Logger LOG = LoggerFactory.getLogger(CommitSignal.class);

    private final List<Consumer<List<EntityChange>>> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener. Returns how it is removed. */
    public Runnable add(Consumer<List<EntityChange>> listener) {
        requireNonNull(listener, "listener");
        // The same listener can be added twice.
        Consumer<List<EntityChange>> added = listener::accept;
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    /** Returns whether nobody listens. */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Tells all listeners. The changes are committed, so the caller must not see a failure of a listener. */
    public void committed(List<EntityChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        for (Consumer<List<EntityChange>> listener : listeners) {
            try {
                listener.accept(changes);
            } catch (RuntimeException | Error failure) {
                LOG.warn("a listener of the change feed has failed", failure);
            }
        }
    }
}
