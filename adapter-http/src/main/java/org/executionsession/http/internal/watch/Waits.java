package org.executionsession.http.internal.watch;

import io.javalin.http.Context;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.NanoTime;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.port.inbound.WatchExecutions.Outcome;
import org.executionsession.http.config.WatchConfig;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.overload.DisconnectMonitor;
import org.executionsession.http.internal.overload.LongRequestLimit;

/** The requests that wait for a change of an entity, with {@code Prefer: wait}. */
public final class Waits {

    private final Duration max;
    private final LongRequestLimit limit;
    private final Executor executor;
    private final Set<Runnable> endings = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Creates the waits of a server.
     *
     * @param executor runs what could block
     */
    public Waits(WatchConfig config, Executor executor) {
        max = config.maxWait();
        limit = new LongRequestLimit("requests that wait", config.maxWaits(), config.maxWaitsPerCaller());
        this.executor = executor;
    }

    /** Returns the number of requests that wait. */
    public int count() {
        return limit.taken();
    }

    /** Returns whether a request wants to wait, if its route allows that. */
    public boolean isWanted(Request request) {
        return HttpMethod.GET.is(request.getMethod())
                && wanted(request.getHeaders().getValuesList(PreferHeader.NAME)).isPresent();
    }

    /** Returns how long a request waits; empty if it does not. */
    public Optional<Duration> wanted(Context context) {
        return HttpMethod.GET.is(context.req().getMethod())
                ? wanted(Collections.list(context.req().getHeaders(PreferHeader.NAME)))
                : Optional.empty();
    }

    private Optional<Duration> wanted(List<String> fields) {
        return fields.isEmpty() || max.isZero()
                ? Optional.empty()
                : PreferHeader.waitOf(fields).map(wanted -> wanted.compareTo(max) > 0 ? max : wanted);
    }

    /**
     * Responds to a request after a wait.
     *
     * @param <E> the entity
     * @param duration how long it waits
     * @param begin begins to wait; it may block
     * @param respond gets the changed entity, or null for its present state; it may block
     * @throws OverloadedException if the limit of waits is reached
     * @throws LimitExceededException if the caller has reached its limit
     */
    public <E extends AuditedEntity> void respond(
            Context context,
            Caller caller,
            Duration duration,
            Supplier<CompletionStage<Outcome<E>>> begin,
            Consumer<E> respond) {
        LongRequestLimit.Place place = limit.enter(caller.key());
        context.header("Preference-Applied", "wait=" + duration.toSeconds());
        context.res().addHeader("Vary", PreferHeader.NAME);
        CompletableFuture<Void> response = new CompletableFuture<>();
        // The place is free before the client has the response, so that it can wait again at once.
        CompletableFuture<Void> ended = response.whenComplete((end, failure) -> place.close());
        context.future(() -> {
            run(response, () -> await(context, begin, respond, response));
            return ended;
        });
    }

    /** Runs work of a response in the executor. If it fails, so does the response. */
    private void run(CompletableFuture<Void> response, Runnable work) {
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException | Error failure) {
                    response.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException stopped) {
            response.completeExceptionally(new CancellationException("the server is stopped"));
        }
    }

    private <E extends AuditedEntity> void await(
            Context context,
            Supplier<CompletionStage<Outcome<E>>> begin,
            Consumer<E> respond,
            CompletableFuture<Void> response) {
        AtomicLong waited = AccessLogger.waited(context.req());
        long start = NanoTime.now();
        CompletableFuture<Outcome<E>> outcome = begin.get().toCompletableFuture();
        if (outcome.isDone() && !outcome.isCompletedExceptionally()) {
            // Responds at once: in the queue, behind requests that begin to wait, each response would keep its own
            // entity in memory.
            waited.set(NanoTime.since(start));
            respond.accept(outcome.join().entity());
            response.complete(null);
            return;
        }
        CompletableFuture<Void> disconnected = new CompletableFuture<>();
        Runnable unwatch = DisconnectMonitor.onDisconnect(context.req(), () -> {
            disconnected.complete(null);
            outcome.cancel(false);
        });
        Runnable ending = () -> outcome.cancel(false);
        endings.add(ending);
        outcome.whenComplete((ended, cancelled) -> {
            endings.remove(ending);
            unwatch.run();
            waited.set(NanoTime.since(start));
            if (disconnected.isDone()) {
                response.completeExceptionally(new CancellationException("client disconnected"));
            } else {
                // Responses wait for slow clients. If their entities use up the memory, they are read again, as for a
                // request without a wait.
                SoftReference<E> entity = new SoftReference<>(ended == null ? null : ended.entity());
                run(response, () -> {
                    respond.accept(entity.get());
                    response.complete(null);
                });
            }
        });
        if (closed) {
            ending.run();
        }
    }

    /** Ends all waits: their clients get the present state. */
    public void close() {
        closed = true;
        endings.forEach(Runnable::run);
    }
}
