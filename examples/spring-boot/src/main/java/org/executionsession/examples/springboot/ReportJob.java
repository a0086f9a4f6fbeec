package org.executionsession.examples.springboot;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The job. Its session is committed when it starts, so that others see it run. */
@Component
class ReportJob {

    static final Caller SCHEDULER = new Caller("ACME", "scheduler");

    private static final TaskReference TASK = TaskReference.of(
            UUID.fromString("0d9f5c1e-5d3a-4b5e-9a44-0a8f7f3b1c03"), "Sales report", TaskType.EXTERNAL_PROGRAM);

    private static final Logger LOG = LoggerFactory.getLogger(ReportJob.class);

    private final CreateExecutionSession createSession;
    private final Reports reports;

    ReportJob(CreateExecutionSession createSession, Reports reports) {
        this.createSession = createSession;
        this.reports = reports;
    }

    @Scheduled(fixedDelayString = "${report.interval}")
    void run() {
        ExecutionSession session = createSession.create(
                ExecutionSessionDraft.builder()
                        .externalProgramTask(TASK)
                        .executionResult(ExecutionResult.builder()
                                .status(TaskExecutionStatus.STARTED)
                                .startTime(Instant.now())
                                .build())
                        .build(),
                SCHEDULER);
        try {
            reports.write(session);
        } catch (RuntimeException failure) {
            reports.fail(session, failure);
        }
        LOG.info("recorded {} runs", reports.recordedRuns());
    }
}
