package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The execution whose job runs in a thread, for adapters of schedulers. A job finds it by {@link ExecutionRecorder#current()}.
 *
 * <p>Close it in the thread that has set it, when the job returns.
 */
public final class CurrentExecution implements AutoCloseable {

    private static final ThreadLocal<@Nullable RecordedExecution> CURRENT = new ThreadLocal<>();

    private final @Nullable RecordedExecution previous;

    private CurrentExecution(@Nullable RecordedExecution previous) {
        this.previous = previous;
    }

    /**
     * Sets the execution of the calling thread until the returned object is closed.
     *
     * @param execution the execution; not null
     * @return what ends that, and sets the execution before it again
     */
    public static CurrentExecution set(RecordedExecution execution) {
        CurrentExecution set = new CurrentExecution(CURRENT.get());
        CURRENT.set(requireNonNull(execution, "execution"));
        return set;
    }

    static Optional<RecordedExecution> get() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Sets the execution of the calling thread to what it was before; to none, if there was none. */
    @Override
    public void close() {
        if (previous == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(previous);
        }
    }
}
