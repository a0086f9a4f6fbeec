package org.executionsession.springbatch;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.executionsession.springbatch.support.BatchTables;
import org.executionsession.springbatch.support.History;
import org.executionsession.springbatch.support.TestBatch;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.step.builder.StepBuilder;

/**
 * Measures what recording adds to jobs of one empty step, which are launched 1,000 times a second by one thread. The job repository and the store
 * are in memory. The normal build does not run it.
 */
class OverheadBenchmark {

    private static final int JOBS_PER_SECOND = 1_000;
    private static final int JOBS = 5_000;

    private int launched;

    @Test
    void measure() throws Exception {
        try (SwitchableDatabase jobs = new SwitchableDatabase();
                SwitchableDatabase store = new SwitchableDatabase();
                History history = new History(store)) {
            BatchTables.create(jobs);
            TestBatch batch = TestBatch.in(jobs);
            Job plain = job(batch).build();
            Job recorded = job(batch)
                    .listener(new RecordingJobListener(history.recorder("one"), batch.repository()))
                    .build();
            run(batch, plain, "warm-up");
            run(batch, recorded, "warm-up");
            for (int round = 0; round < 3; round++) {
                run(batch, plain, "without recording");
                run(batch, recorded, "with recording");
                history.flush();
            }
        }
    }

    private static SimpleJobBuilder job(TestBatch batch) {
        return new JobBuilder("job", batch.repository())
                .start(new StepBuilder("step", batch.repository())
                        .tasklet((contribution, context) -> null, batch.transactions())
                        .build());
    }

    private void run(TestBatch batch, Job job, String name) throws Exception {
        long[] nanos = new long[JOBS];
        long start = System.nanoTime();
        for (int i = 0; i < JOBS; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / JOBS_PER_SECOND;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long before = System.nanoTime();
            batch.run(job, Map.of("launch", "" + launched++));
            nanos[i] = System.nanoTime() - before;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                "%-18s %5.0f jobs/s, a job: mean %6.0f us, median %6.0f us, 99 %% %6.0f us%n",
                name,
                JOBS / seconds,
                Arrays.stream(nanos).average().orElse(0) / 1e3,
                nanos[JOBS / 2] / 1e3,
                nanos[JOBS * 99 / 100] / 1e3);
    }
}
