package org.executionsession.domain.port.outbound;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/**
 * Stores execution sessions, results and details of results. Implementations are thread-safe. The artifact {@code
 * execution-sessions-store-contract} has the tests that each implementation must pass.
 *
 * <p>The id of a session is unique: a second session with the id is rejected. The ids of results and details are not: results of
 * different sessions may have the same id, and so may details of different results, or of one result. Yet a result or a detail
 * that is added by itself is rejected if any other has its id.
 *
 * <p>The three stores are views of the same data. A session contains its result, which is also in the results. Adding
 * or replacing a session adds this result or, if a result with the same id and session is stored, replaces it by the
 * rules of {@link ExecutionResultEntity#replacedBy}; a new session is rejected if that result {@linkplain
 * ExecutionResultEntity#allowsNewSession has ended}. Removing a session keeps the result. Replacing the result changes
 * the session too. A result is identified by its id and its session, because clients reuse ids. The same holds for
 * details, which are in their result and in the details: adding, replacing or removing a result does so with its
 * details, and replacing or removing a detail changes its result, by the rules of {@link
 * ExecutionResultEntity#withDetails}.
 *
 * <p>Entities with the same id are ordered by createdDate. If the dates are equal, results are ordered by the ids of their
 * sessions, and a result without a session is first. Details are ordered by the ids of their results, then by the ids of the
 * sessions of these, then by their positions in the results; a detail without a result is first. Ids are compared as text. This
 * order breaks ties in lists. An id alone refers to the last entity in this order.
 */
public interface ExecutionSessionStore {

    /**
     * Returns the sessions.
     *
     * @return never null
     */
    EntityStore<ExecutionSession> sessions();

    /**
     * Returns the results. The result of a stored session cannot be removed: {@link ResultInUseException}.
     *
     * @return never null
     */
    EntityStore<ExecutionResultEntity> results();

    /**
     * Returns the details. A detail that is added by itself belongs to no result.
     *
     * @return never null
     */
    EntityStore<ExecutionResultDetailEntity> details();

    /**
     * Returns the tasks.
     *
     * <p>The last result of a task is that of its results which was created last; of several with the same date, it is the last one by its
     * id, then by the id of its session. It is not stored with the task, so a change of the result does not change the task.
     *
     * <p>A session that is added makes the task to which it {@linkplain Task#recordedBy refers} known: the task is added as a recorded one,
     * or, if it is a recorded one, is {@linkplain Task#replacedBy replaced}. Adding a task replaces a recorded one with its id. A store that
     * several processes share may notice only after some minutes that another process has removed or changed a recorded task.
     *
     * @return never null
     */
    EntityStore<Task> tasks();

    /**
     * Returns the attempts of tasks, which are views of the results.
     *
     * @return never null
     */
    TaskAttemptStore taskAttempts();

    /**
     * Returns the runs of tasks.
     *
     * @return never null
     */
    TaskRunStore taskRuns();

    /**
     * Returns the script logs.
     *
     * @return never null
     */
    ScriptLogStore scriptLogs();

    /**
     * Finds, for each app that sessions name, one of these sessions. By default it reads all sessions; a database can do better.
     *
     * @param limit the maximum number of apps; not negative
     * @param signal cancels the read; not null
     * @return the id of a session by the id of its app, for at most so many apps
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default Map<UUID, UUID> sessionsOfApps(int limit, CancellationSignal signal) {
        requireNonNull(signal, "signal");
        Map<UUID, UUID> sessionsOfApps = new HashMap<>();
        sessions()
                .forEach(
                        Query.of(Filter.all()),
                        session -> {
                            AppReference app = session.app();
                            UUID id = app == null ? null : app.id();
                            if (id != null && sessionsOfApps.size() < limit) {
                                sessionsOfApps.putIfAbsent(id, session.id());
                            }
                        },
                        signal);
        return sessionsOfApps;
    }

    /**
     * Returns the heartbeats of nodes.
     *
     * @return never null
     */
    NodeHeartbeatStore nodeHeartbeats();

    /**
     * Returns the change feed.
     *
     * @return never null
     */
    ChangeStore changes();

    /**
     * Returns the subscriptions to notifications.
     *
     * @return never null
     */
    NotificationStore notifications();

    /**
     * Purges one batch of old results with their details, in one transaction. It purges results, with their script logs, that are {@linkplain
     * ExecutionResultEntity#isOlderThan older} than a date and are not the current attempt of a session. It purges the
     * result of a current attempt, together with its session, if its status is {@linkplain TaskExecutionStatus#TERMINAL
     * terminal} and the session was also last changed before the date.
     *
     * @param before the date; not null
     * @param limit the maximum number of results; positive
     * @return the number of purged results; 0 when none are left except those that other transactions are changing
     * @throws StoreUnavailableException when the store cannot be reached
     */
    int purgeResults(Instant before, int limit);

    /**
     * Purges one batch of {@linkplain Task#recorded recorded} tasks that were last changed before a date, and to which no session and no
     * result refers any more.
     *
     * @param before the date; not null
     * @param limit the maximum number of tasks; positive
     * @return the number of purged tasks; 0 when none are left except those that other transactions are changing
     * @throws StoreUnavailableException when the store cannot be reached
     */
    int purgeRecordedTasks(Instant before, int limit);

    /**
     * Removes one batch of expired selections, requests with an idempotency key and tickets of script logs.
     *
     * @param now the current time; not null
     * @return the number of removed entries; 0 when none are left except those that other transactions are removing
     * @throws StoreUnavailableException when the store cannot be reached
     */
    int removeExpired(Instant now);

    /**
     * Returns the selections.
     *
     * @return never null
     */
    SelectionStore selections();

    /**
     * Runs an action when the changes that the calling thread has made are committed. A store that takes part in a transaction of
     * the application runs it after the commit of the application, and not after a rollback; any other store runs it at once.
     *
     * @param action the action; not null
     * @return false if the store does not learn of the commit of the application, so that the action is never run
     */
    default boolean afterCommit(Runnable action) {
        action.run();
        return true;
    }
}
