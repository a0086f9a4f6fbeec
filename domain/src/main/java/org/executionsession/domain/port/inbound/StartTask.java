package org.executionsession.domain.port.inbound;

import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.AmbiguousTaskException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;

/** Starts tasks. A task runs at most once at a time, whatever the number of callers and processes. */
public interface StartTask {

    /**
     * Starts a task. When the method returns, the session of the execution is durable, with the status
     * {@link org.executionsession.domain.model.TaskExecutionStatus#TRIGGERED}; the executor is called afterwards.
     *
     * @param task the id of the task; not null
     * @param caller the caller who starts it; not null
     * @return the id of the session; empty if the task was not started, because it runs, is not enabled or is known only from sessions,
     *     or because there is no executor
     * @throws NotFoundException when no task has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not start it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<UUID> start(UUID task, Caller caller);

    /**
     * Starts the task with a name.
     *
     * @param name the name of the task, in any letter case; not null
     * @param caller the caller who starts it; not null
     * @return as above
     * @throws NotFoundException when no task that the caller may read has this name
     * @throws AmbiguousTaskException when several tasks have this name
     * @throws AccessDeniedException when the caller may not start it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<UUID> start(String name, Caller caller);

    /**
     * Reloads an app: starts the task {@code Manually triggered reload of} the app, and creates it if there is none.
     *
     * @param app the id of the app; not null. Any id but the zero GUID is that of an app, because the library does not know the apps
     * @param caller the caller who starts it; not null
     * @return as above
     * @throws NotFoundException when the id is the zero GUID
     * @throws AccessDeniedException when the caller may not create or start the task
     * @throws InvalidDraftException when the name of the app is too long for the name of the task
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<UUID> reloadApp(UUID app, Caller caller);
}
