package org.executionsession.domain.model;

/**
 * How far the change feed is.
 *
 * @param position the last position; 0 if there was no change yet
 * @param waiting whether committed changes wait for a position
 */
public record ChangeFeedState(long position, boolean waiting) {

    /**
     * Returns the place behind the last change.
     *
     * @return the cursor
     */
    public ChangeCursor latest() {
        return ChangeCursor.after(position);
    }
}
