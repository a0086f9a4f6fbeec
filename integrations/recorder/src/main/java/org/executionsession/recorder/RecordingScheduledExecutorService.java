package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each execution of the jobs of a {@link ScheduledExecutorService}. Give the jobs names with {@link NamedJob#of}. Its methods are
 * those of the other service.
 *
 * <p>A job whose name is null or blank is rejected with an exception when it is submitted.
 *
 * <p>As there, a periodic job that throws an exception is not repeated; the execution is recorded as failed. If recording is required and a start
 * cannot be stored, a periodic job omits that execution, and another job fails.
 */
public final class RecordingScheduledExecutorService implements ScheduledExecutorService {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingScheduledExecutorService.class);

    private final ScheduledExecutorService executor;
    private final ExecutionRecorder recorder;
    private final String scheduler;
    private final Clock clock;

    /**
     * Records the jobs of a service.
     *
     * @param executor runs the jobs; not null
     * @param recorder records them; not null. The caller closes it, after the service
     * @param scheduler the name of the service, which is part of the identity of its jobs; not null or blank
     * @throws IllegalArgumentException if the name is blank
     */
    public RecordingScheduledExecutorService(
            ScheduledExecutorService executor, ExecutionRecorder recorder, String scheduler) {
        this.executor = requireNonNull(executor, "executor");
        this.recorder = requireNonNull(recorder, "recorder");
        this.scheduler = JobId.requireText(scheduler, "scheduler");
        this.clock = recorder.clock();
    }

    /** Identifies a job when it is submitted: the failure of a periodic job would not be noticed. */
    private JobId job(Object work) {
        return new JobId(scheduler, NamedJob.nameOf(requireNonNull(work, "work")));
    }

    private static ExecutionStart start(JobId job, @Nullable Instant due) {
        return ExecutionStart.builder(job).scheduledAt(due).build();
    }

    private Runnable recorded(Runnable work, @Nullable Instant due) {
        JobId job = job(work);
        return () -> run(work, recorder.started(start(job, due)));
    }

    private <T> Callable<T> recorded(Callable<T> work, @Nullable Instant due) {
        JobId job = job(work);
        return () -> recorder.run(start(job, due), work);
    }

    private static void run(Runnable work, RecordedExecution execution) {
        CurrentExecution current = CurrentExecution.set(execution);
        try {
            work.run();
        } catch (Throwable failure) {
            execution.failed(failure);
            throw failure;
        } finally {
            current.close();
        }
        execution.succeeded();
    }

    /** Runs a periodic job. An exception of the recorder must not end its repetition. */
    private void repeat(JobId job, Runnable work, @Nullable Instant due) {
        RecordedExecution execution;
        try {
            execution = recorder.started(start(job, due));
        } catch (ExecutionSessionException notStored) {
            LOG.warn("an execution of {} is omitted: {}", job.name(), notStored.getMessage());
            return;
        }
        run(work, execution);
    }

    private @Nullable Instant after(long delay, TimeUnit unit) {
        return plus(clock.instant(), Math.max(0, delay), unit);
    }

    /** Returns a later time; null if it is too late for a date. */
    private static @Nullable Instant plus(@Nullable Instant time, long delay, TimeUnit unit) {
        try {
            return time == null ? null : time.plus(delay, unit.toChronoUnit());
        } catch (DateTimeException | ArithmeticException never) {
            return null;
        }
    }

    private <T> List<Callable<T>> recorded(Collection<? extends Callable<T>> all) {
        return all.stream().<Callable<T>>map(work -> recorded(work, null)).toList();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return executor.schedule(recorded(command, after(delay, unit)), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return executor.schedule(recorded(callable, after(delay, unit)), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        JobId job = job(command);
        Supplier<@Nullable Instant> due = new Supplier<>() {
            private @Nullable Instant next = after(initialDelay, unit);

            @Override
            public @Nullable Instant get() {
                Instant now = next;
                next = plus(now, period, unit);
                return now;
            }
        };
        return executor.scheduleAtFixedRate(() -> repeat(job, command, due.get()), initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        JobId job = job(command);
        Runnable repeated = new Runnable() {
            private @Nullable Instant next = after(initialDelay, unit);

            @Override
            public void run() {
                repeat(job, command, next);
                next = after(delay, unit);
            }
        };
        return executor.scheduleWithFixedDelay(repeated, initialDelay, delay, unit);
    }

    @Override
    public void execute(Runnable command) {
        executor.execute(recorded(command, null));
    }

    @Override
    public <T> Future<T> submit(Callable<T> task) {
        return executor.submit(recorded(task, null));
    }

    @Override
    public <T> Future<T> submit(Runnable task, T result) {
        return executor.submit(recorded(task, null), result);
    }

    @Override
    public Future<?> submit(Runnable task) {
        return executor.submit(recorded(task, null));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return executor.invokeAll(recorded(tasks));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return executor.invokeAll(recorded(tasks), timeout, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        return executor.invokeAny(recorded(tasks));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return executor.invokeAny(recorded(tasks), timeout, unit);
    }

    @Override
    public void shutdown() {
        executor.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return executor.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return executor.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return executor.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return executor.awaitTermination(timeout, unit);
    }
}
