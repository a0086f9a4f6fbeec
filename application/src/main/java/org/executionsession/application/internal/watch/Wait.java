package org.executionsession.application.internal.watch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.WatchExecutions.Outcome;
import org.executionsession.domain.port.inbound.WatchExecutions.Reason;
import org.jspecify.annotations.Nullable;

/** A wait for a change of an entity. */
final class Wait<E extends AuditedEntity> {

    final Caller caller;
    final CompletableFuture<Outcome<E>> outcome = new CompletableFuture<>();

    private final Predicate<? super E> isKnown;
    private final Consumer<Wait<E>> removal;
    private @Nullable ScheduledFuture<?> timeout;

    /**
     * Creates a wait.
     *
     * @param removal removes the wait from its list. It is called before the outcome completes, so that a reader of the outcome does not see
     *     the wait any more. It is called again afterwards, because the caller can cancel the outcome
     */
    Wait(Predicate<? super E> isKnown, Caller caller, Consumer<Wait<E>> removal) {
        this.isKnown = isKnown;
        this.caller = caller;
        this.removal = removal;
        outcome.whenComplete((ended, failure) -> release());
    }

    /** Ends the wait, if the entity has changed or ended. It is null if it does not exist, or the caller may not read it. */
    void check(@Nullable E entity, TaskExecutionStatus status) {
        try {
            if (entity == null || TaskExecutionStatus.TERMINAL.contains(status)) {
                end(new Outcome<>(Reason.ENDED, entity));
            } else if (!isKnown.test(entity)) {
                end(new Outcome<>(Reason.CHANGED, entity));
            }
        } catch (RuntimeException | Error ofPredicate) {
            fail(ofPredicate);
        }
    }

    void end(Outcome<E> ended) {
        release();
        outcome.complete(ended);
    }

    void fail(Throwable failure) {
        release();
        outcome.completeExceptionally(failure);
    }

    private void release() {
        removal.accept(this);
        cancelTimeout();
    }

    /** Sets the timer that is cancelled at the end. */
    synchronized void useTimeout(ScheduledFuture<?> timer) {
        timeout = timer;
        if (outcome.isDone()) {
            timer.cancel(false);
        }
    }

    private synchronized void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
