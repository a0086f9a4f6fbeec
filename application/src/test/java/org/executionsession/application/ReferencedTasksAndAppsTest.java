package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.SessionsOfCaller;
import org.executionsession.domain.model.AppAvailabilityStatus;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where nothing but an id is said of a task, an app or a part of them, what is recorded with it stays, and shows. */
class ReferencedTasksAndAppsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    private final ExecutionSessions sessions =
            ExecutionSessions.builder(new InMemoryStore()).build();
    private final SessionsOfCaller jo = new SessionsOfCaller(sessions, new Caller("ACME", "jo"));

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void referencedTasksAndApps_areKept() {
        UUID id = UUID.randomUUID();
        ExecutionResult last =
                ExecutionResult.of(TaskExecutionStatus.ERROR).toBuilder().id(id).build();
        TaskReference task =
                new TaskReference(id, "task", TaskType.USER_SYNC, true, 5, 6, new TaskOperational(id, last, NOW));
        AppReference app = new AppReference(
                id,
                "app",
                "engine",
                NOW,
                true,
                new StreamReference(id, "stream"),
                "1",
                "2",
                AppAvailabilityStatus.NOT_APPLICABLE);
        ExecutionSession session = jo.create(ExecutionSessionDraft.builder()
                .reloadTask(task)
                .userSyncTask(task)
                .externalProgramTask(task)
                .app(app)
                .build());
        TaskReference sameTask = new TaskReference(id, null, null, false, 0, 0, null, true);
        ExecutionSession referring = jo.update(
                session,
                ExecutionSessionDraft.builder()
                        .reloadTask(sameTask)
                        .userSyncTask(sameTask)
                        .externalProgramTask(sameTask)
                        .app(new AppReference(id, null, null, null, false, null, null, null, null, true))
                        .build());
        assertThat(referring.content()).isEqualTo(session.content());

        ExecutionSession inside = jo.update(
                referring,
                ExecutionSessionDraft.builder()
                        .reloadTask(new TaskReference(
                                id, "new", null, false, 0, 0, new TaskOperational(id, null, null, true)))
                        .userSyncTask(new TaskReference(
                                id,
                                "new",
                                null,
                                false,
                                0,
                                0,
                                new TaskOperational(id, ExecutionResult.reference(id), null)))
                        .app(new AppReference(
                                id, "new", null, null, false, new StreamReference(id, null, true), null, null, null))
                        .build());
        assertThat(inside.reloadTask().name()).isEqualTo("new");
        assertThat(inside.reloadTask().operational()).isEqualTo(task.operational());
        assertThat(inside.userSyncTask().operational().lastExecutionResult()).isEqualTo(last);
        assertThat(inside.app().name()).isEqualTo("new");
        assertThat(inside.app().stream()).isEqualTo(app.stream());

        UUID unknown = UUID.randomUUID();
        ExecutionSession other = jo.update(
                inside,
                ExecutionSessionDraft.builder()
                        .reloadTask(new TaskReference(unknown, null, null, false, 0, 0, null, true))
                        .build());
        assertThat(other.reloadTask()).isEqualTo(new TaskReference(unknown, null, null, false, 0, 0, null));
        assertThat(jo.find(session.id())).isEqualTo(other);
    }
}
