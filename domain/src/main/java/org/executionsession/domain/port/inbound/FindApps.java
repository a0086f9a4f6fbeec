package org.executionsession.domain.port.inbound;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Query;

/** Finds the apps that tasks and sessions name. What a task says of an app takes precedence over what a session says. */
public interface FindApps {

    /** How many apps are found at most. */
    int LIMIT = 10_000;

    /**
     * Finds apps, out of the first {@value #LIMIT} of those that a task or a session names which the caller may read. There are fewer if
     * their texts have more than 2,097,152 characters, or than a 64th of the heap if that is more.
     *
     * @param query the filter, the order and the part of the apps; not null
     * @param caller the caller who reads them; not null
     * @param signal tells when the caller no longer waits; not null
     * @return the apps; none if the caller may read neither tasks nor sessions
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    List<App> find(Query<App> query, Caller caller, CancellationSignal signal);

    /**
     * Finds an app.
     *
     * @param id the id of the app; not null
     * @param caller the caller who reads it; not null
     * @return empty if no task or session that the caller may read names it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<App> find(UUID id, Caller caller);
}
