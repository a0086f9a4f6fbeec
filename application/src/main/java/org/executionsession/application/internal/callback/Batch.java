package org.executionsession.application.internal.callback;

import java.util.List;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;

/**
 * The changes for one notification.
 *
 * @param changes the changes; they can be none
 * @param end the place in the feed up to which the changes were looked for
 * @param state what is behind that place
 */
record Batch(List<Change> changes, ChangeCursor end, State state) {

    /** What is behind the place up to which changes were looked for. */
    enum State {
        /** There were no changes behind it. */
        LAST,
        /** There can be changes for a further notification. */
        MORE,
        /** There can be changes of this notification. */
        INCOMPLETE
    }

    boolean isLast() {
        return state == State.LAST;
    }

    boolean isComplete() {
        return state != State.INCOMPLETE;
    }
}
