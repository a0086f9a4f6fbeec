package org.executionsession.jdbi.internal.record;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** Hands on a part of what it is given: leaves out the first ones, and says when it has enough. */
final class Page<E> implements Predicate<E> {

    private final Consumer<? super E> reader;
    private long skip;
    private long left;

    Page(long skip, long take, Consumer<? super E> reader) {
        this.skip = skip;
        this.left = take;
        this.reader = reader;
    }

    /** Takes the next one; false when no more are wanted. */
    @Override
    public boolean test(E next) {
        if (skip > 0) {
            skip--;
        } else if (left > 0) {
            left--;
            reader.accept(next);
        }
        return left > 0;
    }
}
