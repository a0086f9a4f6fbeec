package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the change feed: that of a change. A reader that stores the cursor of the last change which it has handled can continue behind
 * it, also after a restart and on another node.
 *
 * @param position the position of a part of a commit; positions have no gaps; not negative
 * @param index the index of the change within it; {@link Integer#MAX_VALUE} for the place behind its last change
 */
public record ChangeCursor(long position, int index) implements Comparable<ChangeCursor> {

    /** The place before all changes. */
    public static final ChangeCursor START = new ChangeCursor(0, Integer.MAX_VALUE);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})-([0-9]{1,9})|([0-9]{1,18})");

    private static final Comparator<ChangeCursor> ORDER =
            Comparator.comparingLong(ChangeCursor::position).thenComparingInt(ChangeCursor::index);

    /** Rejects negative numbers. */
    public ChangeCursor {
        if (position < 0 || index < 0) {
            throw new IllegalArgumentException(
                    "the numbers of a cursor must not be negative: " + position + ", " + index);
        }
    }

    /**
     * Returns the place behind all changes of a position.
     *
     * @param position the position; not negative
     * @return the cursor
     */
    public static ChangeCursor after(long position) {
        return new ChangeCursor(position, Integer.MAX_VALUE);
    }

    /**
     * Parses the text of a cursor.
     *
     * @param text what {@link #toString} returned; not null
     * @return the cursor
     * @throws IllegalArgumentException if it is not the text of a cursor
     */
    public static ChangeCursor parse(String text) {
        Matcher form = FORM.matcher(requireNonNull(text, "text"));
        if (!form.matches()) {
            throw new IllegalArgumentException("a cursor is a number, or two numbers with a hyphen between them");
        }
        return form.group(3) == null
                ? new ChangeCursor(Long.parseLong(form.group(1)), Integer.parseInt(form.group(2)))
                : after(Long.parseLong(form.group(3)));
    }

    @Override
    public int compareTo(ChangeCursor other) {
        return ORDER.compare(this, requireNonNull(other, "other"));
    }

    /** Returns the text of the cursor, such as {@code 4711-0}. A number alone is the place behind all changes of its position. */
    @Override
    public String toString() {
        return index == Integer.MAX_VALUE ? Long.toString(position) : position + "-" + index;
    }
}
