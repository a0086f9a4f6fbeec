package org.executionsession.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests what is recorded of jobs, in a database that can be switched off. */
class ExecutionRecorderTest {

    private static final JobId JOB = new JobId("test", "nightly");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final SwitchableDatabase database = new SwitchableDatabase();
    private final JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(database);
    private final ExecutionSessions sessions = ExecutionSessions.builder(store).build();
    private ExecutionRecorder recorder =
            ExecutionRecorder.builder(sessions).nodeName("node").build();

    @AfterEach
    void close() {
        database.switchOn();
        recorder.close();
        sessions.close();
        database.close();
    }

    private void flush() {
        try {
            assertThat(recorder.flush(LONG)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private Optional<ExecutionSession> session(RecordedExecution execution) {
        flush();
        return sessions.findExecutionSessions().find(execution.id(), Caller.SERVICE);
    }

    /** Returns the results of all executions, in the order of their starts. */
    private List<ExecutionResultEntity> results() {
        flush();
        List<ExecutionResultEntity> all = new ArrayList<>();
        sessions.executionResults().forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, all::add);
        return all;
    }

    private ExecutionResult result() {
        assertThat(results()).hasSize(1);
        return results().get(0).result();
    }

    private static List<String> messages(ExecutionResult result) {
        return result.details().stream().map(ExecutionResultDetail::message).toList();
    }

    @Nested
    class AJob {

        @Test
        void thatRuns_isASessionOfATask() {
            RecordedExecution execution = recorder.started(JOB);
            ExecutionSession session = session(execution).orElseThrow();
            assertThat(session.executionResult().status()).isEqualTo(TaskExecutionStatus.STARTED);
            assertThat(session.executionResult().startTime()).isNotNull();
            assertThat(session.executionResult().executingNodeName()).isEqualTo("node");
            assertThat(session.executingNode().id()).isEqualTo(recorder.nodeId());
            assertThat(session.externalProgramTask().id()).isEqualTo(JOB.taskId());
            assertThat(sessions.manageTasks().find(JOB.taskId(), Caller.SERVICE))
                    .hasValueSatisfying(
                            task -> assertThat(task.content().name()).isEqualTo("nightly"));
        }

        @Test
        void thatSucceeds_leavesItsResult() throws Exception {
            assertThat(recorder.run(JOB, () -> 42)).isEqualTo(42);
            ExecutionResult result = result();
            assertThat(result.status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(result.stopTime()).isAfterOrEqualTo(result.startTime());
            assertThat(sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE))
                    .isZero();
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(1, 0, 0, 0));
        }

        @Test
        void thatFails_leavesTheExceptionAndThrowsIt() {
            IllegalStateException failure = new IllegalStateException("no disk", new RuntimeException("the cause"));
            assertThatThrownBy(() -> recorder.run(JOB, () -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            ExecutionResult result = result();
            assertThat(result.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(result.details())
                    .extracting(ExecutionResultDetail::detailsType)
                    .containsOnly(DetailsType.ERROR);
            assertThat(messages(result)).first().isEqualTo("java.lang.IllegalStateException: no disk");
            assertThat(messages(result).get(1)).contains("ExecutionRecorderTest", "Caused by", "the cause");
        }

        @Test
        void thatFailsWithAnError_isRecorded() {
            assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> recorder.run(JOB, this::endless));
            assertThat(messages(result())).first().asString().startsWith("java.lang.StackOverflowError");
        }

        private int endless() {
            return 1 + endless();
        }

        @Test
        void whoseExceptionCannotBePrinted_isRecorded() {
            RuntimeException broken = new RuntimeException() {
                @Override
                public String getMessage() {
                    throw new IllegalStateException("broken");
                }
            };
            assertThatThrownBy(() -> recorder.run(JOB, () -> {
                        throw broken;
                    }))
                    .isSameAs(broken);
            assertThat(messages(result())).first().isEqualTo(broken.getClass().getName());
        }

        @Test
        void whoseStackIsLong_isRecordedWithItsBeginningAndEnd() {
            Exception failure = new Exception("first");
            for (int i = 0; i < 500; i++) {
                failure = new Exception("wrapped\u0000 \ud800 " + i, failure);
            }
            recorder.started(JOB).failed(failure);
            String stack = messages(result()).get(1);
            assertThat(stack).hasSizeLessThan(17_000).contains("wrapped", "characters left out", "first");
        }

        @Test
        void reportsProgress() {
            RecordedExecution execution = recorder.started(JOB);
            execution.progress("10 %");
            execution.progress(DetailsType.WARNING, "slow \u0000");
            ExecutionResult result = session(execution).orElseThrow().executionResult();
            assertThat(messages(result)).containsExactly("10 %", "slow  ");
            assertThat(result.details().get(1).detailsType()).isEqualTo(DetailsType.WARNING);
            assertThat(recorder.find(execution.id())).contains(execution);
            execution.succeeded();
            flush();
            assertThat(recorder.find(execution.id())).isEmpty();
        }

        @Test
        void reportsMoreProgressThanAResultHolds() {
            RecordedExecution execution = recorder.started(JOB);
            for (int i = 0; i < ExecutionResult.DETAILS_MAX + 5; i++) {
                execution.progress("line " + i);
            }
            execution.failed(new IllegalStateException("end"));
            assertThat(messages(result())).contains("15 more messages were left out");
            assertThat(messages(result())).anyMatch(message -> message.contains("IllegalStateException: end"));
        }

        @Test
        void tellsWhatIsKnownOfItsStart() {
            Instant started = Instant.parse("2026-01-02T03:04:05.500Z");
            recorder.started(ExecutionStart.builder(JOB)
                            .scheduledAt(started.minusMillis(1_500))
                            .startedAt(started)
                            .traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                            .message("trigger daily")
                            .user("ACME\\jo")
                            .build())
                    .skipped("vetoed");
            ExecutionResult result = result();
            assertThat(result.status()).isEqualTo(TaskExecutionStatus.SKIPPED);
            assertThat(result.startTime()).isEqualTo(started);
            assertThat(messages(result))
                    .containsExactly(
                            "Scheduled for 2026-01-02T03:04:04Z, started 1500 ms later",
                            "traceparent 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                            "trigger daily",
                            "vetoed");
        }

        @Test
        void afterItsEnd_reportsNothing() {
            RecordedExecution execution = recorder.started(JOB);
            execution.aborted("stopped by hand");
            execution.progress("late");
            execution.succeeded();
            execution.failed("late");
            execution.retrying(new Exception("late"));
            execution.nextAttempt();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.ABORTED);
            assertThat(messages(result())).containsExactly("stopped by hand");
        }
    }

    @Nested
    class Attempts {

        @Test
        void ofOneProcess_areResultsOfOneSession() {
            RecordedExecution execution = recorder.started(JOB);
            execution.retrying(new Exception("first"));
            execution.nextAttempt();
            assertThat(session(execution).orElseThrow().content().retries()).isEqualTo(1);
            execution.retrying(new Exception("second"));
            assertThat(session(execution)).isPresent();
            execution.nextAttempt();
            execution.succeeded();
            assertStatuses(
                    execution.id(),
                    TaskExecutionStatus.FINISHED_FAIL,
                    TaskExecutionStatus.FINISHED_FAIL,
                    TaskExecutionStatus.FINISHED_SUCCESS);
        }

        @Test
        void thatEndBeforeTheyAreWritten_areAllWritten() {
            database.switchOff();
            RecordedExecution execution = recorder.started(JOB);
            execution.retrying(new Exception("first"));
            execution.nextAttempt();
            execution.succeeded();
            database.switchOn();
            assertStatuses(execution.id(), TaskExecutionStatus.FINISHED_FAIL, TaskExecutionStatus.FINISHED_SUCCESS);
        }

        @Test
        void ofTwoNodes_haveTheSameSession() {
            ExecutionStart.Builder start = ExecutionStart.builder(JOB).key("instance 7");
            try (ExecutionRecorder other = ExecutionRecorder.builder(sessions).build()) {
                other.started(start.build()).failed("first");
            }
            RecordedExecution second = recorder.started(start.attempt(1).build());
            second.succeeded();
            assertStatuses(second.id(), TaskExecutionStatus.FINISHED_FAIL, TaskExecutionStatus.FINISHED_SUCCESS);
        }

        @Test
        void ofANodeThatHasDied_areContinuedUnderItsSession() {
            ExecutionStart.Builder start = ExecutionStart.builder(JOB).key("instance 8");
            RecordedExecution first = recorder.started(start.build());
            flush();
            try (ExecutionRecorder other = ExecutionRecorder.builder(sessions).build()) {
                RecordedExecution second = other.started(start.attempt(1).build());
                assertThat(second.id()).isEqualTo(first.id());
                second.succeeded();
            }
            assertStatuses(first.id(), TaskExecutionStatus.STARTED, TaskExecutionStatus.FINISHED_SUCCESS);
        }

        @Test
        void thatFollowAtOnce_areRecordedOneAfterTheOther() {
            for (int i = 0; i < 100; i++) {
                ExecutionStart.Builder start = ExecutionStart.builder(JOB).key("restart " + i);
                recorder.started(start.build()).failed("first");
                recorder.started(start.attempt(1).build()).succeeded();
            }
            assertThat(results())
                    .hasSize(200)
                    .filteredOn(result -> result.result().status().equals(TaskExecutionStatus.FINISHED_SUCCESS))
                    .hasSize(100);
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(200, 0, 0, 0));
        }

        @Test
        void whoseStartIsWrittenLate_areRecordedBesideTheNextAttempt() throws Exception {
            for (int i = 0; i < 20; i++) {
                ExecutionStart.Builder start = ExecutionStart.builder(JOB).key("outage " + i);
                database.switchOff();
                recorder.started(start.build()).failed("first");
                database.switchOn();
                try (ExecutionRecorder other =
                        ExecutionRecorder.builder(sessions).build()) {
                    RecordedExecution second = other.started(start.attempt(1).build());
                    flush();
                    second.succeeded();
                }
            }
            assertThat(results())
                    .hasSize(40)
                    .filteredOn(result -> result.result().status().equals(TaskExecutionStatus.FINISHED_FAIL))
                    .hasSize(20);
        }

        @Test
        void whoseEndIsWrittenLate_leaveTheSessionToTheNextAttempt() throws Exception {
            ExecutionStart.Builder start = ExecutionStart.builder(JOB).key("instance 9");
            RecordedExecution first = recorder.started(start.build());
            flush();
            try (ExecutionRecorder other = ExecutionRecorder.builder(sessions).build()) {
                RecordedExecution second = other.started(start.attempt(1).build());
                assertThat(other.flush(LONG)).isTrue();
                first.failed("first");
                assertThat(session(second).orElseThrow().retries()).isEqualTo(1);
                second.succeeded();
            }
            assertStatuses(first.id(), TaskExecutionStatus.FINISHED_FAIL, TaskExecutionStatus.FINISHED_SUCCESS);
        }

        @Test
        void thatRunWhileALaterOneHasTheSession_areRecordedToTheirEnd() {
            ExecutionStart.Builder start = ExecutionStart.builder(JOB).key("instance 12");
            try (ExecutionRecorder other =
                    ExecutionRecorder.builder(sessions).requireRecording(true).build()) {
                RecordedExecution second = other.started(start.attempt(1).build());
                RecordedExecution first = recorder.started(start.attempt(0).build());
                flush();
                first.progress("half");
                first.failed("late");
                assertThat(session(first))
                        .hasValueSatisfying(
                                session -> assertThat(session.retries()).isEqualTo(1));
                second.succeeded();
            }
            assertStatuses(
                    JOB.sessionId("instance 12"),
                    TaskExecutionStatus.FINISHED_FAIL,
                    TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(1, 0, 0, 0));
        }

        @Test
        void withTheSameNumber_areAllRecordedToTheirEnd() throws Exception {
            ExecutionStart start =
                    ExecutionStart.builder(JOB).key("instance 13").build();
            try (ExecutionRecorder other = ExecutionRecorder.builder(sessions).build()) {
                RecordedExecution first = recorder.started(start);
                flush();
                RecordedExecution second = other.started(start);
                assertThat(other.flush(LONG)).isTrue();
                first.succeeded();
                assertThat(session(second)).isPresent();
                second.progress("half");
                assertThat(other.flush(LONG)).isTrue();
                second.failed("late");
                assertThat(other.flush(LONG)).isTrue();
                assertThat(session(second)).isEmpty();
                assertThat(other.statistics()).isEqualTo(new RecorderStatistics(1, 0, 0, 0));
            }
            assertStatuses(
                    JOB.sessionId("instance 13"),
                    TaskExecutionStatus.FINISHED_SUCCESS,
                    TaskExecutionStatus.FINISHED_FAIL);
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(1, 0, 0, 0));
        }

        @Test
        void whoseSessionAnotherOneHasEnded_areRecordedToTheirEnd() throws Exception {
            ExecutionStart start =
                    ExecutionStart.builder(JOB).key("instance 14").build();
            try (ExecutionRecorder other = ExecutionRecorder.builder(sessions).build()) {
                RecordedExecution first = recorder.started(start);
                flush();
                other.started(start).succeeded();
                assertThat(other.flush(LONG)).isTrue();
                first.progress("half");
                flush();
                first.retrying(new Exception("first attempt"));
                flush();
                first.nextAttempt();
                first.failed("second attempt");
            }
            assertStatuses(
                    JOB.sessionId("instance 14"),
                    TaskExecutionStatus.FINISHED_SUCCESS,
                    TaskExecutionStatus.FINISHED_FAIL,
                    TaskExecutionStatus.FINISHED_FAIL);
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(1, 0, 0, 0));
        }

        @Test
        void thatAreLeftBehind_endAsFailedWithTheirNode() {
            ExecutionStart start =
                    ExecutionStart.builder(JOB).key("instance 10").build();
            RecordedExecution left = recorder.started(start);
            flush();
            try (ExecutionRecorder other =
                    ExecutionRecorder.builder(sessions).nodeName("other").build()) {
                other.leftBehind(start, "no heartbeats");
                other.leftBehind(start, "no heartbeats, found again");
            }
            assertThat(session(left)).isEmpty();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(result().executingNodeName()).isEqualTo("node");
            assertThat(messages(result())).containsExactly("no heartbeats");
        }

        @Test
        void thatAreLeftBehindAndContinued_endWithoutEndingTheLaterOne() {
            ExecutionStart.Builder start = ExecutionStart.builder(JOB).key("instance 11");
            recorder.started(start.build());
            flush();
            try (ExecutionRecorder other =
                    ExecutionRecorder.builder(sessions).requireRecording(true).build()) {
                RecordedExecution second = other.started(start.attempt(1).build());
                other.leftBehind(start.attempt(0).build(), "no heartbeats");
                assertThat(session(second)).isPresent();
                second.succeeded();
            }
            assertThat(results())
                    .extracting(result -> result.result().status())
                    .containsExactlyInAnyOrder(TaskExecutionStatus.FINISHED_FAIL, TaskExecutionStatus.FINISHED_SUCCESS);
        }

        @Test
        void thatAreLeftBehind_needAKey() {
            assertThatThrownBy(() -> recorder.leftBehind(ExecutionStart.of(JOB), "no heartbeats"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("start must have a key");
        }

        private void assertStatuses(UUID session, TaskExecutionStatus... statuses) {
            assertThat(results())
                    .allSatisfy(
                            result -> assertThat(result.origin().executionId()).isEqualTo(session))
                    .extracting(result -> result.result().status())
                    .containsExactlyInAnyOrder(statuses);
        }
    }

    @Nested
    class WithoutAStore {

        @Test
        void jobsRunAndAreRecordedLater() throws Exception {
            database.switchOff();
            for (int i = 0; i < 50; i++) {
                recorder.run(JOB, () -> null);
            }
            assertThat(recorder.statistics().queued()).isEqualTo(50);
            database.switchOn();
            assertThat(results()).hasSize(50);
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(50, 0, 0, 0));
        }

        @Test
        void aJobThatChangesWhileItIsWritten_isQueuedOnce() throws Exception {
            CountDownLatch isWriting = new CountDownLatch(1);
            CompletableFuture<Set<Privilege>> privileges = new CompletableFuture<>();
            AccessPolicy slow = new AccessPolicy.ByCaller(caller -> {
                isWriting.countDown();
                return privileges.join();
            });
            try (ExecutionSessions slowSessions =
                            ExecutionSessions.builder(store).accessPolicy(slow).build();
                    ExecutionRecorder slowRecorder =
                            ExecutionRecorder.builder(slowSessions).build()) {
                RecordedExecution execution = slowRecorder.started(JOB);
                isWriting.await();
                execution.progress("half");
                int queued = slowRecorder.statistics().queued();
                privileges.complete(EnumSet.allOf(Privilege.class));
                assertThat(queued).isEqualTo(1);
                assertThat(slowRecorder.flush(LONG)).isTrue();
                assertThat(slowRecorder.statistics().queued()).isZero();
            }
        }

        @Test
        void jobsBeyondTheQueue_runAndAreCounted() throws Exception {
            recorder.close();
            recorder = ExecutionRecorder.builder(sessions).maxQueued(10).build();
            RecordedExecution before = recorder.started(JOB);
            flush();
            database.switchOff();
            List<RecordedExecution> running =
                    IntStream.range(0, 30).mapToObj(i -> recorder.started(JOB)).toList();
            running.forEach(execution -> execution.progress("half"));
            running.forEach(RecordedExecution::succeeded);
            before.succeeded();
            long dropped = recorder.statistics().dropped();
            // Each of the 16 threads may have one execution of the queue in its hands.
            assertThat(dropped).isBetween(20L - 16, 20L);
            database.switchOn();
            assertThat(results()).hasSize((int) (31 - dropped));
            assertThat(results())
                    .allSatisfy(result ->
                            assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS));
        }

        @Test
        void aWriteWhoseResponseIsLost_isFoundAgain() throws Exception {
            for (int lost = 1; lost <= 5; lost++) {
                database.loseResponse(lost);
                RecordedExecution execution = recorder.started(JOB);
                flush();
                execution.progress("half");
                flush();
                execution.succeeded();
                flush();
                assertThat(sessions.findExecutionSessions().find(execution.id(), Caller.SERVICE))
                        .as("lost response %d", lost)
                        .isEmpty();
            }
            assertThat(results()).hasSize(5).allSatisfy(result -> {
                assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
                assertThat(messages(result.result())).containsExactly("half");
            });
            assertThat(recorder.statistics().superseded()).isZero();
        }

        @Test
        void jobsThatMustBeRecorded_doNotStart() {
            recorder.close();
            recorder =
                    ExecutionRecorder.builder(sessions).requireRecording(true).build();
            database.switchOff();
            List<String> done = new ArrayList<>();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> recorder.run(JOB, () -> done.add("work")));
            assertThat(done).isEmpty();
            database.switchOn();
            assertThat(results()).isEmpty();
        }

        @Test
        void aStartWhoseResponseIsLost_isRecordedAsSkipped() {
            recorder.close();
            recorder =
                    ExecutionRecorder.builder(sessions).requireRecording(true).build();
            database.loseResponse(1);
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> recorder.started(JOB));
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.SKIPPED);
            assertThat(sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE))
                    .isZero();
        }

        @Test
        void aJobThatFailsAgainAndAgain_hasTheLastAttempts() {
            database.switchOff();
            RecordedExecution execution = recorder.started(JOB);
            for (int i = 0; i < 200; i++) {
                execution.retrying(new Exception("again"));
                execution.nextAttempt();
            }
            execution.succeeded();
            database.switchOn();
            assertThat(results()).hasSizeBetween(100, 102);
            assertThat(session(execution)).isEmpty();
        }

        @Test
        void anAttemptThatIsStoredAsStarted_endsHoweverManyFollow() {
            RecordedExecution execution = recorder.started(JOB);
            flush();
            database.switchOff();
            for (int i = 0; i < 200; i++) {
                execution.retrying(new Exception("again"));
                execution.nextAttempt();
            }
            execution.succeeded();
            database.switchOn();
            assertThat(results())
                    .extracting(result -> result.result().status())
                    .contains(TaskExecutionStatus.FINISHED_SUCCESS)
                    .doesNotContain(TaskExecutionStatus.STARTED);
        }

        @Test
        void theEndOfAJobThatMustBeRecorded_isQueued() {
            recorder.close();
            recorder =
                    ExecutionRecorder.builder(sessions).requireRecording(true).build();
            RecordedExecution execution = recorder.started(JOB);
            assertThat(sessions.findExecutionSessions().find(execution.id(), Caller.SERVICE))
                    .isPresent();
            database.switchOff();
            execution.succeeded();
            database.switchOn();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
        }
    }

    @Nested
    class AJobThatIsNotExecuted {

        @Test
        void isSkipped() {
            recorder.skipped(ExecutionStart.of(JOB), "the start was missed");
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.SKIPPED);
            assertThat(messages(result())).containsExactly("the start was missed");
            assertThat(sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE))
                    .isZero();
        }

        @Test
        void waitsForNoStore_evenIfRecordingIsRequired() {
            recorder.close();
            recorder =
                    ExecutionRecorder.builder(sessions).requireRecording(true).build();
            database.switchOff();
            recorder.skipped(ExecutionStart.of(JOB), "the start was missed");
            database.switchOn();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.SKIPPED);
        }

        @Test
        void isDroppedIfTheQueueIsFull() {
            recorder.close();
            recorder = ExecutionRecorder.builder(sessions).maxQueued(1).build();
            database.switchOff();
            for (int i = 0; i < 5; i++) {
                recorder.skipped(ExecutionStart.of(JOB), "the start was missed");
            }
            assertThat(recorder.statistics().dropped()).isPositive();
            database.switchOn();
            flush();
            assertThat(recorder.statistics().dropped() + recorder.statistics().recorded())
                    .isEqualTo(5);
        }
    }

    @Nested
    class AnExecutionThatOthersChange {

        @Test
        void keepsTheirMessages() {
            RecordedExecution execution = recorder.started(JOB);
            ExecutionSession session = session(execution).orElseThrow();
            ExecutionResult withMessage = session.executionResult().toBuilder()
                    .details(List.of(
                            ExecutionResultDetail.builder().message("seen").build()))
                    .build();
            sessions.updateExecutionSession()
                    .update(
                            session.id(),
                            session.content().withExecutionResult(withMessage),
                            session.modifiedDate(),
                            Caller.SERVICE);
            execution.progress("half");
            execution.succeeded();
            assertThat(messages(result())).containsExactlyInAnyOrder("seen", "half");
        }

        @Test
        void staysAsTheyHaveEndedIt() {
            RecordedExecution execution = recorder.started(JOB);
            ExecutionSession session = session(execution).orElseThrow();
            ExecutionResult aborted = session.executionResult().toBuilder()
                    .status(TaskExecutionStatus.ABORTED)
                    .build();
            sessions.updateExecutionSession()
                    .update(
                            session.id(),
                            session.content().withExecutionResult(aborted),
                            session.modifiedDate(),
                            Caller.SERVICE);
            sessions.endExecutionSession().end(session.id(), Caller.SERVICE);
            execution.succeeded();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.ABORTED);
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(0, 0, 1, 0));
        }

        @Test
        void getsItsEndIfTheyHaveOnlyDeletedTheSession() {
            RecordedExecution execution = recorder.started(JOB);
            session(execution);
            sessions.endExecutionSession().end(execution.id(), Caller.SERVICE);
            execution.succeeded();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(1, 0, 0, 0));
        }
    }

    @Nested
    class AnExecutionThatIsRejected {

        private volatile boolean isDenied = true;
        private final ExecutionSessions protectedSessions = ExecutionSessions.builder(store)
                .accessPolicy(new AccessPolicy.ByCaller(caller -> isDenied ? Set.of() : EnumSet.allOf(Privilege.class)))
                .build();

        @BeforeEach
        void useProtectedSessions() {
            recorder.close();
            recorder = ExecutionRecorder.builder(protectedSessions).build();
        }

        @AfterEach
        void closeProtectedSessions() {
            recorder.close();
            protectedSessions.close();
        }

        @Test
        void isCountedOnce() {
            RecordedExecution execution = recorder.started(JOB);
            for (int i = 0; i < 5; i++) {
                flush();
                execution.progress("message " + i);
            }
            flush();
            assertThat(recorder.find(execution.id())).contains(execution);
            execution.succeeded();
            flush();
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(0, 1, 0, 0));
            assertThat(recorder.find(execution.id())).isEmpty();
        }

        @Test
        void isNotCountedAfterItsEndIsStored() {
            RecordedExecution execution = recorder.started(JOB);
            flush();
            assertThat(recorder.statistics().dropped()).isEqualTo(1);
            isDenied = false;
            execution.succeeded();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(1, 0, 0, 0));
        }

        @Test
        void endsWithTheRecorder() {
            recorder.started(JOB);
            flush();
            isDenied = false;
            recorder.close();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
        }
    }

    @Nested
    class Close {

        @Test
        void endsWhatRuns() {
            RecordedExecution execution = recorder.started(JOB);
            recorder.close();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(messages(result())).containsExactly("The application was stopped before the job ended");
            execution.succeeded();
            assertThat(result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
        }

        @Test
        void endsAllExecutionsWithTheSameKey() {
            ExecutionStart start =
                    ExecutionStart.builder(JOB).key("instance 15").build();
            recorder.started(start);
            flush();
            recorder.started(start);
            recorder.close();
            assertThat(results())
                    .hasSize(2)
                    .allSatisfy(result ->
                            assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL));
        }

        @Test
        void waitsForAllExecutionsWithTheSameKey() throws Exception {
            ExecutionStart start =
                    ExecutionStart.builder(JOB).key("instance 16").build();
            RecordedExecution first = recorder.started(start);
            recorder.started(start).succeeded();
            flush();
            assertThat(recorder.awaitEnd(Duration.ZERO)).isFalse();
            first.succeeded();
            assertThat(recorder.awaitEnd(LONG)).isTrue();
        }

        @Test
        void afterwards_jobsRunUnrecorded() throws Exception {
            recorder.close();
            assertThat(recorder.run(JOB, () -> 1)).isEqualTo(1);
            assertThat(recorder.statistics().dropped()).isEqualTo(1);
            assertThat(results()).isEmpty();
        }
    }

    @Test
    void concurrentJobs_areAllRecorded() throws Exception {
        int threads = 32;
        int each = 50;
        ExecutorService jobs = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < threads; i++) {
            jobs.submit(() -> {
                start.await();
                for (int n = 0; n < each; n++) {
                    recorder.run(JOB, () -> null);
                }
                return null;
            });
        }
        start.countDown();
        jobs.shutdown();
        assertThat(jobs.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(results()).hasSize(threads * each);
        assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(threads * each, 0, 0, 0));
    }

    @Test
    void jobs_haveTheSameIdOnEachNode() {
        assertThat(new JobId("quartz", "reports.daily").taskId())
                .isEqualTo(UUID.fromString("f7a5b15a-d070-507d-99df-f6d4e9e5dd65"));
        assertThat(new JobId("quartz", "a").taskId()).isNotEqualTo(new JobId("other", "a").taskId());
    }

    @Test
    void aStartAfterTheClose_isRejected_ifRecordingIsRequired() {
        ExecutionRecorder required =
                ExecutionRecorder.builder(sessions).requireRecording(true).build();
        required.close();
        assertThatThrownBy(() -> required.started(new JobId("test", "job"))).isInstanceOf(OverloadedException.class);
        assertThat(sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE))
                .isZero();
    }

    @Test
    void aStartAfterTheClose_isDropped() throws Exception {
        recorder.close();
        assertThat(recorder.run(new JobId("test", "job"), () -> 1)).isEqualTo(1);
        assertThat(recorder.statistics().dropped()).isEqualTo(1);
    }
}
