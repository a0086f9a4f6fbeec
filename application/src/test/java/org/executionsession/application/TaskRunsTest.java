package org.executionsession.application;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.CountedReads;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.application.support.RecordingExecutor;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.AmbiguousTaskException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.RecordedTaskException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunProgress;
import org.executionsession.domain.model.TaskRunState;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.domain.query.typed.TaskProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the runs of tasks: starts, reports, retries, stops, timeouts, and processes that die. */
@Timeout(60)
class TaskRunsTest {

    private static final Caller JO = new Caller("ACME", "jo");

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:20:30.456Z"));
    private final InMemoryStore store = new InMemoryStore();
    private final RecordingExecutor executor = new RecordingExecutor();
    private final List<ExecutionSessions> opened = new ArrayList<>();
    private final ExecutionSessions library =
            opened(ExecutionSessions.builder(store).clock(clock).taskExecutor(executor));

    private ExecutionSessions opened(ExecutionSessions.Builder builder) {
        ExecutionSessions sessions = builder.build();
        opened.add(sessions);
        return sessions;
    }

    @AfterEach
    void close() {
        opened.forEach(ExecutionSessions::close);
    }

    private Task task(String name) {
        return task(TaskDraft.builder().name(name));
    }

    private Task task(TaskDraft.Builder draft) {
        return library.manageTasks().create(draft.build(), JO);
    }

    private UUID start(Task task) {
        return library.startTask().start(task.id(), JO).orElseThrow();
    }

    private Optional<ExecutionSession> session(UUID id) {
        return library.findExecutionSessions().find(id, JO);
    }

    private TaskExecutionStatus status(UUID session) {
        return session(session)
                .map(found -> found.executionResult().status())
                .orElse(TaskExecutionStatus.NEVER_STARTED);
    }

    private List<ExecutionResultEntity> results(UUID session) {
        List<ExecutionResultEntity> results = new ArrayList<>();
        library.executionResults()
                .forEach(Query.of(ResultProperties.EXECUTION_ID.eq(session), List.of()), JO, results::add);
        return results;
    }

    private static List<TaskExecutionStatus> statuses(List<ExecutionResultEntity> results) {
        return results.stream().map(result -> result.result().status()).toList();
    }

    /** Reports the status of an attempt, as a remote executor does through the contract. */
    private void report(TaskRun run, TaskExecutionStatus status) {
        ExecutionResultEntity read =
                library.executionResults().find(run.resultId(), JO).orElseThrow();
        ExecutionResult result = read.result().toBuilder().status(status).build();
        library.executionResults()
                .update(read.id(), new ExecutionResultDraft(read.origin(), result), read.modifiedDate(), JO);
    }

    private TaskRun firstRun() {
        return store.taskRuns().list(null, 1).get(0).run();
    }

    private void pass(Duration time) {
        clock.pass(time);
        library.advanceTaskRuns().advance(() -> true);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
            if (Thread.interrupted()) {
                throw new IllegalStateException("the condition was not met in time");
            }
        }
    }

    /** Advances until a condition is met: a call whose outcome is stored may not have ended yet. */
    private void awaitAdvanced(BooleanSupplier condition) {
        await(() -> {
            library.advanceTaskRuns().advance(() -> true);
            return condition.getAsBoolean();
        });
    }

    /** Waits until the executor has accepted an attempt and that is recorded. */
    private TaskRun accepted(UUID session, int attempt) {
        await(() -> executor.started().stream()
                .anyMatch(run -> run.sessionId().equals(session) && run.attempt() == attempt));
        await(() -> status(session).equals(TaskExecutionStatus.STARTED));
        return executor.started().get(executor.started().size() - 1);
    }

    /** A process whose executor responds to a start later, and remembers the stops. */
    private ExecutionSessions responding(List<TaskRun> stopped, Function<Task, CompletionStage<Void>> response) {
        return opened(ExecutionSessions.builder(store).clock(clock).taskExecutor(new TaskExecutor() {
            @Override
            public void start(TaskRun run, Task task) {
                throw new IllegalStateException("the library must not wait for a response");
            }

            @Override
            public void stop(TaskRun run, @Nullable Task task) {
                stopped.add(run);
            }

            @Override
            public CompletionStage<Void> startAsync(TaskRun run, Task task) {
                return response.apply(task);
            }
        }));
    }

    @Nested
    class Starts {

        @Test
        void callsWithoutAResponse_delayNoOtherTask() {
            Map<UUID, CompletableFuture<Void>> responseByTask = new ConcurrentHashMap<>();
            List<TaskRun> stopped = new CopyOnWriteArrayList<>();
            ExecutionSessions hanging = responding(
                    stopped, task -> responseByTask.computeIfAbsent(task.id(), first -> new CompletableFuture<>()));
            List<UUID> sessions = new ArrayList<>();
            List<Task> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(task("hanging " + i));
                sessions.add(hanging.startTask().start(tasks.get(i).id(), JO).orElseThrow());
            }
            await(() -> responseByTask.size() == 200);
            responseByTask.get(tasks.get(199).id()).complete(null);
            await(() -> status(sessions.get(199)).equals(TaskExecutionStatus.STARTED));
            responseByTask.get(tasks.get(198).id()).completeExceptionally(new TaskRejectedException("no", null));
            await(() -> session(sessions.get(198)).isEmpty());
            assertThat(statuses(results(sessions.get(198)))).containsExactly(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(sessions.subList(0, 198)).allMatch(id -> status(id).equals(TaskExecutionStatus.TRIGGERED));
            assertThat(stopped).isEmpty();
        }

        @Test
        void aStopDuringAStartWithoutAResponse_isRepeatedAfterTheStart() throws Exception {
            CountDownLatch starting = new CountDownLatch(1);
            CompletableFuture<Void> response = new CompletableFuture<>();
            List<TaskRun> stopped = new CopyOnWriteArrayList<>();
            ExecutionSessions hanging = responding(stopped, any -> {
                starting.countDown();
                return response;
            });
            UUID task = task("hanging").id();
            hanging.startTask().start(task, JO).orElseThrow();
            starting.await();
            assertThat(hanging.stopTask().stop(task, JO)).isTrue();
            await(() -> stopped.size() == 1);
            response.completeExceptionally(new IllegalStateException("no response in time"));
            await(() -> stopped.size() == 2);
        }

        @Test
        void aTask_runsAndItsResultStays() {
            Task task = task(TaskDraft.builder().name("nightly").taskType(TaskType.EXTERNAL_PROGRAM));
            UUID id = start(task);
            ExecutionSession session = session(id).orElseThrow();
            assertThat(session.user()).isEqualTo("ACME\\jo");
            assertThat(session.externalProgramTask()).isEqualTo(task.toReference());
            assertThat(session.reloadTask()).isNull();
            TaskRun run = accepted(id, 0);
            assertThat(run.resultId()).isEqualTo(session.executionResult().id());
            report(run, TaskExecutionStatus.FINISHED_SUCCESS);
            await(() ->
                    session(id).isEmpty() && store.taskRuns().find(task.id()).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(library.manageTasks().find(task.id(), JO))
                    .map(Task::lastResult)
                    .contains(results(id).get(0).result());
            assertThat(executor.stopped()).isEmpty();
        }

        @Test
        void aRunningTask_isNotStartedAgain() {
            Task task = task("one");
            UUID first = start(task);
            assertThat(library.startTask().start("ONE", JO)).isEmpty();
            report(accepted(first, 0), TaskExecutionStatus.FINISHED_SUCCESS);
            await(() -> session(first).isEmpty());
            assertThat(start(task)).isNotEqualTo(first);
        }

        @Test
        void ofConcurrentStarts_oneStartsTheTask() throws Exception {
            Task task = task("busy");
            ExecutionSessions other =
                    opened(ExecutionSessions.builder(store).clock(clock).taskExecutor(executor));
            ExecutorService threads = Executors.newFixedThreadPool(16);
            try {
                List<Callable<Optional<UUID>>> starts = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    ExecutionSessions node = i % 2 == 0 ? library : other;
                    starts.add(() -> node.startTask().start(task.id(), JO));
                }
                List<UUID> sessions = new ArrayList<>();
                for (Future<Optional<UUID>> start : threads.invokeAll(starts)) {
                    start.get().ifPresent(sessions::add);
                }
                assertThat(sessions).hasSize(1);
                accepted(sessions.get(0), 0);
                assertThat(executor.started()).hasSize(1);
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void aTaskThatCannotRun_isNotStarted() {
            Task disabled = task(TaskDraft.builder().name("disabled").enabled(false));
            UUID recorded = UUID.randomUUID();
            library.createExecutionSession()
                    .create(
                            ExecutionSessionDraft.builder()
                                    .reloadTask(TaskReference.of(recorded, "recorded", TaskType.RELOAD))
                                    .build(),
                            JO);
            ExecutionSessions without = opened(ExecutionSessions.builder(store).clock(clock));
            assertThat(library.startTask().start(disabled.id(), JO)).isEmpty();
            assertThat(library.startTask().start(recorded, JO)).isEmpty();
            assertThat(without.startTask().start(task("enabled").id(), JO)).isEmpty();
            assertThat(library.startTask().start("recorded", JO)).isEmpty();
            assertThat(executor.started()).isEmpty();
            Task read = library.manageTasks().find(recorded, JO).orElseThrow();
            assertThatExceptionOfType(RecordedTaskException.class)
                    .isThrownBy(() -> library.manageTasks().update(read.id(), read.content(), read.modifiedDate(), JO))
                    .withMessageContaining(recorded.toString());
        }

        @Test
        void aName_mustBeThatOfOneTask() {
            task("twice");
            task("Twice");
            assertThatExceptionOfType(AmbiguousTaskException.class)
                    .isThrownBy(() -> library.startTask().start("TWICE", JO))
                    .withMessageContaining("TWICE");
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> library.startTask().start("nowhere", JO))
                    .withMessage("there is no task with the name 'nowhere'");
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> library.stopTask().stop(UUID.randomUUID(), JO));
        }

        @Test
        void aRecordedTask_doesNotHideTheOneWithItsName() {
            Task task = task("nightly");
            library.createExecutionSession()
                    .create(
                            ExecutionSessionDraft.builder()
                                    .reloadTask(TaskReference.of(UUID.randomUUID(), "NIGHTLY", TaskType.RELOAD))
                                    .build(),
                            JO);
            UUID id = library.startTask().start("nightly", JO).orElseThrow();
            assertThat(session(id).map(ExecutionSession::reloadTask)).contains(task.toReference());
        }

        @Test
        void aLongNameOfAnApp_isShortenedInTheNameOfItsTask() {
            UUID app = UUID.randomUUID();
            task(TaskDraft.builder()
                    .name("any")
                    .app(AppReference.builder()
                            .id(app)
                            .name("\ud83d\ude00".repeat(500))
                            .build()));
            assertThat(library.startTask().reloadApp(app, JO)).isPresent();
        }

        @Test
        void theReloadOfAnApp_hasOneTask() {
            UUID app = UUID.randomUUID();
            UUID first = library.startTask().reloadApp(app, JO).orElseThrow();
            assertThat(library.startTask().reloadApp(app, JO)).isEmpty();
            report(accepted(first, 0), TaskExecutionStatus.FINISHED_SUCCESS);
            await(() -> session(first).isEmpty());
            assertThat(library.startTask().reloadApp(app, JO)).isPresent();
            List<Task> tasks = new ArrayList<>();
            library.manageTasks()
                    .forEach(Query.of(TaskProperties.IS_MANUALLY_TRIGGERED.eq(true), List.of()), JO, tasks::add);
            assertThat(tasks).extracting(Task::name).containsExactly("Manually triggered reload of " + app);
        }

        @Test
        void aCaller_needsThePrivilegeToStartOrStop() {
            Task task = task("guarded");
            AccessPolicy policy =
                    new AccessPolicy.ByCaller(caller -> java.util.Set.of(Privilege.READ, Privilege.UPDATE));
            ExecutionSessions guarded = opened(ExecutionSessions.builder(store)
                    .clock(clock)
                    .accessPolicy(policy)
                    .taskExecutor(executor));
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> guarded.startTask().start(task.id(), JO))
                    .withMessageContaining("start");
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> guarded.stopTask().stop("guarded", JO))
                    .withMessageContaining("stop");
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> guarded.startTask().reloadApp(UUID.randomUUID(), JO));
            assertThat(executor.started()).isEmpty();
        }
    }

    @Nested
    class Retries {

        @Test
        void aFailedAttempt_isTriedAgainUnderTheSameSession() {
            Task task = task(TaskDraft.builder().name("flaky").maxRetries(2));
            UUID id = start(task);
            for (int attempt = 0; attempt < 3; attempt++) {
                TaskRun run = accepted(id, attempt);
                int number = attempt;
                assertThat(session(id)).hasValueSatisfying(session -> {
                    assertThat(session.retries()).isEqualTo(number);
                    assertThat(session.executionResult().id()).isEqualTo(run.resultId());
                });
                report(run, attempt == 1 ? TaskExecutionStatus.ERROR : TaskExecutionStatus.FINISHED_FAIL);
            }
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id)))
                    .containsExactlyInAnyOrder(
                            TaskExecutionStatus.FINISHED_FAIL,
                            TaskExecutionStatus.ERROR,
                            TaskExecutionStatus.FINISHED_FAIL);
            assertThat(executor.started()).extracting(TaskRun::resultId).doesNotHaveDuplicates();
        }

        @Test
        void aTaskThatFailsAgainAndAgain_isTriedAfterGrowingDelays() {
            Task task = task(TaskDraft.builder().name("broken").maxRetries(TaskDraft.RETRIES_MAX));
            UUID id = start(task);
            for (int attempt = 0; attempt < 4; attempt++) {
                report(accepted(id, attempt), TaskExecutionStatus.FINISHED_FAIL);
            }
            Duration delay = Duration.ofSeconds(1);
            for (int attempt = 4; attempt < 12; attempt++) {
                int started = attempt;
                // The run is stored after the result, with the date until which it waits.
                await(() -> firstRun().attempt() == started);
                pass(delay.minusMillis(1));
                assertThat(executor.started()).hasSize(started);
                pass(Duration.ofMillis(1));
                report(accepted(id, attempt), TaskExecutionStatus.FINISHED_FAIL);
                delay = delay.multipliedBy(2).compareTo(Duration.ofMinutes(1)) < 0
                        ? delay.multipliedBy(2)
                        : Duration.ofMinutes(1);
            }
        }

        /** Tasks of earlier versions can have any number of retries. */
        @Test
        void aStoredTaskWithTooManyRetries_isTriedAgainUpToTheLimit() {
            TaskDraft draft = TaskDraft.builder()
                    .name("old")
                    .maxRetries(Integer.MAX_VALUE)
                    .taskSessionTimeout(0)
                    .build();
            Task task = Task.create(draft, clock.instant(), JO, UUID::randomUUID);
            store.tasks().add(task);
            UUID id = start(task);
            for (int attempt = 0; attempt <= TaskDraft.RETRIES_MAX; attempt++) {
                int started = attempt;
                await(() -> firstRun().attempt() == started);
                clock.pass(Duration.ofMinutes(1));
                awaitAdvanced(() -> executor.started().size() > started);
                report(accepted(id, attempt), TaskExecutionStatus.FINISHED_FAIL);
            }
            await(() -> session(id).isEmpty());
            assertThat(results(id)).hasSize(1 + TaskDraft.RETRIES_MAX);
            assertThat(library.manageTasks().find(task.id(), JO))
                    .hasValueSatisfying(
                            found -> assertThat(found.content().maxRetries()).isEqualTo(Integer.MAX_VALUE));
        }

        @Test
        void aFailedCall_isRepeatedForTheSameAttempt() {
            executor.fail(new IllegalStateException("connection refused"));
            UUID id = start(task("remote"));
            await(() -> executor.started().size() == 1);
            for (int calls = 2; calls < 8; calls++) {
                int expected = calls;
                awaitCall(expected - 1);
                clock.pass(Duration.ofMinutes(1));
                awaitAdvanced(() -> executor.started().size() == expected);
            }
            awaitCall(7);
            executor.fail(null);
            clock.pass(Duration.ofMinutes(1));
            awaitAdvanced(() -> status(id).equals(TaskExecutionStatus.STARTED));
            assertThat(executor.started())
                    .extracting(TaskRun::resultId)
                    .containsOnly(executor.started().get(0).resultId());
        }

        private void awaitCall(int failed) {
            await(() -> firstRun().failedCalls() == failed);
        }

        /** As the executor of a process that stops does, also when the attempt has failed seven times. */
        @ParameterizedTest
        @ValueSource(ints = {1, 7})
        void aCancelledCall_countsAsNotMade(int failures) {
            executor.fail(new IllegalStateException("connection refused"));
            UUID id = start(task("remote"));
            awaitCall(1);
            for (int failed = 2; failed <= failures; failed++) {
                int expected = failed;
                clock.pass(Duration.ofMinutes(1));
                awaitAdvanced(() -> firstRun().failedCalls() == expected);
            }
            executor.fail(new CancellationException("the server stops"));
            clock.pass(Duration.ofMinutes(1));
            awaitAdvanced(() -> executor.started().size() == failures + 1);
            executor.fail(null);
            clock.pass(Duration.ofMinutes(1));
            awaitAdvanced(() -> status(id).equals(TaskExecutionStatus.STARTED));
            assertThat(executor.started())
                    .last()
                    .satisfies(run -> assertThat(run.failedCalls()).isEqualTo(failures));
            assertThat(executor.stopped()).isEmpty();
        }

        @Test
        void anExecutorThatCannotBeCalled_failsTheAttempt() {
            executor.fail(new IllegalStateException("connection refused"));
            UUID id = start(task("remote"));
            for (int failed = 1; failed < 8; failed++) {
                awaitCall(failed);
                int expected = failed + 1;
                clock.pass(Duration.ofMinutes(1));
                awaitAdvanced(() -> executor.started().size() == expected);
            }
            awaitAdvanced(() -> session(id).isEmpty());
            ExecutionResult result = results(id).get(0).result();
            assertThat(result.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(result.details())
                    .last()
                    .satisfies(detail -> assertThat(detail.message()).contains("connection refused"));
        }

        @Test
        void aRejectedTask_failsAtOnce() {
            executor.fail(new TaskRejectedException("unknown task", null));
            UUID id = start(task("unknown"));
            await(() -> session(id).isEmpty());
            ExecutionResult result = results(id).get(0).result();
            assertThat(result.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(result.details())
                    .last()
                    .satisfies(detail ->
                            assertThat(detail.message()).isEqualTo("The executor has rejected the task: unknown task"));
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aRejectedTask_isTriedAgainIfAnotherAttemptMayBeAccepted(boolean isRetryable) {
            executor.fail(
                    isRetryable
                            ? new TaskRejectedException("not now", null)
                            : TaskRejectedException.withoutRetry("malformed URL", null));
            Task task = task(TaskDraft.builder().name("rejected").maxRetries(2));
            UUID id = start(task);
            await(() ->
                    session(id).isEmpty() && store.taskRuns().find(task.id()).isEmpty());
            int attempts = isRetryable ? 3 : 1;
            assertThat(executor.started()).hasSize(attempts);
            assertThat(executor.stopped()).isEmpty();
            assertThat(results(id)).hasSize(attempts).allSatisfy(result -> {
                assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
                assertThat(result.result().details().get(1).message())
                        .isEqualTo(
                                "The executor has rejected the task: " + (isRetryable ? "not now" : "malformed URL"));
            });
        }
    }

    @Nested
    class Stops {

        @Test
        void aStoppedTask_isAborted() {
            Task task = task("long");
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            assertThat(library.stopTask().stop(task.id(), JO)).isTrue();
            assertThat(session(id)).hasValueSatisfying(session -> {
                assertThat(session.abortReason()).isEqualTo(AbortReason.MANUAL);
                assertThat(session.abortAt()).isEqualTo(clock.instant());
                assertThat(session.executionResult().status())
                        .isIn(TaskExecutionStatus.ABORT_INITIATED, TaskExecutionStatus.ABORTING);
            });
            await(() -> status(id).equals(TaskExecutionStatus.ABORTING));
            assertThat(executor.stopped()).extracting(TaskRun::resultId).containsExactly(run.resultId());
            report(run, TaskExecutionStatus.ABORTED);
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
            assertThat(library.stopTask().stop(task.id(), JO)).as("not running").isFalse();
        }

        @Test
        void anExecutorThatDoesNotConfirm_leavesAnAbortedResult() {
            Task task = task(TaskDraft.builder().name("deaf").maxRetries(3));
            UUID id = start(task);
            accepted(id, 0);
            library.stopTask().stop("deaf", JO);
            await(() -> status(id).equals(TaskExecutionStatus.ABORTING));
            await(() -> firstRun().dueAt().isAfter(clock.instant()));
            pass(Duration.ofMinutes(1));
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        @Test
        void aTaskThatExceedsItsTimeout_isAborted() {
            UUID id = start(task(TaskDraft.builder().name("slow").taskSessionTimeout(5)));
            TaskRun run = accepted(id, 0);
            pass(Duration.ofMinutes(4));
            assertThat(status(id)).isEqualTo(TaskExecutionStatus.STARTED);
            pass(Duration.ofMinutes(2));
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
            await(() -> executor.stopped().stream()
                    .anyMatch(stopped -> stopped.resultId().equals(run.resultId())));
        }

        @Test
        void anUnknownStatus_countsAsRunningUntilTheTimeout() {
            Task task = task(TaskDraft.builder().name("newer").taskSessionTimeout(5));
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            report(run, new TaskExecutionStatus(99));
            pass(Duration.ofMinutes(4));
            assertThat(session(id)).isPresent();
            assertThat(library.startTask().start(task.id(), JO)).isEmpty();
            pass(Duration.ofMinutes(2));
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aSessionWhoseTaskAClientChanges_isAbortedAfterTheTimeoutOfTheTask(boolean isRemoved) {
            UUID id = start(task(TaskDraft.builder().name("moved").taskSessionTimeout(5)));
            accepted(id, 0);
            ExecutionSession session = session(id).orElseThrow();
            TaskReference other = TaskReference.builder()
                    .id(UUID.randomUUID())
                    .taskSessionTimeout(1_440)
                    .build();
            library.updateExecutionSession()
                    .update(
                            id,
                            session.content().toBuilder()
                                    .reloadTask(isRemoved ? null : other)
                                    .build(),
                            session.modifiedDate(),
                            JO);
            pass(Duration.ofMinutes(4));
            assertThat(session(id)).isPresent();
            pass(Duration.ofMinutes(2));
            // The session no longer names the task, so its change advances no run.
            awaitAdvanced(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        @Test
        void aTimeoutThatAClientExtendsInTheMomentOfTheAbort_isExtended() {
            UUID id = start(task("extended"));
            accepted(id, 0);
            changeTimeout(id, 5);
            InterruptedStore interrupted = new InterruptedStore(store);
            ExecutionSessions aborting =
                    opened(ExecutionSessions.builder(interrupted).clock(clock).taskExecutor(executor));
            interrupted.beforeTheNextReplace(() -> changeTimeout(id, 10));
            clock.pass(Duration.ofMinutes(6));
            aborting.advanceTaskRuns().advance(() -> true);
            assertThat(status(id)).isEqualTo(TaskExecutionStatus.STARTED);
            clock.pass(Duration.ofMinutes(5));
            awaitAdvanced(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        private void changeTimeout(UUID id, int minutes) {
            ExecutionSession session = session(id).orElseThrow();
            TaskReference task = requireNonNull(session.reloadTask());
            library.updateExecutionSession()
                    .update(
                            id,
                            session.content().toBuilder()
                                    .reloadTask(task.toBuilder()
                                            .taskSessionTimeout(minutes)
                                            .build())
                                    .build(),
                            session.modifiedDate(),
                            JO);
        }

        @Test
        void aSessionThatIsTriedAgain_isAbortedAfterItsTimeout() {
            UUID id = start(task(
                    TaskDraft.builder().name("broken").taskSessionTimeout(1).maxRetries(TaskDraft.RETRIES_MAX)));
            for (int attempt = 0; attempt < 4; attempt++) {
                report(accepted(id, attempt), TaskExecutionStatus.FINISHED_FAIL);
            }
            await(() -> firstRun().attempt() == 4);
            clock.pass(Duration.ofMinutes(2));
            // The pause before the next attempt is not over for a run that another process has delayed.
            awaitAdvanced(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).contains(TaskExecutionStatus.ABORTED);
        }

        @Test
        void aStopDuringARetry_stopsTheNextAttempt() {
            Task task = task(TaskDraft.builder().name("flaky").maxRetries(1));
            UUID id = start(task);
            accepted(id, 0);
            nextAttempt(id, TaskRun.resultIdOf(id, 1), 1);
            assertThat(library.stopTask().stop("flaky", JO)).isTrue();
            await(() -> {
                pass(Duration.ofSeconds(31));
                return session(id).isEmpty();
            });
            assertThat(executor.started()).as("the next attempt is not started").hasSize(1);
            assertThat(statuses(results(id)))
                    .containsExactlyInAnyOrder(TaskExecutionStatus.FINISHED_FAIL, TaskExecutionStatus.ABORTED);
        }

        /** The clock is read for the library itself, before the run is stored, and before its session is. */
        @ParameterizedTest
        @ValueSource(ints = {2, 3})
        void aTaskThatIsDeletedDuringItsStart_doesNotRunOn(int reads) {
            Task task = task("deleted");
            AtomicInteger left = new AtomicInteger(reads);
            ExecutionSessions starting = opened(ExecutionSessions.builder(store)
                    .clock(new MovingClock(clock.instant()) {
                        @Override
                        public Instant instant() {
                            if (left.decrementAndGet() == 0) {
                                library.manageTasks().delete(task.id(), JO);
                            }
                            return super.instant();
                        }
                    })
                    .taskExecutor(executor));
            starting.startTask().start(task.id(), JO);
            assertThat(left.get()).isNotPositive();
            await(() -> {
                clock.pass(Duration.ofSeconds(31));
                library.advanceTaskRuns().advance(() -> true);
                return store.taskRuns().count() == 0;
            });
            assertThat(library.findExecutionSessions().count(Filter.all(), JO)).isZero();
            assertThat(executor.started()).isEmpty();
            List<ExecutionResultEntity> results = new ArrayList<>();
            library.executionResults().forEach(Query.of(Filter.all(), List.of()), JO, results::add);
            assertThat(statuses(results)).allMatch(TaskExecutionStatus.TERMINAL::contains);
        }

        @Test
        void aResultThatAClientReplaces_isThatOfTheRun() {
            Task task = task("replaced");
            UUID id = start(task);
            accepted(id, 0);
            nextAttempt(id, UUID.randomUUID(), 0);
            pass(Duration.ofSeconds(1));
            assertThat(library.stopTask().stop("replaced", JO)).isTrue();
            await(() -> {
                pass(Duration.ofSeconds(31));
                return session(id).isEmpty();
            });
            assertThat(executor.started()).hasSize(1);
            assertThat(library.startTask().start("replaced", JO)).isPresent();
        }

        @Test
        void aResultThatAClientReplacesAgainAndAgain_isAbortedAfterTheTimeout() {
            UUID id = start(task(TaskDraft.builder().name("replaced").taskSessionTimeout(5)));
            accepted(id, 0);
            for (int minute = 1; minute <= 6; minute++) {
                nextAttempt(id, UUID.randomUUID(), 0);
                pass(Duration.ofMinutes(1));
            }
            assertThat(statuses(results(id))).contains(TaskExecutionStatus.ABORTED);
        }

        /** Stores that the attempt has failed, and another result for the session. */
        private void nextAttempt(UUID id, UUID result, int retries) {
            ExecutionSession read = session(id).orElseThrow();
            ExecutionResult failed = read.executionResult().toBuilder()
                    .status(TaskExecutionStatus.FINISHED_FAIL)
                    .build();
            ExecutionSession ended = read.update(
                    read.content().withExecutionResult(failed), clock.instant(), Caller.SERVICE, UUID::randomUUID);
            assertThat(store.sessions().replace(ended, read)).isTrue();
            ExecutionSession next = ended.update(
                    ended.content().toBuilder()
                            .retries(retries)
                            .executionResult(ExecutionResult.builder()
                                    .id(result)
                                    .status(TaskExecutionStatus.TRIGGERED)
                                    .build())
                            .build(),
                    clock.instant(),
                    Caller.SERVICE,
                    UUID::randomUUID);
            assertThat(store.sessions().replace(next, ended)).isTrue();
        }

        @Test
        void aClientThatCountsRetries_startsNoAttempt() {
            UUID id = start(task("counted"));
            accepted(id, 0);
            nextAttempt(id, UUID.randomUUID(), 1);
            pass(Duration.ofSeconds(1));
            pass(Duration.ofSeconds(40));
            assertThat(executor.started()).hasSize(1);
        }

        @Test
        void aDeletedTask_isStopped() {
            Task task = task("gone");
            UUID id = start(task);
            accepted(id, 0);
            library.manageTasks().delete(task.id(), JO);
            assertThat(session(id)).map(ExecutionSession::abortReason).contains(AbortReason.DELETED_TASK);
            await(() -> !executor.stopped().isEmpty());
        }

        /** The page of the first runs is the same each time, since most are due in a century. */
        @Test
        void aRunBehindManyOthers_isAdvanced() {
            Task task = task("last");
            UUID id = start(task);
            accepted(id, 0);
            Instant due = clock.instant().plus(Duration.ofDays(1));
            for (int i = 0; i < 10_001; i++) {
                UUID other = UUID.randomUUID();
                assertThat(store.taskRuns().add(TaskRun.first(UUID.randomUUID(), other, other, clock.instant(), due)))
                        .isTrue();
            }
            ExecutionSession read = session(id).orElseThrow();
            ExecutionResult ended = read.executionResult().toBuilder()
                    .status(TaskExecutionStatus.FINISHED_SUCCESS)
                    .build();
            // As another process does: no listener of this one is notified.
            assertThat(store.sessions()
                            .replace(
                                    read.update(
                                            read.content().withExecutionResult(ended),
                                            clock.instant(),
                                            Caller.SERVICE,
                                            UUID::randomUUID),
                                    read))
                    .isTrue();
            library.advanceTaskRuns().advance(() -> true);
            assertThat(session(id)).isEmpty();
        }

        /** The response of the database is lost, and the process dies. */
        @Test
        void aTaskWhoseDeletionIsCutOff_isStopped() {
            Task task = task("cut off");
            UUID id = start(task);
            accepted(id, 0);
            InterruptedStore failing = new InterruptedStore(store);
            ExecutionSessions dying =
                    opened(ExecutionSessions.builder(failing).clock(clock).taskExecutor(executor));
            failing.beforeARemoval(() -> {
                store.tasks().remove(task.id());
                throw new StoreUnavailableException("the connection is lost", Condition.UNREACHABLE, null);
            });
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> dying.manageTasks().delete(task.id(), JO));
            assertThat(session(id)).map(ExecutionSession::abortReason).contains(AbortReason.DELETED_TASK);
            await(() -> !executor.stopped().isEmpty());
        }

        @Test
        void aDeletedSession_stopsItsRun() {
            Task task = task("cut");
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            library.endExecutionSession().end(id, JO);
            await(() -> store.taskRuns().count() == 0);
            assertThat(executor.stopped()).extracting(TaskRun::resultId).containsExactly(run.resultId());
            assertThat(library.startTask().start(task.id(), JO)).isPresent();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aSessionWithTheIdOfADeletedOne_isNotThatOfTheRun(boolean isKnown) {
            Task task = task("replaced");
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            clock.pass(Duration.ofSeconds(5));
            if (isKnown) {
                executor.fail(new IllegalStateException("connection refused"));
                library.endExecutionSession().end(id, JO);
                await(() -> firstRun().failedCalls() == 1);
            } else {
                // As another process does: no listener of this one is notified.
                assertThat(store.sessions().removeUnchanged(List.of(session(id).orElseThrow())))
                        .isTrue();
            }
            UUID result = UUID.randomUUID();
            library.createExecutionSession()
                    .create(
                            ExecutionSessionDraft.builder()
                                    .id(id)
                                    .executionResult(ExecutionResult.builder()
                                            .id(result)
                                            .status(TaskExecutionStatus.FINISHED_FAIL)
                                            .build())
                                    .build(),
                            JO);
            executor.fail(null);
            clock.pass(Duration.ofSeconds(5));
            awaitAdvanced(() -> store.taskRuns().count() == 0);

            assertThat(executor.stopped()).extracting(TaskRun::resultId).containsOnly(run.resultId());
            assertThat(session(id)).hasValueSatisfying(session -> {
                assertThat(session.executionResult().id()).isEqualTo(result);
                assertThat(session.executionResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            });
            assertThat(store.results().find(run.resultId()))
                    .hasValueSatisfying(
                            aborted -> assertThat(aborted.result().status()).isEqualTo(TaskExecutionStatus.ABORTED));
            assertThat(library.startTask().start(task.id(), JO)).isPresent();
        }

        @Test
        void theResultOfADeletedSession_isAborted() {
            UUID id = start(task("cut"));
            accepted(id, 0);
            clock.pass(Duration.ofSeconds(5));
            library.endExecutionSession().end(id, JO);
            await(() -> store.taskRuns().count() == 0);
            assertThat(results(id)).singleElement().satisfies(entity -> {
                ExecutionResult result = entity.result();
                assertThat(result.status()).isEqualTo(TaskExecutionStatus.ABORTED);
                assertThat(result.stopTime()).isEqualTo(clock.instant());
                assertThat(result.duration()).isEqualTo(5_000);
                assertThat(result.details())
                        .last()
                        .satisfies(detail -> assertThat(detail.message())
                                .isEqualTo("Aborted: the session was deleted before the task had ended"));
            });
        }

        @Test
        void anAttemptThatTheExecutorEnds_isNotStopped() {
            for (TaskExecutionStatus end :
                    List.of(TaskExecutionStatus.ABORTED, TaskExecutionStatus.SKIPPED, TaskExecutionStatus.RESET)) {
                UUID id = start(task("ended as " + end));
                report(accepted(id, 0), end);
                await(() -> store.taskRuns().count() == 0);
                assertThat(session(id)).isEmpty();
            }
            assertThat(executor.stopped()).isEmpty();
        }

        /** The executor reports the end before it responds to the call. */
        @Test
        void anAttemptThatEndsDuringItsStart_isNotStopped() {
            executor.during(run -> {
                report(run, TaskExecutionStatus.FINISHED_SUCCESS);
                await(() -> store.taskRuns().count() == 0);
            });
            UUID id = start(task("quick"));
            await(() -> session(id).isEmpty());
            // Waits for the calls.
            library.close();
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(executor.stopped()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aStopThatIsOwed_isRepeatedUntilItIsAcceptedAndNotAfterwards(boolean isTimeout) {
            Task task = task(TaskDraft.builder().name("slow").taskSessionTimeout(5));
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            executor.fail(new IllegalStateException("no connection"));
            abort(id, isTimeout);
            awaitFailedStop(1);
            assertThat(session(id)).isEmpty();
            // The attempt ends when it is stored that it must be stopped.
            await(() -> statuses(results(id)).equals(List.of(TaskExecutionStatus.ABORTED)));
            assertThat(library.startTask().start(task.id(), JO))
                    .as("it may still run")
                    .isEmpty();
            clock.pass(Duration.ofSeconds(1));
            awaitFailedStop(2);
            executor.fail(null);
            clock.pass(Duration.ofSeconds(2));
            awaitAdvanced(() -> store.taskRuns().count() == 0);
            pass(Duration.ofMinutes(5));
            assertThat(executor.stopped())
                    .extracting(TaskRun::resultId)
                    .containsOnly(run.resultId())
                    .hasSize(3);
            assertThat(library.startTask().start(task.id(), JO)).isPresent();
        }

        private void abort(UUID id, boolean isTimeout) {
            if (isTimeout) {
                pass(Duration.ofMinutes(6));
            } else {
                library.endExecutionSession().end(id, JO);
            }
        }

        private void awaitFailedStop(int calls) {
            awaitAdvanced(() -> firstRun().failedCalls() == calls);
        }

        @Test
        void aCancelledStop_countsAsNotMade() {
            UUID id = start(task("slow"));
            accepted(id, 0);
            executor.fail(new CancellationException("the server stops"));
            library.endExecutionSession().end(id, JO);
            await(() -> executor.stopped().size() == 1);
            executor.fail(null);
            clock.pass(Duration.ofMinutes(1));
            awaitAdvanced(() -> executor.stopped().size() == 2);
            assertThat(executor.stopped()).extracting(TaskRun::failedCalls).containsOnly(0);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aStopThatIsOwed_isGivenUpInTheEnd(boolean isTimeout) {
            Task task = task(TaskDraft.builder().name("slow").taskSessionTimeout(5));
            UUID id = start(task);
            accepted(id, 0);
            executor.fail(new IllegalStateException("no connection"));
            abort(id, isTimeout);
            for (int calls = 1; calls < 8; calls++) {
                awaitFailedStop(calls);
                clock.pass(Duration.ofMinutes(1));
            }
            awaitAdvanced(() -> store.taskRuns().count() == 0);
            assertThat(executor.stopped()).hasSize(8);
        }

        @Test
        void aClockThatIsSetBack_delaysNoAbort() {
            UUID id = start(task("slow"));
            accepted(id, 0);
            library.stopTask().stop("slow", JO);
            await(() -> statuses(results(id)).equals(List.of(TaskExecutionStatus.ABORTING)));
            clock.pass(Duration.ofHours(-1));
            awaitAdvanced(() -> statuses(results(id)).equals(List.of(TaskExecutionStatus.ABORTED)));
        }

        @Test
        void aRejectedStop_isNotRepeated() {
            UUID deleted = start(task("deleted"));
            accepted(deleted, 0);
            UUID stopped = start(task("stopped"));
            accepted(stopped, 0);
            executor.fail(new TaskRejectedException("unknown task", null));
            library.endExecutionSession().end(deleted, JO);
            library.stopTask().stop("stopped", JO);
            await(() -> store.taskRuns().count() == 0);
            assertThat(executor.stopped()).hasSize(2);
            assertThat(statuses(results(deleted))).containsExactly(TaskExecutionStatus.ABORTED);
            assertThat(statuses(results(stopped))).containsExactly(TaskExecutionStatus.ABORTED);
        }
    }

    @Nested
    class Processes {

        @Test
        void callsThatWaitLongerThanTheirLease_areMadeOnce() {
            CompletableFuture<Void> slow = new CompletableFuture<>();
            List<UUID> calls = new CopyOnWriteArrayList<>();
            ExecutionSessions node =
                    opened(ExecutionSessions.builder(store).clock(clock).taskExecutor(new TaskExecutor() {
                        @Override
                        public void start(TaskRun run, Task task) {
                            calls.add(run.resultId());
                            slow.join();
                        }

                        @Override
                        public void stop(TaskRun run, @Nullable Task task) {}
                    }));
            List<UUID> sessions = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                sessions.add(node.startTask().start(task("task " + i).id(), JO).orElseThrow());
            }
            for (int i = 0; i < 5; i++) {
                clock.pass(Duration.ofSeconds(31));
                node.advanceTaskRuns().advance(() -> true);
            }
            slow.complete(null);
            await(() -> sessions.stream().allMatch(id -> status(id).equals(TaskExecutionStatus.STARTED)));
            assertThat(calls).hasSize(40).doesNotHaveDuplicates();
        }

        /** A process that dies after the commit of a start: its threads never run. */
        private ExecutionSessions dying() {
            return opened(ExecutionSessions.builder(store)
                    .clock(clock)
                    .taskExecutor(executor)
                    .taskThreads(work -> new Thread(() -> {})));
        }

        @Test
        void aStartThatWasNotHandedOver_isHandedOverByAnotherProcess() {
            Task task = task("orphan");
            UUID id = dying().startTask().start(task.id(), JO).orElseThrow();
            pass(Duration.ofSeconds(10));
            assertThat(executor.started()).as("the lease of the other process").isEmpty();
            pass(Duration.ofSeconds(30));
            report(accepted(id, 0), TaskExecutionStatus.FINISHED_SUCCESS);
            await(() -> session(id).isEmpty());
        }

        /** While an executor hangs, more calls wait than threads make. */
        @Test
        void aCallThatWaitsLongerThanItsLease_isMadeOnceAndCounted() {
            CountDownLatch free = new CountDownLatch(1);
            ExecutionSessions busy = opened(ExecutionSessions.builder(store)
                    .clock(clock)
                    .taskExecutor(executor)
                    .taskThreads(work -> new Thread(() -> {
                        awaitQuietly(free);
                        work.run();
                    })));
            executor.fail(new IllegalStateException("no response"));
            busy.startTask().start(task("queued").id(), JO).orElseThrow();
            clock.pass(Duration.ofSeconds(31));
            busy.advanceTaskRuns().advance(() -> true);
            free.countDown();
            // Waits for the calls.
            busy.close();
            assertThat(executor.started()).hasSize(1);
            assertThat(store.taskRuns().list(null, 10))
                    .extracting(TaskRunProgress::run)
                    .singleElement()
                    .satisfies(run -> assertThat(run.failedCalls()).isOne());
        }

        private void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        }

        @Test
        void runsThatNeedNothing_costNoReadOfTheirSessions() {
            AtomicInteger reads = new AtomicInteger();
            ExecutionSessions idle = opened(ExecutionSessions.builder(CountedReads.of(store, reads::incrementAndGet))
                    .clock(clock)
                    .taskExecutor(executor));
            for (int i = 0; i < 3; i++) {
                accepted(start(task("running " + i)), 0);
            }
            idle.advanceTaskRuns().advance(() -> true);
            assertThat(reads).hasValue(0);
            assertThat(library.findExecutionSessions().count(Filter.all(), JO)).isEqualTo(3);
        }

        @Test
        void aTaskWhoseDeletionDidNotStopItsRun_isStopped() {
            Task task = task("gone");
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            // The process dies after it has deleted the task.
            store.tasks().remove(task.id());
            library.advanceTaskRuns().advance(() -> true);
            assertThat(session(id)).map(ExecutionSession::abortReason).contains(AbortReason.DELETED_TASK);
            await(() -> executor.stopped().stream()
                    .anyMatch(stopped -> stopped.resultId().equals(run.resultId())));
            await(() -> status(id).equals(TaskExecutionStatus.ABORTING));
            report(run, TaskExecutionStatus.ABORTED);
            awaitAdvanced(() -> store.taskRuns().count() == 0);
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        @Test
        void aTaskThatIsCreatedAgainMeanwhile_runsOn() {
            Task task = task("again");
            TaskRun run = accepted(start(task), 0);
            store.tasks().remove(task.id());
            List<UUID> next = new ArrayList<>();
            library.advanceTaskRuns().advance(() -> {
                report(run, TaskExecutionStatus.FINISHED_SUCCESS);
                task(TaskDraft.builder().id(task.id()).name("again"));
                next.add(start(task));
                accepted(next.get(0), 0);
                return true;
            });
            assertThat(status(next.get(0))).isEqualTo(TaskExecutionStatus.STARTED);
        }

        @Test
        void aDeletedTaskWhoseAttemptFails_isNotTriedAgain() {
            Task task = task(TaskDraft.builder().name("gone").maxRetries(3));
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            store.tasks().remove(task.id());
            report(run, TaskExecutionStatus.FINISHED_FAIL);
            awaitAdvanced(() -> store.taskRuns().count() == 0);
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.FINISHED_FAIL);
        }

        @Test
        void aRunWithoutASession_isRemoved() {
            Task task = task("half");
            TaskRun run = TaskRun.first(
                    task.id(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    clock.instant(),
                    clock.instant().plusSeconds(30));
            store.taskRuns().add(run);
            assertThat(library.startTask().start(task.id(), JO)).isEmpty();
            pass(Duration.ofSeconds(31));
            assertThat(library.startTask().start(task.id(), JO)).isPresent();
            assertThat(executor.stopped()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aStopThatIsOwed_isMadeByAnotherProcess(boolean isTimeout) {
            Task task = task(TaskDraft.builder().name("slow").taskSessionTimeout(5));
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            library.close();
            // The process dies after it has stored that the attempt has ended.
            if (isTimeout) {
                clock.pass(Duration.ofMinutes(6));
            } else {
                store.sessions().remove(id);
            }
            ExecutionSessions dying = dying();
            dying.advanceTaskRuns().advance(() -> true);
            dying.advanceTaskRuns().advance(() -> true);
            // A listener of the process may do it at the same time.
            await(() -> session(id).isEmpty());
            ExecutionSessions next =
                    opened(ExecutionSessions.builder(store).clock(clock).taskExecutor(executor));
            next.advanceTaskRuns().advance(() -> true);
            assertThat(executor.stopped()).as("the lease of the other process").isEmpty();
            clock.pass(Duration.ofSeconds(31));
            next.advanceTaskRuns().advance(() -> true);
            await(() -> store.taskRuns().count() == 0);
            assertThat(executor.stopped()).extracting(TaskRun::resultId).containsExactly(run.resultId());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        @Test
        void aRetryThatWasNotHandedOver_isContinued() {
            Task task = task(TaskDraft.builder().name("flaky").maxRetries(1));
            UUID id = start(task);
            TaskRun run = accepted(id, 0);
            // The process dies after it has stored the next attempt in the session.
            UUID next = TaskRun.resultIdOf(id, 1);
            ExecutionSession read = session(id).orElseThrow();
            ExecutionResult failed = read.executionResult().toBuilder()
                    .status(TaskExecutionStatus.FINISHED_FAIL)
                    .build();
            ExecutionSession ended = read.update(
                    read.content().withExecutionResult(failed), clock.instant(), Caller.SERVICE, UUID::randomUUID);
            assertThat(store.sessions().replace(ended, read)).isTrue();
            ExecutionSession retried = ended.update(
                    ended.content().toBuilder()
                            .retries(1)
                            .executionResult(ExecutionResult.builder()
                                    .id(next)
                                    .status(TaskExecutionStatus.TRIGGERED)
                                    .build())
                            .build(),
                    clock.instant(),
                    Caller.SERVICE,
                    UUID::randomUUID);
            assertThat(store.sessions().replace(retried, ended)).isTrue();
            pass(Duration.ofSeconds(1));
            TaskRun second = accepted(id, 1);
            assertThat(second.resultId()).isEqualTo(next).isNotEqualTo(run.resultId());
        }

        @Test
        void anEndWhoseSessionWasRemoved_frees() {
            Task task = task("ended");
            UUID id = start(task);
            accepted(id, 0);
            // The process dies after it has removed the session.
            store.sessions().remove(id);
            pass(Duration.ofSeconds(1));
            await(() -> store.taskRuns().find(task.id()).isEmpty());
        }
    }

    @Nested
    class Functions {

        private ExecutionSessions node(TaskFunction function) {
            return opened(ExecutionSessions.builder(store)
                    .clock(clock)
                    .taskFunction(function)
                    .nodeName("node-1"));
        }

        @Test
        void aFunction_executesTasks() {
            ExecutionSessions node = node(execution -> {
                execution.report("working on " + execution.task().name());
                if (execution.task().name().equals("bad")) {
                    throw new java.io.IOException("disk\0full");
                }
            });
            UUID good = node.startTask().start(task("good").id(), JO).orElseThrow();
            UUID bad = node.startTask()
                    .start(task(TaskDraft.builder().name("bad").maxRetries(1)).id(), JO)
                    .orElseThrow();
            await(() -> session(good).isEmpty() && session(bad).isEmpty());
            assertThat(results(good)).singleElement().satisfies(result -> {
                assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
                assertThat(result.result().executingNodeName()).isEqualTo("node-1");
                assertThat(result.result().stopTime()).isNotNull();
                assertThat(result.result().details())
                        .extracting(detail -> detail.message())
                        .contains("working on good");
            });
            assertThat(results(bad)).hasSize(2).allSatisfy(result -> {
                assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
                assertThat(result.result().details())
                        .extracting(detail -> detail.message())
                        .contains("java.io.IOException: disk full");
            });
        }

        /** The thread that calls the executor waits until the end of the function is stored. */
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void aFunctionThatEndsAtOnce_hasAStart(boolean reports) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            AtomicReference<UUID> started = new AtomicReference<>();
            ExecutionSessions node = opened(ExecutionSessions.builder(store)
                    .clock(clock)
                    .taskFunction(execution -> {
                        started.set(execution.run().sessionId());
                        clock.pass(Duration.ofMillis(3));
                        if (reports) {
                            execution.report("working");
                        }
                        clock.pass(Duration.ofMillis(4));
                    })
                    .taskThreads(work -> {
                        Thread thread = new Thread(work) {
                            @Override
                            public void start() {
                                super.start();
                                if (threads.contains(Thread.currentThread())) {
                                    await(() -> started.get() != null
                                            && statuses(results(started.get()))
                                                    .contains(TaskExecutionStatus.FINISHED_SUCCESS));
                                }
                            }
                        };
                        threads.add(thread);
                        return thread;
                    }));
            Instant begun = clock.instant();
            UUID id = node.startTask().start(task("short").id(), JO).orElseThrow();
            await(() -> session(id).isEmpty());
            assertThat(results(id)).singleElement().satisfies(result -> {
                assertThat(result.result().startTime()).isEqualTo(begun);
                assertThat(result.result().duration()).isEqualTo(7);
                assertThat(result.result().details())
                        .extracting(detail -> detail.message())
                        .containsSubsequence(
                                "Changing task state to Triggered",
                                "Changing task state from Triggered to Started",
                                "Changing task state from Started to FinishedSuccess")
                        .hasSize(reports ? 4 : 3);
            });
        }

        @Test
        void manyMessages_leaveRoomForTheEnd() {
            int count = 1_100;
            ExecutionSessions node = node(execution -> {
                for (int i = 1; i <= count; i++) {
                    execution.report("line " + i);
                }
            });
            UUID id = node.startTask().start(task("talkative").id(), JO).orElseThrow();
            await(() -> session(id).isEmpty());
            List<String> messages = results(id).get(0).result().details().stream()
                    .map(detail -> detail.message())
                    .toList();
            List<String> lines = messages.stream()
                    .filter(message -> message.startsWith("line "))
                    .toList();
            assertThat(lines).hasSizeGreaterThan(980).startsWith("line 1", "line 2");
            assertThat(messages)
                    .endsWith(
                            count - lines.size() + " more messages were left out",
                            "Changing task state from Started to FinishedSuccess");
        }

        @Test
        void aMessage_isStoredWhileTheFunctionRuns() {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ExecutionSessions node = node(execution -> {
                execution.report("working");
                end.join();
            });
            UUID id = node.startTask().start(task("long").id(), JO).orElseThrow();
            await(() -> session(id).orElseThrow().executionResult().details().stream()
                    .anyMatch(detail -> detail.message().equals("working")));
            end.complete(null);
            await(() -> session(id).isEmpty());
            assertThat(results(id).get(0).result().details())
                    .filteredOn(detail -> detail.message().equals("working"))
                    .hasSize(1);
        }

        @Test
        void aFunctionThatIsNotInterrupted_learnsThatItIsStopped() throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            ExecutionSessions node = node(execution -> {
                assertThat(execution.isStopped()).isFalse();
                running.countDown();
                while (!execution.isStopped()) {
                    Thread.onSpinWait();
                }
                throw new InterruptedException();
            });
            UUID id = node.startTask().start(task("long").id(), JO).orElseThrow();
            running.await();
            assertThat(node.stopTask().stop("long", JO)).isTrue();
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        @Test
        void aFunctionThatReturnsSinceItIsStopped_isAborted() throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            ExecutionSessions node = node(execution -> {
                running.countDown();
                while (!execution.isStopped()) {
                    Thread.onSpinWait();
                }
            });
            UUID id = node.startTask().start(task("long").id(), JO).orElseThrow();
            running.await();
            assertThat(node.stopTask().stop("long", JO)).isTrue();
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        @Test
        void aStoppedFunctionWhoseSessionIsRemoved_doesNotKeepItsTask() throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            ExecutionSessions node = node(execution -> {
                running.countDown();
                new CountDownLatch(1).await();
            });
            UUID task = task("long").id();
            UUID id = node.startTask().start(task, JO).orElseThrow();
            running.await();
            await(() -> store.taskRuns().find(task).orElseThrow().state() == TaskRunState.RUNNING);
            // Another process has stopped the function, stored its end and removed the session, but not the run.
            TaskRun run = store.taskRuns().find(task).orElseThrow();
            assertThat(store.taskRuns()
                            .replace(
                                    run.stopping(
                                            AbortReason.MANUAL, clock.instant().plusSeconds(30)),
                                    run))
                    .isTrue();
            store.sessions().remove(id);
            ExecutionResultEntity result = store.results().find(run.resultId()).orElseThrow();
            ExecutionResultDraft aborted =
                    new ExecutionResultDraft(result.origin(), result.result().aborted(clock.instant(), "stopped"));
            assertThat(store.results().replace(result.update(aborted, clock.instant(), JO, UUID::randomUUID), result))
                    .isTrue();
            assertThat(node.startTask().start(task, JO)).isPresent();
        }

        @Test
        void aStoppedFunction_isInterruptedOnTheNodeThatRunsIt() throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            ExecutionSessions node = node(execution -> {
                running.countDown();
                new CountDownLatch(1).await();
            });
            ExecutionSessions other = node(execution -> {});
            UUID id = node.startTask().start(task("long").id(), JO).orElseThrow();
            running.await();
            assertThat(other.stopTask().stop("long", JO)).isTrue();
            await(() -> {
                node.advanceTaskRuns().advance(() -> true);
                return session(id).isEmpty();
            });
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.ABORTED);
        }

        @Test
        void aNodeThatRenewsItsLease_keepsItsRun() throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            CompletableFuture<Void> end = new CompletableFuture<>();
            ExecutionSessions node = node(execution -> {
                running.countDown();
                end.join();
            });
            ExecutionSessions other = node(execution -> {});
            UUID id = node.startTask().start(task("long").id(), JO).orElseThrow();
            running.await();
            await(() -> status(id).equals(TaskExecutionStatus.STARTED));
            for (int i = 0; i < 10; i++) {
                clock.pass(Duration.ofSeconds(20));
                node.advanceTaskRuns().advance(() -> true);
                other.advanceTaskRuns().advance(() -> true);
                assertThat(status(id)).isEqualTo(TaskExecutionStatus.STARTED);
            }
            end.complete(null);
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
        }

        /** A process can be paused, or wait for the database, between the reading of the runs and the look at one of them. */
        @Test
        void aLeaseThatIsRenewedWhileAnotherNodeIsPaused_keepsItsRun() throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            CompletableFuture<Void> end = new CompletableFuture<>();
            ExecutionSessions node = node(execution -> {
                running.countDown();
                end.join();
            });
            ExecutionSessions paused = node(execution -> {});
            UUID id = node.startTask().start(task("long").id(), JO).orElseThrow();
            running.await();
            await(() -> status(id).equals(TaskExecutionStatus.STARTED));
            paused.advanceTaskRuns().advance(() -> {
                clock.pass(Duration.ofSeconds(20));
                node.advanceTaskRuns().advance(() -> true);
                clock.pass(Duration.ofSeconds(20));
                return true;
            });
            assertThat(status(id)).isEqualTo(TaskExecutionStatus.STARTED);
            end.complete(null);
            await(() -> session(id).isEmpty());
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
        }

        @Test
        void theRunOfADeadNode_isTriedAgainByAnother() throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            ExecutionSessions dead = node(execution -> {
                running.countDown();
                new CountDownLatch(1).await();
            });
            ExecutionSessions other = node(execution -> {});
            UUID id = dead.startTask()
                    .start(task(TaskDraft.builder().name("long").maxRetries(1)).id(), JO)
                    .orElseThrow();
            running.await();
            await(() -> status(id).equals(TaskExecutionStatus.STARTED));
            clock.pass(Duration.ofSeconds(31));
            other.advanceTaskRuns().advance(() -> true);
            await(() -> {
                other.advanceTaskRuns().advance(() -> true);
                return session(id).isEmpty();
            });
            assertThat(statuses(results(id)))
                    .containsExactlyInAnyOrder(TaskExecutionStatus.FINISHED_FAIL, TaskExecutionStatus.FINISHED_SUCCESS);
            // The dead node was only slow: it stops what it still runs, and changes nothing.
            dead.advanceTaskRuns().advance(() -> true);
            dead.close();
            assertThat(results(id)).hasSize(2);
        }

        @Test
        void aClosedApplication_leavesNoRunningSession() throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            ExecutionSessions node = node(execution -> {
                running.countDown();
                new CountDownLatch(1).await();
            });
            UUID id = node.startTask().start(task("long").id(), JO).orElseThrow();
            running.await();
            node.close();
            assertThat(statuses(results(id))).containsExactly(TaskExecutionStatus.FINISHED_FAIL);
            pass(Duration.ofSeconds(1));
            assertThat(session(id)).isEmpty();
        }
    }
}
