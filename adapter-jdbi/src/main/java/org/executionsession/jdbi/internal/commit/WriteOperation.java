package org.executionsession.jdbi.internal.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;

/**
 * A kind of write. It runs in a transaction that it may share with other writes.
 *
 * @param <I> the input of one caller
 * @param <T> the value that the caller gets
 */
public interface WriteOperation<I, T> {

    /** Returns a verb phrase for messages; it follows "the database cannot". */
    String action();

    /**
     * Writes the inputs of several callers. If this throws, the group commit rolls back what it did. If there were several
     * inputs, it then calls this for each of them alone, so that one bad input does not fail the others.
     *
     * @return a result for each input, in the order of the inputs
     */
    List<WriteResult<T>> applyAll(Handle handle, List<I> inputs);

    /** Returns the number of entities of an input. A large one does not share its transaction: the others would wait for it. */
    default int size(I input) {
        return 1;
    }

    /** Estimates the bytes of the large texts that a write reads and writes; 0 if it has none. */
    default long bytes(I input) {
        return 0;
    }

    /** Returns a write that handles its inputs, of one entity each, one after the other. Its callers still share the commit. */
    static <I, T> WriteOperation<I, T> oneByOne(String action, BiFunction<Handle, I, T> each) {
        return oneByOne(action, input -> 1, each);
    }

    /** Returns a write that handles its inputs, of several entities each, one after the other. Callers of small ones share the commit. */
    static <I, T> WriteOperation<I, T> oneByOne(String action, ToIntFunction<I> size, BiFunction<Handle, I, T> each) {
        return oneByOne(action, size, input -> 0, each);
    }

    /** Does the same for inputs that can have large texts. */
    static <I, T> WriteOperation<I, T> oneByOne(
            String action, ToIntFunction<I> size, ToLongFunction<I> bytes, BiFunction<Handle, I, T> each) {
        return new WriteOperation<>() {
            @Override
            public String action() {
                return action;
            }

            @Override
            public int size(I input) {
                return size.applyAsInt(input);
            }

            @Override
            public long bytes(I input) {
                return bytes.applyAsLong(input);
            }

            @Override
            public List<WriteResult<T>> applyAll(Handle handle, List<I> inputs) {
                List<WriteResult<T>> results = new ArrayList<>(inputs.size());
                for (I input : inputs) {
                    results.add(WriteResult.done(each.apply(handle, input)));
                }
                return results;
            }
        };
    }
}
