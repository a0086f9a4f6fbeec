package org.executionsession.http.support;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/** Sessions whose database is away. */
public final class BrokenSessions implements FindExecutionSessions {

    @Override
    public Optional<ExecutionSession> find(UUID id, Caller caller) {
        throw new StoreUnavailableException("the database is away");
    }

    @Override
    public void forEach(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> reader) {
        throw new StoreUnavailableException("the database is away");
    }

    @Override
    public long count(Filter<ExecutionSession> filter, Caller caller) {
        throw new StoreUnavailableException("the database is away");
    }
}
