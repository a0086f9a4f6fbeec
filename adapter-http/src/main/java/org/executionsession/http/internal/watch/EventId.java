package org.executionsession.http.internal.watch;

import java.util.Comparator;
import java.util.Optional;
import org.executionsession.domain.model.ChangeCursor;

/**
 * The id of an event, and the place of a stream behind that event. A change of a result by itself causes two events: that of the result, and
 * then that of its session.
 *
 * @param cursor the place of the change
 * @param ofSession whether it is behind both events
 */
record EventId(ChangeCursor cursor, boolean ofSession) implements Comparable<EventId> {

    private static final String SUFFIX = "s";

    private static final Comparator<EventId> ORDER =
            Comparator.comparing(EventId::cursor).thenComparing(EventId::ofSession);

    /** Returns the place behind all events of a change. */
    static EventId behind(ChangeCursor cursor) {
        return new EventId(cursor, true);
    }

    /** Parses an id; empty if it is not one. */
    static Optional<EventId> parse(String text) {
        boolean ofSession = text.endsWith(SUFFIX);
        try {
            ChangeCursor cursor =
                    ChangeCursor.parse(ofSession ? text.substring(0, text.length() - SUFFIX.length()) : text);
            // A position alone is the place behind all of its changes.
            return Optional.of(new EventId(cursor, ofSession || cursor.index() == Integer.MAX_VALUE));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** Returns the cursor from which the feed is to be read for the events behind this one. */
    ChangeCursor next() {
        if (ofSession) {
            return cursor;
        }
        // The same change can have another event.
        return cursor.index() == 0
                ? ChangeCursor.after(Math.max(0, cursor.position() - 1))
                : new ChangeCursor(cursor.position(), cursor.index() - 1);
    }

    @Override
    public int compareTo(EventId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return ofSession && cursor.index() != Integer.MAX_VALUE ? cursor + SUFFIX : cursor.toString();
    }
}
