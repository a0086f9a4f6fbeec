package org.executionsession.examples.plain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;

/** A job whose runs are recorded: when each one started and stopped, and how it ended. */
final class RecordedJob implements Runnable {

    private static final Caller SCHEDULER = new Caller("ACME", "scheduler");

    private final ExecutionSessions sessions;
    private final TaskReference task;
    private final Runnable job;

    RecordedJob(ExecutionSessions sessions, UUID id, String name, Runnable job) {
        this.sessions = sessions;
        this.task = TaskReference.of(id, name, TaskType.EXTERNAL_PROGRAM);
        this.job = job;
    }

    @Override
    public void run() {
        Instant start = Instant.now();
        ExecutionSession session = sessions.createExecutionSession()
                .create(
                        ExecutionSessionDraft.builder()
                                .externalProgramTask(task)
                                .user("ACME\\scheduler")
                                .executionResult(ExecutionResult.builder()
                                        .status(TaskExecutionStatus.STARTED)
                                        .startTime(start)
                                        .build())
                                .build(),
                        SCHEDULER);
        try {
            job.run();
            finish(session, TaskExecutionStatus.FINISHED_SUCCESS, List.of());
        } catch (RuntimeException failure) {
            finish(
                    session,
                    TaskExecutionStatus.FINISHED_FAIL,
                    List.of(new ExecutionResultDetail(null, DetailsType.ERROR, failure.toString(), Instant.now())));
        }
    }

    /** Records the result, and ends the session. The result is kept. */
    private void finish(ExecutionSession session, TaskExecutionStatus status, List<ExecutionResultDetail> details) {
        Instant stop = Instant.now();
        ExecutionResult result = session.executionResult();
        ExecutionResult finished = result.toBuilder()
                .status(status)
                .stopTime(stop)
                .duration((int) (stop.toEpochMilli() - result.startTime().toEpochMilli()))
                .details(details)
                .build();
        sessions.updateExecutionSession()
                .update(
                        session.id(),
                        session.content().withExecutionResult(finished),
                        session.modifiedDate(),
                        SCHEDULER);
        sessions.endExecutionSession().end(session.id(), SCHEDULER);
    }
}
