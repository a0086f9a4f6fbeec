package org.executionsession.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.domain.model.TaskExecutionStatus.FINISHED_FAIL;
import static org.executionsession.domain.model.TaskExecutionStatus.FINISHED_SUCCESS;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.quartz.support.QuartzTables;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.History.Run;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** Kills a node of a cluster of two processes. */
class ClusterTest {

    private static EmbeddedPostgres server;
    private static String url;
    private static HikariDataSource pool;

    private final List<Node> nodes = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        url = server.getJdbcUrl("postgres", "postgres");
        pool = ClusterNode.open(url);
        QuartzTables.create(pool, "postgres");
    }

    @AfterAll
    static void close() throws IOException {
        pool.close();
        server.close();
    }

    @AfterEach
    void killNodes() {
        nodes.forEach(node -> node.process.destroyForcibly());
    }

    /** A process of the cluster. */
    private final class Node {

        private final Process process;
        private final BufferedReader output;

        Node(String name) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dslf4j.internal.verbosity=ERROR",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ClusterNode.class.getName(),
                            url,
                            name)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            output = process.inputReader();
            nodes.add(this);
        }

        /** Waits for lines that begin with a word, and returns the rest of them. */
        List<String> awaitLines(String word, int count) throws IOException {
            List<String> lines = new ArrayList<>();
            while (lines.size() < count) {
                String line = output.readLine();
                assertThat(line).as("a line of " + word).isNotNull();
                if (line.startsWith(word + " ")) {
                    lines.add(line.substring(word.length() + 1));
                }
            }
            return lines;
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        void letJobsEnd() throws IOException {
            process.outputWriter().append('\n').flush();
        }

        void shutDown() throws IOException, InterruptedException {
            process.outputWriter().close();
            assertThat(process.waitFor()).isZero();
        }
    }

    private static void schedule(int count) throws Exception {
        Scheduler scheduler = new StdSchedulerFactory(ClusterNode.properties(pool)).getScheduler();
        for (int i = 0; i < count; i++) {
            scheduler.scheduleJob(
                    JobBuilder.newJob(ClusterNode.Report.class)
                            .withIdentity("job" + i)
                            .requestRecovery()
                            .build(),
                    TriggerBuilder.newTrigger().withIdentity("trigger" + i).build());
        }
        scheduler.shutdown();
    }

    @Test
    void jobsOfAKilledNode_endAsFailedAndRunAgain() throws Exception {
        schedule(2 * ClusterNode.THREADS);
        Node killed = new Node("killed");
        List<String> jobsOfKilled = killed.awaitLines("started", ClusterNode.THREADS);
        Node other = new Node("other");
        List<String> jobsOfOther = other.awaitLines("started", ClusterNode.THREADS);
        killed.kill();
        assertThat(other.awaitLines("ended", ClusterNode.THREADS)).containsOnly(FINISHED_FAIL + " killed");
        other.letJobsEnd();
        assertThat(other.awaitLines("started", ClusterNode.THREADS)).containsExactlyInAnyOrderElementsOf(jobsOfKilled);
        other.shutDown();

        try (ExecutionSessions sessions =
                ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool)).build()) {
            History history = new History(sessions);
            assertThat(history.running()).isZero();
            List<Run> runs = history.runs();
            assertThat(runs)
                    .hasSize(3 * ClusterNode.THREADS)
                    .extracting(Run::session)
                    .doesNotHaveDuplicates();
            assertThat(runs)
                    .filteredOn(run -> run.node().equals("killed"))
                    .allSatisfy(run -> {
                        assertThat(run.status()).isEqualTo(FINISHED_FAIL);
                        assertThat(run.messages())
                                .last()
                                .isEqualTo("The node killed has stopped without recording the end of the job");
                    })
                    .extracting(Run::job)
                    .containsExactlyInAnyOrderElementsOf(jobsOfKilled);
            List<Run> runsOfOther =
                    runs.stream().filter(run -> run.node().equals("other")).toList();
            assertThat(runsOfOther).extracting(Run::status).containsOnly(FINISHED_SUCCESS);
            assertThat(runsOfOther)
                    .filteredOn(run -> jobsOfKilled.contains(run.job()))
                    .hasSize(ClusterNode.THREADS)
                    .allSatisfy(run -> assertThat(run.messages())
                            .anyMatch(message ->
                                    message.startsWith("Repeats an execution of the trigger DEFAULT.trigger")));
            assertThat(runsOfOther)
                    .filteredOn(run -> jobsOfOther.contains(run.job()))
                    .hasSize(ClusterNode.THREADS);
        }
    }
}
