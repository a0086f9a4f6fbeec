package org.executionsession.application.internal.watch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
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
    private @Nullable ScheduledFuture<?> timeout;

    Wait(Predicate<? super E> isKnown, Caller caller) {
        this.isKnown = isKnown;
        this.caller = caller;
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
            outcome.completeExceptionally(ofPredicate);
        }
    }

    void end(Outcome<E> ended) {
        outcome.complete(ended);
    }

    /** Sets the timer that is cancelled at the end. */
    synchronized void useTimeout(ScheduledFuture<?> timer) {
        timeout = timer;
        if (outcome.isDone()) {
            timer.cancel(false);
        }
    }

    synchronized void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
