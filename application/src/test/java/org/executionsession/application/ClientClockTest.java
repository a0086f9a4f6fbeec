package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dates that a client sends are stored unchanged, even if they contradict each other. */
class ClientClockTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");

    private final ExecutionSessions sessions = ExecutionSessions.inMemory(Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        sessions.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T10:20:30.000Z, 2026-11-24T10:20:29.999Z, -1",
        "2026-11-24T10:20:30.000Z, 2026-11-24T10:20:29.999Z, 0",
        "2026-11-24T10:20:30.000Z, 1970-01-01T00:00:00.000Z, -2147483648",
        "9999-12-31T23:59:59.999Z, 0001-01-01T00:00:00.000Z, 5",
        "2099-01-01T00:00:00.000Z, 2098-12-31T23:59:59.999Z, 2147483647"
    })
    void anEndBeforeTheStart_isStoredUnchanged(Instant start, Instant stop, int duration) {
        ExecutionResult end = ExecutionResult.of(TaskExecutionStatus.FINISHED_SUCCESS).toBuilder()
                .id(UUID.randomUUID())
                .startTime(start)
                .stopTime(stop)
                .duration(duration)
                .build();
        ExecutionSession started = sessions.createExecutionSession()
                .create(
                        ExecutionSessionDraft.builder()
                                .executionResult(ExecutionResult.of(TaskExecutionStatus.STARTED).toBuilder()
                                        .id(end.id())
                                        .startTime(start)
                                        .build())
                                .build(),
                        JO);
        ExecutionSession ended = sessions.updateExecutionSession()
                .update(
                        started.id(),
                        started.content().toBuilder()
                                .executionResult(end)
                                .reloadTask(taskThatEnded(end))
                                .build(),
                        started.modifiedDate(),
                        JO);
        assertThat(ended.executionResult()).isEqualTo(end);
        assertThat(sessions.findExecutionSessions().find(started.id(), JO)).contains(ended);
        assertThat(sessions.executionResults()
                        .find(end.id(), JO)
                        .map(ExecutionResultEntity::result)
                        .orElseThrow())
                .isEqualTo(end);

        ExecutionResultDraft draft = new ExecutionResultDraft(
                ResultOrigin.UNKNOWN, end.toBuilder().id(UUID.randomUUID()).build());
        ExecutionResultEntity byItself =
                sessions.executionResults().createAll(List.of(draft), JO).get(0);
        assertThat(byItself.result()).isEqualTo(draft.result());
        assertThat(sessions.executionResults()
                        .update(byItself.id(), draft, byItself.modifiedDate(), JO)
                        .result())
                .isEqualTo(draft.result());
    }

    private static TaskReference taskThatEnded(ExecutionResult end) {
        return new TaskReference(
                UUID.randomUUID(), "task", TaskType.RELOAD, true, 0, 0, new TaskOperational(null, end, NOW));
    }
}
