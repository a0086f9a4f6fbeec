package org.executionsession.http.support;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;

/** Creates sessions when the test releases them. */
public final class HeldCreations implements CreateExecutionSession {

    private final Semaphore entered = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CreateExecutionSession sessions = new TestUseCases().createExecutionSession();

    /** Waits until the next request is here: at first, until the first one is. */
    public void awaitEntry() throws InterruptedException {
        entered.acquire();
    }

    /** Lets all requests continue. */
    public void release() {
        released.countDown();
    }

    @Override
    public ExecutionSession create(ExecutionSessionDraft draft, Caller caller, IdempotencyKey key) {
        hold();
        return sessions.create(draft, caller, key);
    }

    @Override
    public List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller, IdempotencyKey key) {
        hold();
        return sessions.createAll(drafts, caller, key);
    }

    private void hold() {
        entered.release();
        try {
            released.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
