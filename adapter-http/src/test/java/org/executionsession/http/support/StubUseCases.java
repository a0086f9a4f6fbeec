package org.executionsession.http.support;

import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.port.inbound.UseCases;

/** The use cases that the adapter offers, each a stand-in of its own. */
record StubUseCases(
        CreateExecutionSession createExecutionSession,
        FindExecutionSessions findExecutionSessions,
        UpdateExecutionSession updateExecutionSession,
        EndExecutionSession endExecutionSession,
        ExecutionResults executionResults,
        ExecutionResultDetails executionResultDetails,
        Selections selections,
        EvaluatePrivileges evaluatePrivileges)
        implements UseCases {

    @Override
    public AbortOverdueSessions abortOverdueSessions() {
        throw new UnsupportedOperationException("the adapter does not offer it");
    }

    @Override
    public PurgeResults purgeResults() {
        throw new UnsupportedOperationException("the adapter does not offer it");
    }

    @Override
    public PurgeExpired purgeExpired() {
        throw new UnsupportedOperationException("the adapter does not offer it");
    }
}
