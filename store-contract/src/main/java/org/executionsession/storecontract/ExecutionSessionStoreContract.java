package org.executionsession.storecontract;

import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests that every store must pass. An author of a store extends this class in a test and implements {@link
 * #store()}. JUnit then runs all tests of the contract on the store. The store may contain other entities, because the
 * tests use new ids.
 */
@ExtendWith(InstancioExtension.class)
public abstract class ExecutionSessionStoreContract
        implements SessionsContract,
                ResultsContract,
                DetailsContract,
                BulkEditsContract,
                RemoveUnchangedContract,
                SelectionsContract,
                TasksContract,
                NodeHeartbeatsContract,
                TaskAttemptsContract,
                TaskRunsContract,
                ScriptLogsContract,
                ChangesContract,
                NotificationsContract,
                IdempotencyContract,
                PurgeContract,
                QueriesContract,
                RandomQueriesContract,
                ConcurrencyContract,
                ConcurrentReadsContract,
                ReferencesContract,
                EndedResultsContract,
                HistoriesContract,
                NullArgumentsContract {

    /** Creates the suite; called by the subclass. */
    protected ExecutionSessionStoreContract() {}

    /**
     * Returns the store under test.
     *
     * @return an open store, always the same one within a test
     */
    protected abstract ExecutionSessionStore store();

    @Override
    public final ExecutionSessionStore storeUnderTest() {
        return store();
    }
}
