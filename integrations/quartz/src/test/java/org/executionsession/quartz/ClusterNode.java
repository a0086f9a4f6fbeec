package org.executionsession.quartz;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.quartz.support.QuartzTables;
import org.executionsession.recorder.ExecutionRecorder;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/** A node of a cluster, in a process of its own. It prints a line for each start of a job, and for each session that ends. */
final class ClusterNode {

    /** How many jobs a node runs at once. */
    static final int THREADS = 2;

    private static final CountDownLatch MAY_END = new CountDownLatch(1);

    private ClusterNode() {}

    /** A job that runs until its node allows it to end. */
    public static final class Report implements Job {

        @Override
        public void execute(JobExecutionContext context) throws JobExecutionException {
            System.out.println("started " + context.getJobDetail().getKey());
            try {
                MAY_END.await();
            } catch (InterruptedException interrupted) {
                throw new JobExecutionException(interrupted);
            }
        }
    }

    /** Returns the properties of a node. */
    static Properties properties(HikariDataSource pool) {
        Properties properties = QuartzTables.clusteredStore(pool, "PostgreSQLDelegate");
        properties.setProperty("org.quartz.scheduler.instanceName", "cluster");
        properties.setProperty("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
        return properties;
    }

    /** Opens a database. */
    static HikariDataSource open(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        return new HikariDataSource(config);
    }

    /** Runs until the end of the input. An empty line lets the jobs end. */
    public static void main(String[] arguments) throws Exception {
        ExecutionSessionListener listener = new ExecutionSessionListener() {
            @Override
            public void onEnded(ExecutionSession session) {
                System.out.println("ended " + session.executionResult().status() + " "
                        + session.executionResult().executingNodeName());
            }
        };
        try (HikariDataSource pool = open(arguments[0]);
                ExecutionSessions sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool))
                        .listener(listener)
                        .build();
                ExecutionRecorder recorder = ExecutionRecorder.builder(sessions)
                        .nodeName(arguments[1])
                        .heartbeat(Duration.ofSeconds(1))
                        .build()) {
            Scheduler scheduler = new StdSchedulerFactory(properties(pool)).getScheduler();
            QuartzRecorder.register(scheduler, recorder);
            scheduler.start();
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (input.readLine() != null) {
                MAY_END.countDown();
            }
            scheduler.shutdown(true);
        }
    }
}
