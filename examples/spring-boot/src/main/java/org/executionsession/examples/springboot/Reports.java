package org.executionsession.examples.springboot;

import java.time.Instant;
import java.util.List;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.query.Filter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Writes reports. The report and the end of its session are in one transaction: either both are stored, or neither. */
@Service
class Reports {

    private final JdbcTemplate jdbc;
    private final UpdateExecutionSession updateSession;
    private final EndExecutionSession endSession;
    private final ExecutionResults results;

    Reports(
            JdbcTemplate jdbc,
            UpdateExecutionSession updateSession,
            EndExecutionSession endSession,
            ExecutionResults results) {
        this.jdbc = jdbc;
        this.updateSession = updateSession;
        this.endSession = endSession;
        this.results = results;
    }

    @Transactional
    void write(ExecutionSession session) {
        jdbc.update("insert into sales_report values (?, ?)", session.id(), "sales of " + Instant.now());
        finish(session, TaskExecutionStatus.FINISHED_SUCCESS, List.of());
    }

    @Transactional
    void fail(ExecutionSession session, RuntimeException failure) {
        finish(
                session,
                TaskExecutionStatus.FINISHED_FAIL,
                List.of(new ExecutionResultDetail(null, DetailsType.ERROR, failure.toString(), Instant.now())));
    }

    private void finish(ExecutionSession session, TaskExecutionStatus status, List<ExecutionResultDetail> details) {
        ExecutionResult finished = session.executionResult().toBuilder()
                .status(status)
                .stopTime(Instant.now())
                .details(details)
                .build();
        updateSession.update(
                session.id(),
                session.content().withExecutionResult(finished),
                session.modifiedDate(),
                ReportJob.SCHEDULER);
        endSession.end(session.id(), ReportJob.SCHEDULER);
    }

    long recordedRuns() {
        return results.count(Filter.all(), ReportJob.SCHEDULER);
    }
}
