package org.executionsession.http.support;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.Query;

/** Sessions that are read only with a signal. */
public abstract class CancellableLists implements FindExecutionSessions {

    @Override
    public final Optional<ExecutionSession> find(UUID id, Caller caller) {
        return Optional.empty();
    }

    @Override
    public final void forEach(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> reader) {
        throw new IllegalStateException("nothing would end it");
    }
}
