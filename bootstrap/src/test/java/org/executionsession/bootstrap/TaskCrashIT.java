package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.bootstrap.support.TaskClient;
import org.executionsession.bootstrap.support.WebhookReceiver;
import org.executionsession.bootstrap.support.WebhookReceiver.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several servers on one PostgreSQL run each task once, and continue what a killed server has begun. */
@Timeout(300)
class TaskCrashIT {

    /** How many calls of a receiver a server makes at once. */
    private static final int CALLS_AT_ONCE = 16;

    private static final int STARTS = 100;
    private static final int STARTED = 2;
    private static final int ABORTED = 6;
    private static final int SUCCESS = 7;
    private static final int FAILED = 8;

    @TempDir
    Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private PostgresqlServer database;
    private WebhookReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("secret"), WebhookReceiver.SECRET);
        database = PostgresqlServer.start(folder);
        receiver = WebhookReceiver.start();
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        receiver.close();
        database.close();
    }

    private RunnableJar serve() throws IOException {
        return RunnableJar.serve(
                folder,
                "--database",
                database.url(),
                "--task-webhook-url",
                receiver.url(),
                "--task-webhook-secret-file",
                "secret",
                "--task-webhook-timeout",
                "20s");
    }

    /** It stores what receivers report, and does not advance runs. */
    private RunnableJar serveWithoutExecutor() throws IOException {
        return RunnableJar.serve(folder, "--database", database.url());
    }

    @Test
    void concurrentStartsOfOneTaskOnTwoServers_startOnce() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(STARTS);
        try (RunnableJar one = serve();
                RunnableJar other = serve()) {
            TaskClient client = new TaskClient(one);
            List<TaskClient> clients = List.of(client, new TaskClient(other));
            String task = client.create();
            CountDownLatch ready = new CountDownLatch(STARTS);
            List<Future<String>> starting = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                TaskClient either = clients.get(i % 2);
                starting.add(callers.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return either.tryToStart(task);
                }));
            }
            Set<String> sessions = new HashSet<>();
            for (Future<String> started : starting) {
                sessions.add(started.get());
            }
            assertThat(sessions).hasSize(2).contains("00000000-0000-0000-0000-000000000000");
            Call call = receiver.next();
            assertThat(sessions).contains(call.sessionId());
            assertThat(client.sessions()).isOne();
            clients.get(1).report(call.resultId(), SUCCESS);
            client.awaitEnd(call.sessionId());
            assertThat(client.statuses(call.sessionId())).containsExactly(SUCCESS);
            assertThat(receiver.others()).isEmpty();
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aServerKilledBetweenTheCommitAndTheCall_isReplacedByTheOther() throws Exception {
        try (RunnableJar other = serve()) {
            TaskClient client = new TaskClient(other);
            Map<String, String> sessionByTask = new HashMap<>();
            try (RunnableJar killed = serve()) {
                TaskClient starting = new TaskClient(killed);
                receiver.respond((call, exchange) -> awaitEnd());
                for (int i = 0; i < CALLS_AT_ONCE; i++) {
                    String task = client.create();
                    sessionByTask.put(task, starting.start(task));
                }
                for (int i = 0; i < CALLS_AT_ONCE; i++) {
                    receiver.next();
                }
                // All threads that make calls wait, so this one is committed and not called.
                String task = client.create();
                sessionByTask.put(task, starting.start(task));
                killed.kill();
                assertThat(receiver.others()).isEmpty();
            }
            receiver.respond(WebhookReceiver::accept);
            Map<String, String> resultByTask = new HashMap<>();
            while (resultByTask.size() < sessionByTask.size()) {
                Call call = receiver.next();
                assertThat(call.sessionId()).isEqualTo(sessionByTask.get(call.taskId()));
                resultByTask.put(call.taskId(), call.resultId());
            }
            for (String result : resultByTask.values()) {
                client.report(result, SUCCESS);
            }
            for (String session : sessionByTask.values()) {
                client.awaitEnd(session);
                assertThat(client.statuses(session)).containsExactly(SUCCESS);
            }
        }
    }

    @Test
    void aServerKilledDuringTheRun_continuesAfterItsStart() throws Exception {
        String session;
        Call call;
        try (RunnableJar killed = serve()) {
            TaskClient client = new TaskClient(killed);
            session = client.start(client.create());
            call = receiver.next();
            client.awaitStatus(call.resultId(), STARTED);
            killed.kill();
        }
        try (RunnableJar restarted = serve()) {
            TaskClient client = new TaskClient(restarted);
            assertThat(client.isRunning(session)).isTrue();
            client.report(call.resultId(), SUCCESS);
            client.awaitEnd(session);
            assertThat(client.statuses(session)).containsExactly(SUCCESS);
            assertThat(receiver.others()).isEmpty();
        }
    }

    @Test
    void aServerKilledBeforeItSawTheEnd_continuesAfterItsStart() throws Exception {
        try (RunnableJar recorder = serveWithoutExecutor()) {
            TaskClient reporting = new TaskClient(recorder);
            String session;
            try (RunnableJar killed = serve()) {
                TaskClient client = new TaskClient(killed);
                session = client.start(client.create("\"maxRetries\":1"));
                Call call = receiver.next();
                client.awaitStatus(call.resultId(), STARTED);
                killed.kill();
                reporting.report(call.resultId(), FAILED);
            }
            try (RunnableJar killed = serve()) {
                Call call = receiver.next();
                assertThat(call.sessionId()).isEqualTo(session);
                assertThat(call.json().get("attempt").intValue()).isOne();
                reporting.awaitStatus(call.resultId(), STARTED);
                killed.kill();
                reporting.report(call.resultId(), SUCCESS);
                assertThat(reporting.isRunning(session)).isTrue();
            }
            try (RunnableJar restarted = serve()) {
                new TaskClient(restarted).awaitEnd(session);
                assertThat(reporting.statuses(session)).containsExactly(FAILED, SUCCESS);
                assertThat(receiver.others()).isEmpty();
            }
        }
    }

    @Test
    void aRunThatExceedsItsTimeout_isAbortedAndTheReceiverIsTold() throws Exception {
        try (RunnableJar server = serve()) {
            TaskClient client = new TaskClient(server);
            String session = client.start(client.create("\"taskSessionTimeout\":1"));
            Call start = receiver.next();
            client.awaitStatus(start.resultId(), STARTED);
            makeOverdue();
            Call stop = receiver.next();
            assertThat(stop.action()).isEqualTo("stop");
            assertThat(stop.resultId()).isEqualTo(start.resultId());
            client.awaitEnd(session);
            assertThat(client.statuses(session)).containsExactly(ABORTED);
        }
    }

    @Test
    void theStopAfterATimeout_isSentAfterACrashUntilItIsAccepted() throws Exception {
        Call start;
        try (RunnableJar killed = serve()) {
            TaskClient client = new TaskClient(killed);
            String session = client.start(client.create("\"taskSessionTimeout\":1"));
            start = receiver.next();
            client.awaitStatus(start.resultId(), STARTED);
            receiver.respond(WebhookReceiver.status(500, ""));
            makeOverdue();
            assertThat(receiver.next().action()).isEqualTo("stop");
            client.awaitEnd(session);
            assertThat(client.tryToStart(start.taskId())).as("it may still run").startsWith("00000000-");
            killed.kill();
        }
        receiver.others();
        receiver.respond(WebhookReceiver::accept);
        try (RunnableJar restarted = serve()) {
            TaskClient client = new TaskClient(restarted);
            Call stop = receiver.next();
            assertThat(stop.action()).isEqualTo("stop");
            assertThat(stop.resultId()).isEqualTo(start.resultId());
            client.awaitFree(start.taskId());
            // The start that found the task free.
            assertThat(receiver.next().action()).isEqualTo("start");
            assertThat(receiver.others()).isEmpty();
            assertThat(client.result(start.resultId()).get("status").intValue()).isEqualTo(ABORTED);
        }
    }

    @Test
    void aDeletedSession_leavesAnAbortedResult() throws Exception {
        try (RunnableJar server = serve()) {
            TaskClient client = new TaskClient(server);
            String task = client.create();
            String session = client.start(task);
            Call start = receiver.next();
            client.awaitStatus(start.resultId(), STARTED);
            assertThat(new HttpCaller(server.url())
                            .delete("/qrs/executionsession/" + session)
                            .statusCode())
                    .isEqualTo(204);
            assertThat(receiver.next().action()).isEqualTo("stop");
            client.awaitStatus(start.resultId(), ABORTED);
            assertThat(client.lastResult(task).at("/details").findValuesAsText("message"))
                    .last()
                    .isEqualTo("Aborted: the session was deleted before the task had ended");
            client.awaitFree(task);
        }
    }

    /** A URL that the server may not call is a usual reason, which needs no stack trace and no name of a class. */
    @Test
    void aStopAtARejectedUrl_isReportedInOneLineOnce() throws Exception {
        try (RunnableJar server = serve()) {
            TaskClient client = new TaskClient(server);
            String task = client.create();
            String session = client.start(task);
            client.awaitStatus(receiver.next().resultId(), STARTED);
            client.update(task, "webhookUrl", "https://elsewhere.example/");
            client.stop(task);
            client.awaitEnd(session);
            assertThat(server.err().lines().filter(line -> line.contains("ExecutorCalls")))
                    .singleElement()
                    .asString()
                    .contains("the executor cannot stop the task " + task, "elsewhere.example")
                    .doesNotContain("Exception");
        }
    }

    private void makeOverdue() throws Exception {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            // A run knows its session by the date, so both change in one transaction.
            connection.setAutoCommit(false);
            statement.execute("update execution_session set created_date = created_date - interval '1' day");
            statement.execute("update execution_task_run set started_at = started_at - interval '1' day");
            connection.commit();
        }
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
