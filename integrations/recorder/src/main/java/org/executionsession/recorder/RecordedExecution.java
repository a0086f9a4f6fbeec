package org.executionsession.recorder;

import java.util.UUID;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.port.inbound.UseCases;

/**
 * The execution of a job that the recorder records. Each method returns at once, does not wait for the store and throws nothing if the
 * store is away, except where stated. After the end, further calls have no effect, except {@link #nextAttempt} after
 * {@link #retrying}. It is thread-safe.
 */
public interface RecordedExecution {

    /**
     * Returns the id of the session.
     *
     * @return never null
     */
    UUID id();

    /**
     * Records a message of the job.
     *
     * @param message the message; not null
     */
    default void progress(String message) {
        progress(DetailsType.INFORMATION, message);
    }

    /**
     * Records a message of the job with a severity.
     *
     * @param severity the severity; not null
     * @param message the message; not null
     */
    void progress(DetailsType severity, String message);

    /** Records that the job has succeeded. */
    void succeeded();

    /**
     * Records, in a transaction of the application, that the job has succeeded. So the success is recorded if and only if the work of the job
     * is committed. If the transaction is rolled back, call {@link #failed}.
     *
     * @param transaction the use cases in the transaction, such as {@code sessions.withStore(store.within(connection))}; not null
     * @throws org.executionsession.domain.exception.ExecutionSessionException if the success cannot be stored
     */
    void succeeded(UseCases transaction);

    /**
     * Records that the job has failed: the class, message and stack of an exception.
     *
     * @param failure why; not null
     */
    void failed(Throwable failure);

    /**
     * Records that the job has failed.
     *
     * @param reason why; not null
     */
    void failed(String reason);

    /**
     * Records that the job was aborted.
     *
     * @param reason why; not null
     */
    void aborted(String reason);

    /**
     * Records that the job was not executed, for example because of a veto or a missed start.
     *
     * @param reason why; not null
     */
    void skipped(String reason);

    /**
     * Records that the attempt has failed, and that this process will try again.
     *
     * @param failure why; not null
     */
    void retrying(Throwable failure);

    /** Records that the next attempt has started, with a result of its own. */
    void nextAttempt();
}
