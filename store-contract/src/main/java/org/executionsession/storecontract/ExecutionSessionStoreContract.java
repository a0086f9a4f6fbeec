package org.executionsession.storecontract;

import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How a store must behave. An author of a store extends this class in a test and implements {@link #store()}. JUnit then runs
 * all tests of the contract on that store. The store may hold other entities; the tests use ids of their own.
 */
@ExtendWith(InstancioExtension.class)
public abstract class ExecutionSessionStoreContract
        implements SessionsContract,
                ResultsContract,
                DetailsContract,
                BulkEditsContract,
                RemoveUnchangedContract,
                SelectionsContract,
                IdempotencyContract,
                PurgeContract,
                QueriesContract,
                RandomQueriesContract,
                ConcurrencyContract,
                ConcurrentReadsContract,
                ReferencesContract,
                EndedResultsContract,
                HistoriesContract {

    /** For the subclass. */
    protected ExecutionSessionStoreContract() {}

    /**
     * The store under test.
     *
     * @return an open store, the same within one test
     */
    protected abstract ExecutionSessionStore store();

    @Override
    public final ExecutionSessionStore storeUnderTest() {
        return store();
    }
}
