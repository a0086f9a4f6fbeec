package org.executionsession.quartz;

import org.executionsession.recorder.ExecutionRecorder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Records the jobs of all schedulers of an application of Spring Boot that has a recorder. */
@AutoConfiguration(
        afterName = {
            "org.executionsession.spring.ExecutionSessionsRecorderAutoConfiguration",
            // Spring Boot 3.5 and 4.
            "org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration",
            "org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration"
        })
@ConditionalOnBean({ExecutionRecorder.class, Scheduler.class})
@ConditionalOnProperty(
        prefix = "execution-sessions.recorder",
        name = "quartz",
        havingValue = "true",
        matchIfMissing = true)
public class QuartzRecorderAutoConfiguration {

    /** Registers the recorder after all schedulers are created, and before Spring starts them. */
    @Bean
    SmartInitializingSingleton executionSessionsQuartzRecorder(
            ExecutionRecorder recorder, ObjectProvider<Scheduler> schedulers) {
        return () -> schedulers.forEach(scheduler -> register(scheduler, recorder));
    }

    private static void register(Scheduler scheduler, ExecutionRecorder recorder) {
        try {
            QuartzRecorder.register(scheduler, recorder);
        } catch (SchedulerException remote) {
            throw new IllegalStateException(
                    "The jobs of a remote scheduler cannot be recorded here: set execution-sessions.recorder.quartz to"
                            + " false",
                    remote);
        }
    }

    /** Closes the recorder after the schedulers, since these can wait for running jobs. */
    @Bean
    static RecorderBeforeSchedulers executionSessionsRecorderBeforeSchedulers() {
        return new RecorderBeforeSchedulers();
    }

    /** Makes all schedulers depend on the recorder. */
    static final class RecorderBeforeSchedulers extends AbstractDependsOnBeanFactoryPostProcessor {

        RecorderBeforeSchedulers() {
            super(Scheduler.class, ExecutionRecorder.class);
        }
    }
}
