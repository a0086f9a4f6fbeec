package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;

/** The name of a job that a {@link RecordingScheduledExecutorService} runs. A lambda has no name of its own that survives a restart. */
public interface NamedJob {

    /**
     * Returns the name of the job. It is asked once, when the job is submitted.
     *
     * @return never null or blank
     */
    String jobName();

    /**
     * Gives a job a name.
     *
     * @param name the name; not null or blank
     * @param work the job; not null
     * @return a job that does the same
     * @throws IllegalArgumentException if the name is blank
     */
    static Runnable of(String name, Runnable work) {
        return new NamedRunnable(JobId.requireText(name, "name"), requireNonNull(work, "work"));
    }

    /**
     * Gives a job a name.
     *
     * @param name the name; not null or blank
     * @param work the job; not null
     * @param <T> what it returns
     * @return a job that does the same
     * @throws IllegalArgumentException if the name is blank
     */
    static <T> Callable<T> of(String name, Callable<T> work) {
        return new NamedCallable<>(JobId.requireText(name, "name"), requireNonNull(work, "work"));
    }

    /**
     * Returns the name of some work.
     *
     * @param work a {@link Runnable} or {@link Callable}; not null
     * @return its own name if it has one; otherwise the name of its class, and of a lambda the class that contains it
     */
    static String nameOf(Object work) {
        if (work instanceof NamedJob named) {
            return named.jobName();
        }
        String type = work.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return lambda < 0 ? type : type.substring(0, lambda);
    }
}
