package org.executionsession.domain.port.inbound;

import org.executionsession.domain.model.ExecutionSession;

/** Reads the sessions that have not ended. */
public interface FindExecutionSessions extends FindEntities<ExecutionSession> {}
