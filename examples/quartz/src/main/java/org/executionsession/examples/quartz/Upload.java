package org.executionsession.examples.quartz;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** A job whose first attempt fails. */
public final class Upload implements Job {

    /** Creates the job; Quartz does that. */
    public Upload() {
        // It has no state.
    }

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
        if (context.getRefireCount() == 0) {
            throw new JobExecutionException("the archive does not respond", true);
        }
    }
}
