package org.executionsession.domain.port.inbound;

import org.executionsession.domain.model.ExecutionSession;

/** Reads recorded executions that have not ended. */
public interface FindExecutionSessions extends FindEntities<ExecutionSession> {}
