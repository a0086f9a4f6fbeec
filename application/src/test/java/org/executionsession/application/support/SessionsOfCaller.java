package org.executionsession.application.support;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/** The use cases as one caller calls them. */
public record SessionsOfCaller(ExecutionSessions sessions, Caller caller) {

    public ExecutionSession create(ExecutionSessionDraft draft) {
        return sessions.createExecutionSession().create(draft, caller);
    }

    public ExecutionSession update(ExecutionSession seen, ExecutionSessionDraft draft) {
        return sessions.updateExecutionSession().update(seen.id(), draft, seen.modifiedDate(), caller);
    }

    public ExecutionSession find(UUID id) {
        return sessions.findExecutionSessions().find(id, caller).orElseThrow();
    }

    public List<ExecutionSession> list() {
        List<ExecutionSession> list = new ArrayList<>();
        sessions.findExecutionSessions().forEach(Query.of(Filter.all(), List.of()), caller, list::add);
        return list;
    }

    public List<ExecutionResultEntity> results() {
        List<ExecutionResultEntity> results = new ArrayList<>();
        sessions.executionResults().forEach(Query.of(Filter.all(), List.of()), caller, results::add);
        return results;
    }
}
