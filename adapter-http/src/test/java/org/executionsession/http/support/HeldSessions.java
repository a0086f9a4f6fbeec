package org.executionsession.http.support;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/** Sessions that the guest reads when the test releases them. */
public final class HeldSessions implements FindExecutionSessions {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final FindExecutionSessions sessions;

    public HeldSessions(FindExecutionSessions sessions) {
        this.sessions = sessions;
    }

    /** Waits until the guest reads. */
    public void awaitEntry() throws InterruptedException {
        entered.await();
    }

    /** Lets the guest read. */
    public void release() {
        released.countDown();
    }

    @Override
    public Optional<ExecutionSession> find(UUID id, Caller caller) {
        return sessions.find(id, caller);
    }

    @Override
    public void forEach(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> reader) {
        if (caller.userId().equals("guest")) {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
        sessions.forEach(query, caller, reader);
    }

    @Override
    public long count(Filter<ExecutionSession> filter, Caller caller) {
        return sessions.count(filter, caller);
    }
}
