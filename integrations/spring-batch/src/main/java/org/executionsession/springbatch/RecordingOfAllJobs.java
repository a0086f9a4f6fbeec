package org.executionsession.springbatch;

import static java.util.Objects.requireNonNull;

import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Adds a listener to all jobs that are beans, and to their steps, after all beans are created. Beans that are created later, such as lazy ones,
 * do not get it, nor do jobs behind a proxy: add the listener to these yourself.
 */
public final class RecordingOfAllJobs implements SmartInitializingSingleton {

    private final RecordingJobListener listener;
    private final ListableBeanFactory beans;

    /**
     * Creates a bean that adds a listener to all jobs.
     *
     * @param listener the listener; not null
     * @param beans the factory that has the jobs; not null
     */
    public RecordingOfAllJobs(RecordingJobListener listener, ListableBeanFactory beans) {
        this.listener = requireNonNull(listener, "listener");
        this.beans = requireNonNull(beans, "beans");
    }

    @Override
    public void afterSingletonsInstantiated() {
        beans.getBeansOfType(AbstractJob.class, false, false).values().forEach(this::listenTo);
    }

    private void listenTo(AbstractJob job) {
        job.registerJobExecutionListener(listener);
        for (String name : job.getStepNames()) {
            if (job.getStep(name) instanceof AbstractStep step) {
                step.registerStepExecutionListener(listener);
            }
        }
    }
}
