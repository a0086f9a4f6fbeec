package org.executionsession.application.internal.watch;

import java.util.List;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityChange;

/** Those that a {@link ChangeFeed} tells of changes. All methods return soon. */
public interface Watchers {

    /** Returns whether there are none. While all are none, nothing is polled. */
    boolean isEmpty();

    /** A commit of this process made changes. Its thread must not wait. */
    void committed(List<EntityChange> changes);

    /** The feed is polled from a cursor on, for the first time or because it expired. Changes before it may not have been told. */
    void started(ChangeCursor from);

    /** The next changes of the feed. */
    void published(List<Change> changes);

    /** A poll has succeeded, so what failed before can be tried again. */
    default void polled() {}

    /** The library is closed. */
    void close();
}
