package org.executionsession.http.internal.watch;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.http.config.WatchConfig;
import org.executionsession.http.internal.overload.BoundedExecutor;
import org.executionsession.http.internal.overload.DisconnectMonitor;
import org.executionsession.http.internal.overload.LongRequestLimit;
import org.executionsession.http.internal.security.Security;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of events (Server-Sent Events) of a server. */
public final class EventStreams {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    public static final String CONTENT_TYPE = "text/event-stream";

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final Duration THREAD_TIMEOUT = Duration.ofSeconds(10);

    /** How many comparisons the filter of a stream may have if the caller has as many streams as possible, and before it is costly. */
    private static final long COMPARISONS_OF_STREAM = 10;

    /** The memory of large events that wait for their clients, in bytes. */
    private static final long LARGE_EVENTS =
            Math.max(4 * 1_048_576, Runtime.getRuntime().maxMemory() / 16);

    /**
     * How often it looks for clients that do not read, while other streams wait for the memory of large events. The system reports that it can take
     * more after about 40 KiB were read.
     */
    private static final Duration STALL_INTERVAL = Duration.ofSeconds(5);

    private final UseCases useCases;
    private final Duration heartbeat;
    private final LongRequestLimit limit;

    /** Each change is compared with the filters of all costly streams of a caller in one thread. */
    private final LongRequestLimit comparisons;

    private final LargeEventMemory largeEvents = new LargeEventMemory(LARGE_EVENTS, this::reclaimLater);
    private final Executor executor;
    private final BoundedExecutor costly;
    private final ScheduledThreadPoolExecutor timer;

    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    /** Guarded by itself. */
    private final Map<PumpKey, EventPump> pumps = new HashMap<>();

    /** Only the timer uses it. */
    private boolean reclaims;

    private final LongAdder sentEvents = new LongAdder();
    private final LongAdder slowStreams = new LongAdder();
    private volatile boolean closed;

    /**
     * Creates the streams of a server.
     *
     * @param executor runs what could block
     * @param costly runs the pumps of streams with costly filters; its sources are the callers
     */
    public EventStreams(UseCases useCases, WatchConfig config, Executor executor, BoundedExecutor costly) {
        this.useCases = useCases;
        this.executor = executor;
        this.costly = costly;
        heartbeat = config.heartbeat();
        limit = new LongRequestLimit("event streams", config.maxEventStreams(), config.maxEventStreamsPerCaller());
        comparisons =
                new LongRequestLimit("comparisons in the filters of event streams", Integer.MAX_VALUE, (int) Math.min(
                        Integer.MAX_VALUE,
                        FilterParser.MAX_COMPARISONS + COMPARISONS_OF_STREAM * config.maxEventStreamsPerCaller()));
        timer = new ScheduledThreadPoolExecutor(1, EventStreams::timerThread);
        timer.setKeepAliveTime(THREAD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    private static Thread timerThread(Runnable work) {
        Thread thread = new Thread(work, "execution-sessions-events");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the number of open streams. */
    public int open() {
        return limit.taken();
    }

    /** Returns the number of events that were sent. */
    public long sentEvents() {
        return sentEvents.sum();
    }

    /** Returns the number of streams that were closed since their clients were too slow. */
    public long slowStreams() {
        return slowStreams.sum();
    }

    /**
     * Responds to a request with a stream.
     *
     * @param lastEventId the id of the last event that the client knows, from the query; null for none. The header takes precedence
     * @throws OverloadedException if the limit of streams is reached
     * @throws LimitExceededException if the caller has reached its limit of streams, or of comparisons in their filters
     */
    public void respond(Context context, Caller caller, EventSelection selection, String lastEventId) {
        String known = Optional.ofNullable(context.req().getHeader(LAST_EVENT_ID))
                .filter(id -> !id.isEmpty())
                .orElse(lastEventId);
        CompletableFuture<Void> response = new CompletableFuture<>();
        LongRequestLimit.Place place = limit.enter(caller.key());
        LongRequestLimit.Place filters;
        try {
            filters = comparisons.enter(caller.key(), selection.comparisons());
        } catch (LimitExceededException costly) {
            place.close();
            throw costly;
        }
        // The places are free before the client sees the end, so that it can connect again at once.
        CompletableFuture<Void> ended = response.whenComplete((end, failure) -> {
            place.close();
            filters.close();
        });
        Optional<Duration> validity = Security.validityOf(context);
        context.future(() -> {
            try {
                executor.execute(() -> begin(context, caller, selection, known, validity, response));
            } catch (RejectedExecutionException stopped) {
                response.complete(null);
            }
            return ended;
        });
    }

    private void begin(
            Context context,
            Caller caller,
            EventSelection selection,
            String known,
            Optional<Duration> validity,
            CompletableFuture<Void> response) {
        try {
            Optional<EventId> resumed = known == null ? Optional.empty() : EventId.parse(known);
            // Read before the response begins: the client sees all changes from then on. Throws an exception if the
            // store is not available.
            EventId from = resumed.isPresent() ? resumed.get() : now(caller);
            PumpKey pump = key(caller, selection);
            prepare(context);
            EventStream stream = new EventStream(
                    selection,
                    caller,
                    context.req(),
                    (HttpOutput) context.res().getOutputStream(),
                    sentEvents,
                    largeEvents,
                    response);
            stream.begin(from);
            if (known != null && resumed.isEmpty()) {
                stream.reset(from, "the id of the last event is not one of this server");
            }
            register(stream, pump, context, validity, response);
        } catch (IOException gone) {
            response.completeExceptionally(new UncheckedIOException(gone));
        } catch (RuntimeException | Error failure) {
            response.completeExceptionally(failure);
        }
    }

    /** Returns the place behind what is committed. */
    private EventId now(Caller caller) {
        WatchExecutions watch = useCases.watchExecutions();
        // Gives places to the commits that have none yet.
        watch.list(watch.latest(), EventSelection.KINDS, 1, caller);
        return EventId.behind(watch.latest());
    }

    /** Sets the headers of a stream. */
    public static void prepare(Context context) {
        context.status(200);
        context.res().setContentType(CONTENT_TYPE);
        // Reverse proxies with this header do not buffer the response.
        context.header("X-Accel-Buffering", "no");
    }

    private void register(
            EventStream stream,
            PumpKey pump,
            Context context,
            Optional<Duration> validity,
            CompletableFuture<Void> response) {
        Future<?> beats;
        Future<?> end;
        try {
            beats = timer.scheduleAtFixedRate(
                    () -> beat(stream, pump), heartbeat.toNanos(), heartbeat.toNanos(), TimeUnit.NANOSECONDS);
            end = validity.<Future<?>>map(
                            left -> timer.schedule(stream::end, Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS))
                    .orElse(beats);
        } catch (RejectedExecutionException stopped) {
            stream.end();
            return;
        }
        streams.add(stream);
        Runnable unwatch = DisconnectMonitor.onDisconnect(context.req(), stream::end);
        addToPump(stream, pump);
        response.whenComplete((ended, failure) -> {
            unwatch.run();
            beats.cancel(false);
            end.cancel(false);
            streams.remove(stream);
            removeFromPump(stream);
        });
        if (closed) {
            stream.end();
        }
    }

    private void beat(EventStream stream, PumpKey pump) {
        boolean continues;
        try {
            continues = isInRightPump(stream, pump);
        } catch (RuntimeException | Error ofPolicy) {
            // There would be no further beats, so the stream would continue without a check of its rights.
            LOG.debug("the rights of an event stream cannot be checked", ofPolicy);
            continues = false;
        }
        if (!continues) {
            stream.end();
        } else if (!stream.beat()) {
            slowStreams.increment();
            stream.abort();
        }
    }

    /** The caller holds the lock of a stream, so the others cannot be asked at once. */
    private void reclaimLater() {
        later(
                () -> {
                    if (!reclaims) {
                        reclaim();
                    }
                },
                Duration.ZERO);
    }

    /** Closes the streams whose clients do not read their large events, for as long as others wait for that memory. */
    private void reclaim() {
        reclaims = largeEvents.isWaitedFor();
        if (!reclaims) {
            return;
        }
        later(this::reclaim, STALL_INTERVAL);
        for (EventStream stream : streams) {
            if (stream.isStalled() && largeEvents.isWaitedFor(stream.caller().key())) {
                slowStreams.increment();
                stream.abort();
            }
        }
    }

    // Pumps

    private boolean isRestricted(Caller caller) {
        return useCases.evaluatePrivileges().allowedForAll(caller).isEmpty();
    }

    private boolean mayRead(Caller caller) {
        return useCases.evaluatePrivileges()
                .allowedForAll(caller)
                .filter(privileges -> privileges.contains(Privilege.READ))
                .isPresent();
    }

    private PumpKey key(Caller caller, EventSelection selection) {
        return PumpKey.of(caller, isRestricted(caller), selection.isCostly(COMPARISONS_OF_STREAM));
    }

    /** Returns whether the rights of the caller, and of the one in whose name the pump reads, are those of its beginning. */
    private boolean isInRightPump(EventStream stream, PumpKey pump) {
        EventPump current;
        synchronized (pumps) {
            current = pumps.get(pump);
        }
        Caller reader = current == null ? stream.caller() : current.reader();
        return key(stream.caller(), stream.selection()).equals(pump)
                && key(reader, stream.selection()).equals(pump)
                && (pump.isRestricted() || mayRead(stream.caller()) && mayRead(reader));
    }

    private void addToPump(EventStream stream, PumpKey pump) {
        synchronized (pumps) {
            pumps.computeIfAbsent(pump, none -> newPump(pump, stream.caller())).add(stream);
        }
    }

    private EventPump newPump(PumpKey key, Caller reader) {
        return new EventPump(
                useCases,
                reader,
                key.isCostly() ? EventPump.Pace.TURNS : EventPump.Pace.FREE,
                key.isCostly() ? step -> costly.execute(reader.key(), step) : executor,
                action -> later(action, EventPump.PAUSE_AFTER_FAILURE),
                slowStreams,
                System::nanoTime);
    }

    private void removeFromPump(EventStream stream) {
        synchronized (pumps) {
            pumps.values().removeIf(pump -> pump.isEmptyWithout(stream));
        }
    }

    private void later(Runnable action, Duration pause) {
        try {
            timer.schedule(action, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // The streams have ended.
        }
    }

    /** Ends all streams. Their clients resume them on another node, or after the restart. */
    public void close() {
        closed = true;
        List.copyOf(streams).forEach(EventStream::end);
        timer.shutdown();
    }
}
