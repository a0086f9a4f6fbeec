package org.executionsession.recorder;

import java.util.concurrent.Callable;

/** A job with a name. */
record NamedCallable<T>(String jobName, Callable<T> work) implements NamedJob, Callable<T> {

    @Override
    public T call() throws Exception {
        return work.call();
    }
}
