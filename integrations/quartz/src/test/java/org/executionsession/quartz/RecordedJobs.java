package org.executionsession.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.domain.model.TaskExecutionStatus.FINISHED_FAIL;
import static org.executionsession.domain.model.TaskExecutionStatus.FINISHED_SUCCESS;
import static org.executionsession.domain.model.TaskExecutionStatus.SKIPPED;
import static org.executionsession.domain.model.TaskExecutionStatus.STARTED;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.executionsession.quartz.support.RecordedScheduler;
import org.executionsession.recorder.support.History.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.quartz.ListenerManager;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerListener;
import org.quartz.listeners.JobListenerSupport;
import org.quartz.listeners.SchedulerListenerSupport;
import org.quartz.listeners.TriggerListenerSupport;

/** Tests what is recorded of jobs, with each job store of Quartz. */
abstract class RecordedJobs {

    private RecordedScheduler scheduler;

    /** Returns the properties of an empty job store. */
    abstract Properties store() throws Exception;

    @BeforeEach
    void create() throws Exception {
        scheduler = new RecordedScheduler(store(), false);
    }

    @AfterEach
    void close() throws SchedulerException {
        scheduler.close();
    }

    private void requireRecording() throws Exception {
        scheduler.close();
        scheduler = new RecordedScheduler(store(), true);
    }

    private Run onlyRun() {
        assertThat(scheduler.history.running()).isZero();
        assertThat(scheduler.history.runs()).hasSize(1);
        return scheduler.history.runs().get(0);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aJob_isRecordedUnderItsKey() throws Exception {
        scheduler.run(context -> context.setResult("12 rows"));
        Run run = onlyRun();
        assertThat(run.job()).isEqualTo("reports.sales");
        assertThat(run.status()).isEqualTo(FINISHED_SUCCESS);
        assertThat(run.node()).isEqualTo("node");
        assertThat(run.messages()).hasSize(3);
        assertThat(run.messages().get(0)).startsWith("Scheduled for ").endsWith(" ms later");
        assertThat(run.messages().get(1)).startsWith("Trigger daily.sales, fire instance ");
        assertThat(run.messages().get(2)).isEqualTo("Result: 12 rows");
    }

    @Test
    void aRunningJob_isASessionWithItsProgress() throws Exception {
        CountDownLatch reported = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        scheduler.schedule(
                "sales",
                context -> {
                    QuartzRecorder.executionOf(context).orElseThrow().progress("half of the rows");
                    reported.countDown();
                    try {
                        mayEnd.await();
                    } catch (InterruptedException interrupted) {
                        throw new JobExecutionException(interrupted);
                    }
                },
                TriggerBuilder.newTrigger());
        scheduler.scheduler.start();
        await(reported);
        scheduler.flush();
        assertThat(scheduler.history.running()).isEqualTo(1);
        assertThat(scheduler.history.runs()).singleElement().satisfies(run -> {
            assertThat(run.status()).isEqualTo(STARTED);
            assertThat(run.messages()).last().isEqualTo("half of the rows");
        });
        mayEnd.countDown();
        scheduler.awaitEnd();
        assertThat(onlyRun().status()).isEqualTo(FINISHED_SUCCESS);
    }

    @Test
    void aTraceContextInTheJobData_isRecorded() throws Exception {
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        scheduler.schedule(
                "sales", context -> {}, TriggerBuilder.newTrigger().usingJobData("traceparent", traceparent));
        scheduler.scheduler.start();
        scheduler.awaitEnd();
        assertThat(onlyRun().messages()).contains("traceparent " + traceparent);
    }

    @Test
    void anException_isRecordedWithoutThatOfQuartz() throws Exception {
        scheduler.run(context -> {
            throw new IllegalStateException("no disk");
        });
        Run run = onlyRun();
        assertThat(run.status()).isEqualTo(FINISHED_FAIL);
        assertThat(run.messages()).contains("java.lang.IllegalStateException: no disk");
        assertThat(run.messages()).last().asString().contains("RecordedJobs");
    }

    @Test
    void aJobExecutionException_isRecordedWithItsCause() throws Exception {
        scheduler.run(context -> {
            throw new JobExecutionException("the report failed", new IllegalStateException("no disk"));
        });
        Run run = onlyRun();
        assertThat(run.status()).isEqualTo(FINISHED_FAIL);
        assertThat(run.messages())
                .anyMatch(message -> message.startsWith("org.quartz.JobExecutionException: the report failed"));
        assertThat(run.messages()).last().asString().contains("Caused by: java.lang.IllegalStateException: no disk");
    }

    @Test
    void anImmediateRefire_isTheNextAttemptOfTheSession() throws Exception {
        scheduler.run(context -> {
            if (context.getRefireCount() < 2) {
                throw new JobExecutionException("attempt " + context.getRefireCount(), true);
            }
        });
        List<Run> runs = scheduler.history.runs();
        assertThat(runs).extracting(Run::status).containsExactly(FINISHED_FAIL, FINISHED_FAIL, FINISHED_SUCCESS);
        assertThat(runs).extracting(Run::session).containsOnly(runs.get(0).session());
        assertThat(runs.get(1).messages()).first().asString().contains("attempt 1");
        assertThat(scheduler.history.running()).isZero();
    }

    @Test
    void aJobThatRemovesItsTriggers_isRecordedAsFailed() throws Exception {
        JobExecutionException last = new JobExecutionException("the account is closed");
        last.setUnscheduleAllTriggers(true);
        CountDownLatch ended = new CountDownLatch(1);
        scheduler.schedule(
                "sales",
                context -> {
                    ended.countDown();
                    throw last;
                },
                TriggerBuilder.newTrigger().withSchedule(SimpleScheduleBuilder.repeatHourlyForever()));
        scheduler.scheduler.start();
        await(ended);
        scheduler.scheduler.shutdown(true);
        scheduler.flush();
        Run run = onlyRun();
        assertThat(run.status()).isEqualTo(FINISHED_FAIL);
        assertThat(run.messages()).contains("The job removes all its triggers");
    }

    @Test
    void aVetoedExecution_isSkipped() throws Exception {
        scheduler.scheduler.getListenerManager().addTriggerListener(new Veto());
        AtomicBoolean hasRun = new AtomicBoolean();
        scheduler.run(context -> hasRun.set(true));
        assertThat(hasRun).isFalse();
        Run run = onlyRun();
        assertThat(run.status()).isEqualTo(SKIPPED);
        assertThat(run.messages()).last().isEqualTo("Vetoed by a trigger listener");
    }

    private static final class Veto extends TriggerListenerSupport {

        @Override
        public String getName() {
            return "veto";
        }

        @Override
        public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
            return true;
        }
    }

    @Test
    void aMissedStartThatQuartzMakesUpFor_isSkippedAndRunsLate() throws Exception {
        Instant due = Instant.now().minus(Duration.ofDays(1));
        scheduler.schedule("sales", context -> {}, TriggerBuilder.newTrigger().startAt(Date.from(due)));
        scheduler.scheduler.start();
        scheduler.awaitEnd();
        List<Run> runs = scheduler.history.runs();
        assertThat(runs).extracting(Run::status).containsExactly(SKIPPED, FINISHED_SUCCESS);
        assertThat(runs).extracting(Run::job).containsOnly("reports.sales");
        assertThat(runs.get(0).messages())
                .containsExactly("The trigger daily.sales has missed its start at "
                        + Date.from(due).toInstant() + "; Quartz starts the job now instead");
    }

    @Test
    void aMissedStartThatQuartzOmits_isSkipped() throws Exception {
        CountDownLatch misfired = new CountDownLatch(1);
        scheduler.scheduler.getListenerManager().addTriggerListener(new TriggerListenerSupport() {
            @Override
            public String getName() {
                return "misfires";
            }

            @Override
            public void triggerMisfired(Trigger trigger) {
                misfired.countDown();
            }
        });
        int year = ZonedDateTime.now().getYear();
        scheduler.schedule(
                "sales",
                context -> {},
                TriggerBuilder.newTrigger()
                        .startAt(Date.from(Instant.now().minus(Duration.ofDays(800))))
                        .withSchedule(CronScheduleBuilder.cronSchedule("0 0 0 1 1 ?")
                                .inTimeZone(java.util.TimeZone.getTimeZone("UTC"))
                                .withMisfireHandlingInstructionDoNothing()));
        scheduler.scheduler.start();
        await(misfired);
        scheduler.scheduler.shutdown(true);
        scheduler.flush();
        Run run = onlyRun();
        assertThat(run.status()).isEqualTo(SKIPPED);
        assertThat(run.messages())
                .singleElement()
                .asString()
                .startsWith("The trigger daily.sales has missed its start at ")
                .endsWith("; its next start is at " + (year + 1) + "-01-01T00:00:00Z");
    }

    /** A listener that fails at one of its calls. */
    private record BrokenListener(String failing) implements JobListener, TriggerListener {

        private void called(String method) {
            if (method.equals(failing)) {
                throw new IllegalStateException("no licence");
            }
        }

        @Override
        public String getName() {
            return "broken";
        }

        @Override
        public void triggerFired(Trigger trigger, JobExecutionContext context) {
            called("triggerFired");
        }

        @Override
        public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
            return false;
        }

        @Override
        public void triggerMisfired(Trigger trigger) {
            called("triggerMisfired");
        }

        @Override
        public void triggerComplete(
                Trigger trigger, JobExecutionContext context, CompletedExecutionInstruction instruction) {
            called("triggerComplete");
        }

        @Override
        public void jobToBeExecuted(JobExecutionContext context) {
            called("jobToBeExecuted");
        }

        @Override
        public void jobExecutionVetoed(JobExecutionContext context) {
            called("jobExecutionVetoed");
        }

        @Override
        public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
            called("jobWasExecuted");
        }
    }

    /** Runs a job that Quartz abandons because of another listener, which is notified before the recorder. */
    private Run runWith(BrokenListener broken, Job work) throws Exception {
        CountDownLatch abandoned = new CountDownLatch(1);
        ListenerManager listeners = scheduler.scheduler.getListenerManager();
        listeners.removeJobListener(QuartzRecorder.LISTENER_NAME);
        listeners.removeTriggerListener(QuartzRecorder.LISTENER_NAME);
        listeners.addJobListener(broken);
        listeners.addTriggerListener(broken);
        QuartzRecorder.register(scheduler.scheduler, scheduler.recorder);
        listeners.addSchedulerListener(new SchedulerListenerSupport() {
            @Override
            public void schedulerError(String message, SchedulerException error) {
                abandoned.countDown();
            }
        });
        scheduler.schedule("sales", work, TriggerBuilder.newTrigger());
        scheduler.scheduler.start();
        await(abandoned);
        scheduler.scheduler.shutdown(true);
        scheduler.flush();
        return onlyRun();
    }

    @Test
    void anExecutionThatAnotherListenerPrevents_isRecordedAsFailed() throws Exception {
        AtomicBoolean hasRun = new AtomicBoolean();
        Run run = runWith(new BrokenListener("jobToBeExecuted"), context -> hasRun.set(true));
        assertThat(hasRun).isFalse();
        assertThat(run.status()).isEqualTo(FINISHED_FAIL);
        assertThat(run.messages())
                .contains(
                        "JobListener 'broken' threw exception: no licence.",
                        "java.lang.IllegalStateException: no licence");
    }

    @Test
    void anExecutionThatAnotherListenerPreventsBeforeItsStart_isSkipped() throws Exception {
        Run run = runWith(new BrokenListener("triggerFired"), context -> {});
        assertThat(run.status()).isEqualTo(SKIPPED);
        assertThat(run.messages()).last().isEqualTo("TriggerListener 'broken' threw exception: no licence.");
    }

    @Test
    void anExecutionWhoseEndAnotherListenerHides_isRecordedAsFailed() throws Exception {
        Run run = runWith(new BrokenListener("jobWasExecuted"), context -> {});
        assertThat(run.status()).isEqualTo(FINISHED_FAIL);
        assertThat(run.messages()).contains("JobListener 'broken' threw exception: no licence.");
    }

    @Test
    void aFurtherAttemptThatAnotherListenerPrevents_isRecordedAsFailed() throws Exception {
        Run run = runWith(new BrokenListener("triggerComplete"), context -> {
            throw new JobExecutionException("the archive does not respond", true);
        });
        assertThat(run.status()).isEqualTo(FINISHED_FAIL);
        assertThat(run.messages())
                .contains(
                        "org.quartz.JobExecutionException: the archive does not respond",
                        "java.lang.IllegalStateException: no licence");
    }

    @Test
    void aResultThatCannotBePrinted_doesNotFailTheJob() throws Exception {
        scheduler.run(context -> context.setResult(new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        }));
        Run run = onlyRun();
        assertThat(run.status()).isEqualTo(FINISHED_SUCCESS);
        assertThat(run.messages()).last().asString().endsWith(" that cannot be printed");
    }

    @Test
    void whileTheStoreIsAway_jobsGoOnAndTheirHistoryFollows() throws Exception {
        scheduler.database.switchOff();
        CountDownLatch ended = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            boolean fails = i % 2 == 0;
            scheduler.schedule(
                    "job" + i,
                    context -> {
                        ended.countDown();
                        if (fails) {
                            throw new JobExecutionException("no disk");
                        }
                    },
                    TriggerBuilder.newTrigger());
        }
        scheduler.scheduler.start();
        await(ended);
        scheduler.scheduler.shutdown(true);
        scheduler.database.switchOn();
        scheduler.flush();
        assertThat(scheduler.history.runs()).hasSize(20).extracting(Run::job).doesNotHaveDuplicates();
        assertThat(scheduler.history.runs())
                .filteredOn(run -> run.status().equals(FINISHED_FAIL))
                .hasSize(10);
        assertThat(scheduler.history.running()).isZero();
        assertThat(scheduler.recorder.statistics().dropped()).isZero();
    }

    @Test
    void ifRecordingIsRequired_aJobDoesNotRunWhileTheStoreIsAway() throws Exception {
        requireRecording();
        AtomicBoolean hasRun = new AtomicBoolean();
        scheduler.schedule("sales", context -> hasRun.set(true), TriggerBuilder.newTrigger());
        CountDownLatch vetoed = new CountDownLatch(1);
        scheduler.scheduler.getListenerManager().addJobListener(new JobListenerSupport() {
            @Override
            public String getName() {
                return "vetoes";
            }

            @Override
            public void jobExecutionVetoed(JobExecutionContext context) {
                vetoed.countDown();
            }
        });
        scheduler.database.switchOff();
        scheduler.scheduler.start();
        await(vetoed);
        scheduler.database.switchOn();
        scheduler.awaitEnd();
        assertThat(hasRun).isFalse();
        Run run = onlyRun();
        assertThat(run.status()).isEqualTo(SKIPPED);
        assertThat(run.messages()).last().isEqualTo("Vetoed: the start could not be stored, and recording is required");
    }

    @Test
    void ifRecordingIsRequired_aJobRunsWithItsSessionStored() throws Exception {
        requireRecording();
        scheduler.run(context -> {
            UUID session = QuartzRecorder.executionOf(context).orElseThrow().id();
            context.setResult(scheduler.history.runs().get(0).session().equals(session));
        });
        assertThat(onlyRun().messages()).last().isEqualTo("Result: true");
    }

    @Test
    void aRecorderThatIsRegisteredAgain_recordsOnce() throws Exception {
        QuartzRecorder.register(scheduler.scheduler, scheduler.recorder);
        scheduler.run(context -> {
            throw new IllegalStateException("no disk");
        });
        assertThat(onlyRun().messages())
                .filteredOn(message -> message.equals("java.lang.IllegalStateException: no disk"))
                .hasSize(1);
    }
}
