package org.executionsession.examples.quartz;

import org.executionsession.quartz.QuartzRecorder;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** A job that reports its progress and its result. */
public final class SalesReport implements Job {

    /** Creates the job; Quartz does that. */
    public SalesReport() {
        // It has no state.
    }

    @Override
    public void execute(JobExecutionContext context) {
        QuartzRecorder.executionOf(context).ifPresent(execution -> execution.progress("half of the rows"));
        context.setResult("120 rows");
    }
}
