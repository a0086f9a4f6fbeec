package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Race.ROUNDS;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.session;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.junit.jupiter.api.Test;

/** Tests that a late retry of the creation of a session does not replace a result that has ended. */
interface EndedResultsContract extends TestedStore {

    private static ExecutionResult at(TaskExecutionStatus status, ExecutionResult result) {
        return result.toBuilder().status(status).build();
    }

    /** Adds a session and removes it, so that only its result is left. */
    private ExecutionSession over(TaskExecutionStatus status) {
        ExecutionSession over = session(
                UUID.randomUUID(), at(status, content(UUID.randomUUID(), "node", message(UUID.randomUUID(), "m", 1))));
        sessions().add(over);
        sessions().remove(over.id());
        return over;
    }

    private static ExecutionSession again(ExecutionSession over) {
        return session(
                over.id(),
                at(TaskExecutionStatus.STARTED, content(over.executionResult().id(), "first word")));
    }

    @Test
    default void result_thatHasEndedIsNotReplacedByANewSession() {
        for (TaskExecutionStatus end : TaskExecutionStatus.TERMINAL) {
            ExecutionSession over = over(end);
            List<ExecutionSession> many = List.of(session(), again(over), session());
            IdempotentRequest request = new IdempotentRequest(
                    Fingerprint.of(UUID.randomUUID().toString()), Fingerprint.of("content"), NOW.plusSeconds(60));
            assertThatExceptionOfType(ResultConflictException.class)
                    .isThrownBy(() -> sessions().add(again(over)))
                    .withMessageContaining(
                            requireNonNull(over.executionResult().id()).toString())
                    .withMessageContaining("ended")
                    .withMessageNotContaining("status");
            assertThatExceptionOfType(ResultConflictException.class)
                    .isThrownBy(() -> sessions().addAll(many));
            assertThatExceptionOfType(ResultConflictException.class)
                    .isThrownBy(() -> sessions().addAll(List.of(again(over)), request, NOW));
            assertThat(many)
                    .allSatisfy(
                            session -> assertThat(sessions().find(session.id())).isEmpty());
            assertThat(resultsOf(over.id())).containsExactly(ExecutionResultEntity.of(over));
            assertThat(sessions().addAll(List.of(session()), request, NOW))
                    .as("the request was not remembered")
                    .isEmpty();
        }
    }

    @Test
    default void result_thatHasEndedStaysWithANewSessionOfEqualContent() {
        ExecutionSession over = over(TaskExecutionStatus.FINISHED_SUCCESS);
        sessions().add(over);
        assertThat(sessions().find(over.id())).contains(over);
        assertThat(resultsOf(over.id())).containsExactly(ExecutionResultEntity.of(over));
    }

    @Test
    default void result_thatHasNotEndedIsReplacedByANewSession() {
        List<TaskExecutionStatus> others = new ArrayList<>(TaskExecutionStatus.UNFINISHED);
        others.add(new TaskExecutionStatus(-1));
        others.add(new TaskExecutionStatus(99));
        for (TaskExecutionStatus status : others) {
            ExecutionSession over = over(status);
            sessions().add(again(over));
            assertThat(sessions().find(over.id())).contains(again(over));
        }
    }

    @Test
    default void result_thatHasEndedMayHaveItsIdInOtherSessions() {
        ExecutionSession over = over(TaskExecutionStatus.FINISHED_SUCCESS);
        ExecutionSession other = session(UUID.randomUUID(), again(over).executionResult());
        sessions().add(other);
        assertThat(sessions().find(other.id())).contains(other);
        assertThat(resultsOf(over.id())).containsExactly(ExecutionResultEntity.of(over));
    }

    @Test
    default void concurrently_anEndedResultIsNotRestarted() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                ExecutionSession running =
                        session(UUID.randomUUID(), at(TaskExecutionStatus.STARTED, content(UUID.randomUUID(), "node")));
                sessions().add(running);
                ExecutionSession ended =
                        Samples.with(running, at(TaskExecutionStatus.FINISHED_SUCCESS, running.executionResult()));
                ExecutionSession fresh = session();
                Callable<Boolean> again = () -> {
                    try {
                        sessions().add(again(running));
                        return true;
                    } catch (DuplicateIdException | ResultConflictException rejected) {
                        return false;
                    }
                };
                List<Boolean> done = race.run(List.of(
                        () -> sessions().replace(ended, running) && sessions().remove(running.id()),
                        again,
                        () -> {
                            sessions().add(fresh);
                            return true;
                        },
                        again));
                assertThat(done).containsExactly(true, false, true, false);
                assertThat(sessions().find(running.id())).isEmpty();
                assertThat(sessions().find(fresh.id())).contains(fresh);
                assertThat(resultsOf(running.id()))
                        .containsExactly(ExecutionResultEntity.of(running).replacedBy(ExecutionResultEntity.of(ended)));
            }
        }
    }
}
