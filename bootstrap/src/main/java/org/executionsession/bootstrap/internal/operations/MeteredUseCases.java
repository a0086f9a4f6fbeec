package org.executionsession.bootstrap.internal.operations;

import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.inbound.AdvanceTaskRuns;
import org.executionsession.domain.port.inbound.ChangeNotifications;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindApps;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.FindTaskStatistics;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.inbound.NodeHeartbeats;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.inbound.ScriptLogs;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.inbound.StopTask;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.port.inbound.WatchExecutions;

/** Use cases that count created sessions. */
public record MeteredUseCases(UseCases delegate, CreateExecutionSession createExecutionSession) implements UseCases {

    public static UseCases of(UseCases delegate, Metrics metrics) {
        return new MeteredUseCases(
                delegate, new MeteredCreateExecutionSession(delegate.createExecutionSession(), metrics));
    }

    @Override
    public FindExecutionSessions findExecutionSessions() {
        return delegate.findExecutionSessions();
    }

    @Override
    public UpdateExecutionSession updateExecutionSession() {
        return delegate.updateExecutionSession();
    }

    @Override
    public EndExecutionSession endExecutionSession() {
        return delegate.endExecutionSession();
    }

    @Override
    public ExecutionResults executionResults() {
        return delegate.executionResults();
    }

    @Override
    public ExecutionResultDetails executionResultDetails() {
        return delegate.executionResultDetails();
    }

    @Override
    public Selections selections() {
        return delegate.selections();
    }

    @Override
    public ManageTasks manageTasks() {
        return delegate.manageTasks();
    }

    @Override
    public FindTaskStatistics findTaskStatistics() {
        return delegate.findTaskStatistics();
    }

    @Override
    public StartTask startTask() {
        return delegate.startTask();
    }

    @Override
    public StopTask stopTask() {
        return delegate.stopTask();
    }

    @Override
    public FindApps findApps() {
        return delegate.findApps();
    }

    @Override
    public ScriptLogs scriptLogs() {
        return delegate.scriptLogs();
    }

    @Override
    public AdvanceTaskRuns advanceTaskRuns() {
        return delegate.advanceTaskRuns();
    }

    @Override
    public EvaluatePrivileges evaluatePrivileges() {
        return delegate.evaluatePrivileges();
    }

    @Override
    public AbortOverdueSessions abortOverdueSessions() {
        return delegate.abortOverdueSessions();
    }

    @Override
    public PurgeResults purgeResults() {
        return delegate.purgeResults();
    }

    @Override
    public ChangeNotifications changeNotifications() {
        return delegate.changeNotifications();
    }

    @Override
    public WatchExecutions watchExecutions() {
        return delegate.watchExecutions();
    }

    @Override
    public NodeHeartbeats nodeHeartbeats() {
        return delegate.nodeHeartbeats();
    }

    @Override
    public PurgeExpired purgeExpired() {
        return delegate.purgeExpired();
    }
}
