package org.executionsession.springbatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;

/** What was recorded of jobs, in a database. */
public final class History implements AutoCloseable {

    private final ExecutionSessions sessions;
    private final List<ExecutionRecorder> recorders = new ArrayList<>();

    public History(DataSource database) {
        sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(database))
                .build();
    }

    public ExecutionSessions sessions() {
        return sessions;
    }

    public ExecutionRecorder recorder(String node) {
        return add(ExecutionRecorder.builder(sessions).nodeName(node));
    }

    public ExecutionRecorder requiredRecorder() {
        return add(ExecutionRecorder.builder(sessions).requireRecording(true));
    }

    public ExecutionRecorder recorderWithHeartbeat(String node) {
        return add(ExecutionRecorder.builder(sessions).nodeName(node).heartbeat(Duration.ofMillis(50)));
    }

    /** Waits until a node has sent a heartbeat. */
    public void awaitHeartbeat() {
        while (sessions.nodeHeartbeats().list().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    /** Waits until all sessions have ended. */
    public void awaitNoRunningSession() {
        while (runningSessions() > 0) {
            Thread.onSpinWait();
        }
    }

    private ExecutionRecorder add(ExecutionRecorder.Builder builder) {
        ExecutionRecorder recorder = builder.build();
        recorders.add(recorder);
        return recorder;
    }

    /** Waits until all is stored that was reported. */
    public void flush() {
        for (ExecutionRecorder recorder : recorders) {
            try {
                assertThat(recorder.flush(Duration.ofMinutes(1))).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    /** Returns the results of all attempts, in the order of their starts. */
    public List<ExecutionResultEntity> results() {
        flush();
        List<ExecutionResultEntity> all = new ArrayList<>();
        Filter<ExecutionResultEntity> every = Filter.all();
        sessions.executionResults().forEach(every.orderBy(ResultProperties.START_TIME.asc()), Caller.SERVICE, all::add);
        return all;
    }

    public ExecutionResult onlyResult() {
        List<ExecutionResultEntity> all = results();
        assertThat(all).hasSize(1);
        return all.get(0).result();
    }

    public ExecutionSession session(UUID id) {
        flush();
        return sessions.findExecutionSessions().find(id, Caller.SERVICE).orElseThrow();
    }

    public long runningSessions() {
        flush();
        return sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE);
    }

    public static List<String> messages(ExecutionResult result) {
        return result.details().stream().map(ExecutionResultDetail::message).toList();
    }

    @Override
    public void close() {
        recorders.forEach(ExecutionRecorder::close);
        sessions.close();
    }
}
