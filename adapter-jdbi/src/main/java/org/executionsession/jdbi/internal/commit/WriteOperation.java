package org.executionsession.jdbi.internal.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/**
 * A kind of write, done within a transaction that it may share with other writes.
 *
 * @param <I> what is written
 * @param <T> what comes of it
 */
public interface WriteOperation<I, T> {

    /** What it does, in words that follow "the database cannot". */
    String action();

    /**
     * Writes for several callers at once. When this throws, what it did is undone; of several inputs, each is then written
     * by itself, so that only those fail that have to.
     *
     * @return an outcome for each input, in their order
     */
    List<WriteResult<T>> applyAll(Handle handle, List<I> inputs);

    /** A write that has nothing to gain from being done for several callers at once, but that of their commit. */
    static <I, T> WriteOperation<I, T> oneByOne(String action, BiFunction<Handle, I, T> each) {
        return new WriteOperation<>() {
            @Override
            public String action() {
                return action;
            }

            @Override
            public List<WriteResult<T>> applyAll(Handle handle, List<I> inputs) {
                List<WriteResult<T>> outcomes = new ArrayList<>(inputs.size());
                for (I input : inputs) {
                    outcomes.add(WriteResult.done(each.apply(handle, input)));
                }
                return outcomes;
            }
        };
    }
}
