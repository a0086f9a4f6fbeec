package org.executionsession.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.database.PostgresServer;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.RecorderStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Records jobs while PostgreSQL is away for some time. */
@Command(
        name = "recorder-outage",
        description =
                "Records jobs that do nothing while PostgreSQL is killed and started again later; exits with 1 unless all"
                        + " jobs ran, and each is recorded or counted as dropped.",
        mixinStandardHelpOptions = true)
final class RecorderOutageCommand implements Callable<Integer> {

    private static final int JOBS = 50;
    private static final int THREADS = 4;
    private static final Duration FLUSH_TIMEOUT = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", defaultValue = "600", description = "How long jobs run (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--rate", defaultValue = "200", description = "How many jobs a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--outage",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long PostgreSQL is away, after a third of the time (default: ${DEFAULT-VALUE}).")
    private int outage;

    @Option(
            names = "--folder",
            defaultValue = "benchmarks/target/recorder-outage",
            description = "Where the database is kept during the run (default: ${DEFAULT-VALUE}).")
    private Path folder;

    private final LongAdder ran = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What the recorder adds to a job, in nanoseconds. */
    private final Histogram added = new ConcurrentHistogram(3);

    @Override
    public Integer call() throws Exception {
        Path run = Files.createTempDirectory(Files.createDirectories(folder), "run-");
        try (PostgresServer database = PostgresServer.start(run);
                HikariDataSource pool = pool(database.create());
                ExecutionSessions sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool))
                        .build();
                ExecutionRecorder recorder = ExecutionRecorder.builder(sessions)
                        .heartbeat(Duration.ofSeconds(10))
                        .build()) {
            runJobs(recorder, database);
            recorder.flush(FLUSH_TIMEOUT);
            return report(recorder.statistics(), sessions) ? 0 : 1;
        }
    }

    private static HikariDataSource pool(Location location) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(location.url());
        config.setUsername(location.user());
        config.setConnectionTimeout(2_000);
        return new HikariDataSource(config);
    }

    private void runJobs(ExecutionRecorder recorder, PostgresServer database) throws InterruptedException {
        ScheduledExecutorService jobs = Executors.newScheduledThreadPool(THREADS);
        long period = TimeUnit.SECONDS.toNanos(1) * THREADS / rate;
        for (int thread = 0; thread < THREADS; thread++) {
            JobId[] ids = new JobId[JOBS];
            for (int job = 0; job < JOBS; job++) {
                ids[job] = new JobId("benchmark", "job " + thread + "." + job);
            }
            jobs.scheduleAtFixedRate(
                    () -> runJob(recorder, ids[(int) (ran.sum() % JOBS)]),
                    period * thread / THREADS,
                    period,
                    TimeUnit.NANOSECONDS);
        }
        TimeUnit.SECONDS.sleep(seconds / 3);
        database.kill();
        say("PostgreSQL is away");
        TimeUnit.SECONDS.sleep(outage);
        database.startAgain();
        say("PostgreSQL is back");
        TimeUnit.SECONDS.sleep(Math.max(0, seconds - seconds / 3 - outage));
        jobs.shutdown();
        jobs.awaitTermination(1, TimeUnit.MINUTES);
    }

    private void runJob(ExecutionRecorder recorder, JobId job) {
        long begin = System.nanoTime();
        try {
            recorder.run(job, () -> null);
        } catch (Exception failure) {
            failed.increment();
            failures.add(failure);
        }
        added.recordValue(System.nanoTime() - begin);
        ran.increment();
    }

    private boolean report(RecorderStatistics statistics, ExecutionSessions sessions) {
        long results = sessions.executionResults().count(Filter.all(), Caller.SERVICE);
        long succeeded = sessions.executionResults()
                .count(ResultProperties.STATUS.eq(TaskExecutionStatus.FINISHED_SUCCESS), Caller.SERVICE);
        long left = sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE);
        boolean passed =
                failed.sum() == 0 && results == succeeded && results + statistics.dropped() == ran.sum() && left == 0;
        Table table = new Table("What", "figure")
                .row("jobs that ran", Figures.whole(ran.sum()))
                .row("jobs that failed because of the recorder", Figures.whole(failed.sum()))
                .row("results, all of them with their end", Figures.whole(succeeded) + " of " + Figures.whole(results))
                .row("dropped and counted", Figures.whole(statistics.dropped()))
                .row("sessions left", Figures.whole(left))
                .row("added to a job, median", micros(50))
                .row("added to a job, 99.9 %", micros(99.9))
                .row("added to a job, longest", micros(100));
        PrintWriter out = spec.commandLine().getOut();
        out.println("## An outage of " + outage + " s in " + seconds + " s: " + (passed ? "passed" : "FAILED") + "\n\n"
                + table);
        failures.stream().limit(3).forEach(failure -> out.println(failure));
        out.flush();
        return passed;
    }

    private String micros(double percentile) {
        return Figures.whole(added.getValueAtPercentile(percentile) / 1e3) + " us";
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }
}
