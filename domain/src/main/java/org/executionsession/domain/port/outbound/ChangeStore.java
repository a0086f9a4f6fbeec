package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeFeedState;
import org.executionsession.domain.model.EntityChange;

/**
 * The change feed: all committed changes of sessions, results and tasks, each with a place in one order. The store records a change in the
 * transaction that makes it, so the feed has exactly the changes that are committed.
 *
 * <p>Transactions are not committed in the order in which they write. So a commit gets its place after it is visible, by
 * {@link #assignPositions}; several processes can call it. Places only grow, and have no gaps. Two changes of the same entity have the order
 * of its versions.
 *
 * <p>A commit has one position, or several if it has very many changes.
 */
public interface ChangeStore {

    /**
     * Gives places to commits that have none yet.
     *
     * @param now the current time, the date of these changes unless an earlier change has a later one; not null
     * @param limit the maximum number of commits; positive
     * @return the number of commits that got places; 0 if there were none, or if another process is assigning places
     * @throws StoreUnavailableException when the store cannot be reached
     */
    int assignPositions(Instant now, int limit);

    /**
     * Returns whether changes take space until {@link #assignPositions} and {@link #purge} are called, also if nobody reads them.
     *
     * @return true by default
     */
    default boolean accumulates() {
        return true;
    }

    /**
     * Returns how far the feed is.
     *
     * @return the state; never null
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ChangeFeedState state();

    /**
     * Returns changes behind a cursor.
     *
     * @param after the cursor; not null
     * @param limit the maximum number of changes; positive. There can be fewer before the end: only an empty list is the end
     * @return the next changes in their order; empty if there are none yet
     * @throws CursorExpiredException if changes behind the cursor were purged, or the feed never had the cursor
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<Change> list(ChangeCursor after, int limit);

    /**
     * Returns the place before the first change that has a date or a later one.
     *
     * @param date the date; not null
     * @return the cursor; never null
     * @throws CursorExpiredException if changes since the date were purged
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ChangeCursor before(Instant date);

    /**
     * Purges one batch of changes that have an earlier date, the first ones.
     *
     * @param before the date; not null
     * @param last the position up to which changes are purged; {@link Long#MAX_VALUE} for all that have an earlier date
     * @param limit the maximum number of commits; positive
     * @return the number of purged commits; 0 when none are left, or another process is purging or assigning places
     * @throws StoreUnavailableException when the store cannot be reached
     */
    int purge(Instant before, long last, int limit);

    /**
     * Registers a listener that is told of the changes of each commit of this process, after the commit, in the thread that made it. It is
     * not told of commits of a transaction of the application of which the store does not learn.
     *
     * @param listener returns soon and throws nothing; not null
     * @return removes the listener; never null
     */
    Runnable onCommit(Consumer<List<EntityChange>> listener);
}
