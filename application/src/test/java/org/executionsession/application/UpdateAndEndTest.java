package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UpdateAndEndTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");
    private static final Caller MAX = new Caller("ACME", "max");

    private final ExecutionSessions sessions = ExecutionSessions.inMemory(Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        sessions.close();
    }

    @Nested
    class Update {

        @Test
        void update_replacesAllWritableProperties() {
            ExecutionSession created = create(ExecutionSessionDraft.builder()
                    .user("before")
                    .retries(1)
                    .app(AppReference.of(null, "sales"))
                    .build());
            ExecutionSession updated = update(
                    created, ExecutionSessionDraft.builder().user("after").build());
            assertThat(updated.id()).isEqualTo(created.id());
            assertThat(updated.createdDate()).isEqualTo(created.createdDate());
            assertThat(updated.user()).isEqualTo("after");
            assertThat(updated.retries()).isZero();
            assertThat(updated.app()).isNull();
            assertThat(updated.modifiedByUserName()).isEqualTo("ACME\\max");
            assertThat(find(created.id())).isEqualTo(updated);
        }

        @Test
        void update_increasesModifiedDateAlthoughTheClockStandsStill() {
            ExecutionSession created = create(ExecutionSessionDraft.builder().build());
            ExecutionSession first = update(created, created.content());
            ExecutionSession second = update(first, first.content());
            assertThat(created.modifiedDate()).isEqualTo(NOW);
            assertThat(first.modifiedDate()).isEqualTo(NOW.plusMillis(1));
            assertThat(second.modifiedDate()).isEqualTo(NOW.plusMillis(2));
        }

        @Test
        void update_rejectsAnOlderOrMissingModifiedDateAndAcceptsALaterOne() {
            ExecutionSession created = create(ExecutionSessionDraft.builder().build());
            ExecutionSession updated = update(created, created.content());
            assertThatExceptionOfType(VersionConflictException.class)
                    .isThrownBy(() -> update(created, created.content()));
            assertThatExceptionOfType(VersionConflictException.class)
                    .isThrownBy(
                            () -> sessions.updateExecutionSession().update(created.id(), created.content(), null, JO));
            assertThat(find(created.id())).isEqualTo(updated);
            assertThat(sessions.updateExecutionSession()
                            .update(created.id(), created.content(), NOW.plusSeconds(60), JO)
                            .modifiedDate())
                    .isAfter(updated.modifiedDate());
        }

        @Test
        void update_rejectsAnUnknownIdAndAnInvalidDraft() {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> sessions.updateExecutionSession()
                            .update(
                                    UUID.randomUUID(),
                                    ExecutionSessionDraft.builder().build(),
                                    NOW,
                                    JO));
            ExecutionSession created = create(ExecutionSessionDraft.builder().build());
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(() -> update(
                            created, ExecutionSessionDraft.builder().retries(-1).build()));
        }

        @Test
        void update_acceptsExactlyOneOfManyWritersOfTheSameVersion() throws Exception {
            ExecutionSession created = create(ExecutionSessionDraft.builder().build());
            int writers = 8;
            CyclicBarrier start = new CyclicBarrier(writers);
            ExecutorService threads = Executors.newFixedThreadPool(writers);
            try {
                List<Callable<Boolean>> attempts = IntStream.range(0, writers)
                        .<Callable<Boolean>>mapToObj(writer -> () -> {
                            start.await();
                            try {
                                update(
                                        created,
                                        ExecutionSessionDraft.builder()
                                                .retries(writer)
                                                .build());
                                return true;
                            } catch (VersionConflictException rejection) {
                                return false;
                            }
                        })
                        .toList();
                int won = 0;
                for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                    won += attempt.get() ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class ResultsAndDetails {

        @Test
        void results_ofAllAttemptsStayWhenTheSessionEnds() {
            UUID task = UUID.randomUUID();
            UUID app = UUID.randomUUID();
            UUID node = UUID.randomUUID();
            ExecutionSession created = create(ExecutionSessionDraft.builder()
                    .reloadTask(TaskReference.of(task, "reload", TaskType.RELOAD))
                    .app(AppReference.of(app, "sales"))
                    .executingNode(new SchedulerReference(node))
                    .executionResult(ExecutionResult.of(TaskExecutionStatus.STARTED))
                    .build());
            UUID firstTry = created.executionResult().id();

            ExecutionSession failed = update(
                    created,
                    created.content().toBuilder()
                            .executionResult(ExecutionResult.of(TaskExecutionStatus.FINISHED_FAIL))
                            .build());
            assertThat(failed.executionResult().id()).isEqualTo(firstTry);
            assertThat(resultsOf(created)).hasSize(1);

            UUID secondTry = UUID.randomUUID();
            update(
                    failed,
                    failed.content().toBuilder()
                            .executionResult(ExecutionResult.of(TaskExecutionStatus.STARTED).toBuilder()
                                    .id(secondTry)
                                    .build())
                            .retries(1)
                            .build());
            sessions.endExecutionSession().end(created.id(), JO);

            assertThat(sessions.findExecutionSessions().find(created.id(), JO)).isEmpty();
            List<ExecutionResultEntity> results = resultsOf(created);
            assertThat(results).extracting(ExecutionResultEntity::id).containsExactlyInAnyOrder(firstTry, secondTry);
            assertThat(results)
                    .allSatisfy(result ->
                            assertThat(result.origin()).isEqualTo(new ResultOrigin(created.id(), task, app, node)));
            assertThat(sessions.executionResults()
                            .find(firstTry, JO)
                            .orElseThrow()
                            .result()
                            .status())
                    .isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> sessions.endExecutionSession().end(created.id(), JO));
        }

        @Test
        void results_changedDirectlyAreVisibleInTheirSession() {
            ExecutionSession created = create(ExecutionSessionDraft.builder().build());
            UUID id = created.executionResult().id();
            ExecutionResultEntity result =
                    sessions.executionResults().find(id, JO).orElseThrow();
            ExecutionResultEntity updated = sessions.executionResults()
                    .update(
                            id,
                            new ExecutionResultDraft(
                                    ResultOrigin.UNKNOWN, ExecutionResult.of(TaskExecutionStatus.FINISHED_SUCCESS)),
                            result.modifiedDate(),
                            JO);
            assertThat(updated.origin()).isEqualTo(result.origin());
            assertThat(find(created.id()).executionResult()).isEqualTo(updated.result());
        }

        @Test
        void results_ofASessionThatHasNotEndedCannotBeDeleted() {
            ExecutionSession created = create(ExecutionSessionDraft.builder().build());
            UUID id = created.executionResult().id();
            assertThatExceptionOfType(ResultInUseException.class)
                    .isThrownBy(() -> sessions.executionResults().delete(id, JO));
            sessions.endExecutionSession().end(created.id(), JO);
            sessions.executionResults().delete(id, JO);
            assertThat(sessions.executionResults().find(id, JO)).isEmpty();
        }

        @Test
        void resultsAndDetails_canBeCreatedDirectly() {
            UUID id = UUID.randomUUID();
            UUID detailId = UUID.randomUUID();
            ExecutionResultDraft draft = new ExecutionResultDraft(
                    ResultOrigin.UNKNOWN,
                    ExecutionResult.builder()
                            .id(id)
                            .details(List.of(new ExecutionResultDetail(detailId, DetailsType.WARNING, "hot", NOW)))
                            .build());
            sessions.executionResults().create(draft, JO);
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> sessions.executionResults().create(draft, JO));

            ExecutionResultDetailEntity detail =
                    sessions.executionResultDetails().find(detailId, JO).orElseThrow();
            assertThat(detail.detail().message()).isEqualTo("hot");
            sessions.executionResultDetails()
                    .update(
                            detailId,
                            new ExecutionResultDetail(null, DetailsType.ERROR, "burning", NOW),
                            detail.modifiedDate(),
                            JO);
            assertThat(sessions.executionResults()
                            .find(id, JO)
                            .orElseThrow()
                            .result()
                            .details())
                    .extracting(ExecutionResultDetail::message)
                    .containsExactly("burning");
            sessions.executionResultDetails().delete(detailId, JO);
            assertThat(sessions.executionResults()
                            .find(id, JO)
                            .orElseThrow()
                            .result()
                            .details())
                    .isEmpty();
        }

        private List<ExecutionResultEntity> resultsOf(ExecutionSession session) {
            List<ExecutionResultEntity> results = new ArrayList<>();
            sessions.executionResults()
                    .forEach(
                            Query.of(
                                    new Filter.Comparison<>(
                                            QueryableProperties.RESULTS
                                                    .find("executionid")
                                                    .orElseThrow(),
                                            Operator.EQ,
                                            session.id()),
                                    List.of()),
                            JO,
                            results::add);
            return results;
        }
    }

    @Nested
    class BulkCreation {

        @Test
        void createAll_storesAllOrNone() {
            UUID taken = create(ExecutionSessionDraft.builder().build()).id();
            UUID free = UUID.randomUUID();
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> sessions.createExecutionSession()
                            .createAll(
                                    List.of(
                                            ExecutionSessionDraft.builder()
                                                    .id(free)
                                                    .build(),
                                            ExecutionSessionDraft.builder()
                                                    .id(taken)
                                                    .build()),
                                    JO));
            assertThat(sessions.findExecutionSessions().find(free, JO)).isEmpty();
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(() -> sessions.createExecutionSession()
                            .createAll(
                                    List.of(
                                            ExecutionSessionDraft.builder()
                                                    .id(free)
                                                    .build(),
                                            ExecutionSessionDraft.builder()
                                                    .retries(-1)
                                                    .build()),
                                    JO))
                    .withMessage("1.retries must be greater than or equal to 0");
            assertThat(sessions.findExecutionSessions().find(free, JO)).isEmpty();
            assertThat(sessions.createExecutionSession()
                            .createAll(
                                    List.of(
                                            ExecutionSessionDraft.builder()
                                                    .id(free)
                                                    .build(),
                                            ExecutionSessionDraft.builder().build()),
                                    JO))
                    .hasSize(2)
                    .allSatisfy(session -> assertThat(find(session.id())).isEqualTo(session));
        }
    }

    private ExecutionSession create(ExecutionSessionDraft draft) {
        return sessions.createExecutionSession().create(draft, JO);
    }

    private ExecutionSession update(ExecutionSession seen, ExecutionSessionDraft draft) {
        return sessions.updateExecutionSession().update(seen.id(), draft, seen.modifiedDate(), MAX);
    }

    private ExecutionSession find(UUID id) {
        return sessions.findExecutionSessions().find(id, JO).orElseThrow();
    }
}
