package org.executionsession.application;

import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.storecontract.ExecutionSessionStoreContract;

class InMemoryStoreTest extends ExecutionSessionStoreContract {

    private final InMemoryStore store = new InMemoryStore();

    @Override
    protected ExecutionSessionStore store() {
        return store;
    }
}
