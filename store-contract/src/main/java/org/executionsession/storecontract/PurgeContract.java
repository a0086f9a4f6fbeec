package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.junit.jupiter.api.Test;

/** Tests which old results are purged, and which are not. */
interface PurgeContract extends TestedStore {

    /** Earlier than all entities that other tests leave in the store. */
    Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06.789Z");

    Instant BEFORE = LONG_AGO.plusMillis(1);

    @Test
    default void purge_removesOldResultsOfEndedSessionsWithTheirDetailsAndNoOthers() {
        UUID detail = UUID.randomUUID();
        ExecutionSession old = stored(
                of(TaskExecutionStatus.STARTED)
                        .details(List.of(message(detail, "m", 1)))
                        .build(),
                LONG_AGO);
        ExecutionSession younger = stored(of(TaskExecutionStatus.STARTED).build(), BEFORE);
        ExecutionSession startedLater =
                stored(of(TaskExecutionStatus.STARTED).startTime(BEFORE).build(), LONG_AGO);
        for (ExecutionSession session : List.of(old, younger, startedLater)) {
            sessions().add(session);
            sessions().remove(session.id());
        }
        assertThat(purgeAll()).isEqualTo(1);
        assertThat(resultsOf(old.id())).isEmpty();
        assertThat(details().find(detail)).isEmpty();
        assertThat(resultsOf(younger.id())).hasSize(1);
        assertThat(resultsOf(startedLater.id())).hasSize(1);
    }

    @Test
    default void purge_removesResultsWithoutASession() {
        ExecutionResultEntity ofNoSession =
                Samples.result(null, of(TaskExecutionStatus.NEVER_STARTED).build(), LONG_AGO);
        results().add(ofNoSession);
        assertThat(purgeAll()).isEqualTo(1);
        assertThat(results().find(ofNoSession.id())).isEmpty();
    }

    @Test
    default void purge_removesFinishedSessionsAndKeepsActiveOnes() {
        for (TaskExecutionStatus end : TaskExecutionStatus.TERMINAL) {
            ExecutionSession session = stored(of(end).build(), LONG_AGO);
            sessions().add(session);
            assertThat(purgeAll()).as("%s", end).isEqualTo(1);
            assertThat(sessions().find(session.id())).isEmpty();
            assertThat(resultsOf(session.id())).isEmpty();
        }
        List<ExecutionSession> underWay = Stream.concat(
                        TaskExecutionStatus.UNFINISHED.stream(), Stream.of(new TaskExecutionStatus(99)))
                .map(status -> stored(of(status).build(), LONG_AGO))
                .toList();
        sessions().addAll(underWay);
        assertThat(purgeAll()).isZero();
        assertThat(underWay)
                .allSatisfy(session -> assertThat(sessions().find(session.id())).contains(session));
        underWay.forEach(session -> sessions().remove(session.id()));
        assertThat(purgeAll()).isEqualTo(underWay.size());
    }

    @Test
    default void purge_keepsASessionThatWasChangedLater() {
        ExecutionSession session =
                stored(of(TaskExecutionStatus.FINISHED_SUCCESS).build(), LONG_AGO);
        sessions().add(session);
        ExecutionSession changed =
                session.update(session.content().toBuilder().retries(7).build(), BEFORE, JO, UUID::randomUUID);
        sessions().replace(changed, session);
        assertThat(purgeAll()).isZero();
        assertThat(sessions().find(session.id())).contains(changed);
    }

    @Test
    default void purge_removesEarlierAttemptsOfAnActiveSession() {
        ExecutionSession session = stored(of(TaskExecutionStatus.RETRY).build(), LONG_AGO);
        sessions().add(session);
        ExecutionSession nextTry = session.update(
                session.content().toBuilder()
                        .executionResult(of(TaskExecutionStatus.STARTED)
                                .id(UUID.randomUUID())
                                .build())
                        .build(),
                LONG_AGO,
                JO,
                UUID::randomUUID);
        sessions().replace(nextTry, session);
        assertThat(resultsOf(session.id())).hasSize(2);
        assertThat(purgeAll()).isEqualTo(1);
        assertThat(sessions().find(session.id())).contains(nextTry);
        assertThat(resultsOf(session.id()))
                .extracting(ExecutionResultEntity::id)
                .containsExactly(nextTry.executionResult().id());
    }

    @Test
    default void purge_distinguishesResultsWithEqualIds() {
        ExecutionResult same =
                of(TaskExecutionStatus.FINISHED_SUCCESS).id(UUID.randomUUID()).build();
        ExecutionSession old = stored(same, LONG_AGO);
        ExecutionSession younger = stored(same, BEFORE);
        sessions().addAll(List.of(old, younger));
        assertThat(purgeAll()).isEqualTo(1);
        assertThat(sessions().find(old.id())).isEmpty();
        assertThat(resultsOf(old.id())).isEmpty();
        assertThat(sessions().find(younger.id())).contains(younger);
        assertThat(results().find(requireNonNull(same.id()))).contains(ExecutionResultEntity.of(younger));
    }

    @Test
    default void purge_worksInBatches() {
        sessions().addAll(someEnded(25));
        assertThat(storeUnderTest().purgeResults(BEFORE, 10)).isEqualTo(10);
        assertThat(storeUnderTest().purgeResults(BEFORE, 10)).isEqualTo(10);
        assertThat(storeUnderTest().purgeResults(BEFORE, 10)).isEqualTo(5);
        assertThat(storeUnderTest().purgeResults(BEFORE, 10)).isZero();
    }

    @Test
    default void concurrently_eachResultIsPurgedOnce() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < 5; round++) {
                List<ExecutionSession> sessions = someEnded(40);
                sessions().addAll(sessions);
                List<Callable<Integer>> calls = new ArrayList<>();
                for (int caller = 0; caller < 4; caller++) {
                    calls.add(this::purgeAll);
                }
                int forgotten =
                        race.run(calls).stream().mapToInt(Integer::intValue).sum() + purgeAll();
                assertThat(forgotten).isEqualTo(40);
                assertThat(sessions).allSatisfy(session -> {
                    assertThat(sessions().find(session.id())).isEmpty();
                    assertThat(resultsOf(session.id())).isEmpty();
                });
            }
        }
    }

    private int purgeAll() {
        int all = 0;
        int forgotten = 1;
        while (forgotten > 0) {
            forgotten = storeUnderTest().purgeResults(BEFORE, 7);
            all += forgotten;
        }
        return all;
    }

    private static List<ExecutionSession> someEnded(int count) {
        return Stream.generate(
                        () -> stored(of(TaskExecutionStatus.FINISHED_FAIL).build(), LONG_AGO))
                .limit(count)
                .toList();
    }

    private static ExecutionResult.Builder of(TaskExecutionStatus status) {
        return ExecutionResult.builder().status(status);
    }

    private static ExecutionSession stored(ExecutionResult result, Instant at) {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder().executionResult(result).build(), at, JO, UUID::randomUUID);
    }
}
