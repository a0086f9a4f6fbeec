package org.executionsession.jdbi.internal.record;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** Passes one page of a sequence of entities to a consumer: skips the first ones and stops after the last one. */
final class Page<E> implements Predicate<E> {

    private final Consumer<? super E> consumer;
    private long skip;
    private long left;

    Page(long skip, long take, Consumer<? super E> consumer) {
        this.skip = skip;
        this.left = take;
        this.consumer = consumer;
    }

    /** Takes the next entity. Returns false when the page is complete. */
    @Override
    public boolean test(E next) {
        if (skip > 0) {
            skip--;
        } else if (left > 0) {
            left--;
            consumer.accept(next);
        }
        return left > 0;
    }
}
