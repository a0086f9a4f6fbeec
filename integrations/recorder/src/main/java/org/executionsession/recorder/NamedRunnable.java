package org.executionsession.recorder;

/** A job with a name. */
record NamedRunnable(String jobName, Runnable work) implements NamedJob, Runnable {

    @Override
    public void run() {
        work.run();
    }
}
