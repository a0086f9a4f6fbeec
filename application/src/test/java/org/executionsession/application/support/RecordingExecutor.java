package org.executionsession.application.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.jspecify.annotations.Nullable;

/** A remote executor that only records its calls. */
public final class RecordingExecutor implements TaskExecutor {

    private final List<TaskRun> started = new CopyOnWriteArrayList<>();
    private final List<TaskRun> stopped = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private volatile Consumer<TaskRun> duringStart = run -> {};

    /** Lets each further call fail; null lets it succeed. */
    public void fail(@Nullable RuntimeException with) {
        failure.set(with);
    }

    /** Does something during each further call to start. */
    public void during(Consumer<TaskRun> start) {
        duringStart = start;
    }

    @Override
    public void start(TaskRun run, Task task) {
        call(run, started);
        duringStart.accept(run);
    }

    @Override
    public void stop(TaskRun run, @Nullable Task task) {
        call(run, stopped);
    }

    private void call(TaskRun run, List<TaskRun> calls) {
        // Read first: a test that has seen the call may change the failure of the next one.
        RuntimeException with = failure.get();
        calls.add(run);
        if (with != null) {
            throw with;
        }
    }

    /** Returns the calls to start, also those that failed. */
    public List<TaskRun> started() {
        return started;
    }

    /** Returns the calls to stop, also those that failed. */
    public List<TaskRun> stopped() {
        return stopped;
    }
}
