package org.executionsession.recorder.support;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.ResultProperties;

/** Reads what was recorded. */
public final class History {

    private final UseCases sessions;

    /** Reads what is in a store. */
    public History(UseCases sessions) {
        this.sessions = sessions;
    }

    /**
     * An attempt of an execution.
     *
     * @param session the id of the session
     * @param job the name of the job
     */
    public record Run(UUID session, String job, TaskExecutionStatus status, String node, List<String> messages) {}

    /** Returns all attempts in the order of their starts. */
    public List<Run> runs() {
        List<Run> all = new ArrayList<>();
        Filter<ExecutionResultEntity> everything = Filter.all();
        sessions.executionResults()
                .forEach(
                        everything.orderBy(ResultProperties.START_TIME.asc()),
                        Caller.SERVICE,
                        result -> all.add(run(result)));
        return all;
    }

    /** Returns how many sessions run. */
    public long running() {
        return sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE);
    }

    private Run run(ExecutionResultEntity result) {
        String job = sessions.manageTasks()
                .find(result.origin().taskId(), Caller.SERVICE)
                .orElseThrow()
                .content()
                .name();
        return new Run(
                result.origin().executionId(),
                job,
                result.result().status(),
                result.result().executingNodeName(),
                result.result().details().stream()
                        .map(ExecutionResultDetail::message)
                        .toList());
    }
}
