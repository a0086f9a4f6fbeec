package org.executionsession.bootstrap.internal.operations;

import static java.util.Map.entry;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.executionsession.bootstrap.internal.database.DatabasePool;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.AmbiguousTaskException;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.RecordedTaskException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.SlowSubscriberException;
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.port.inbound.ChangeNotifications.Statistics;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.jdbi.JdbiExecutionSessionStore;

/** The meters. Each is looked up once, so that a request allocates nothing. */
final class Meters {

    private static final Duration[] LATENCIES = LongStream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private static final int STATUSES = 600;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Map<String, AtomicReferenceArray<Timer>>> requests = new ConcurrentHashMap<>();
    private final Map<Class<?>, Counter> rejections = new ConcurrentHashMap<>();
    /** The label of each rejection; written out, so that a renamed class does not rename its label. */
    static final Map<Class<? extends ExecutionSessionException>, String> REASONS = Map.ofEntries(
            entry(AccessDeniedException.class, "access_denied"),
            entry(AmbiguousTaskException.class, "ambiguous_task"),
            entry(CursorExpiredException.class, "cursor_expired"),
            entry(DuplicateIdException.class, "duplicate_id"),
            entry(InvalidDraftException.class, "invalid_draft"),
            entry(InvalidQueryException.class, "invalid_query"),
            entry(IdempotencyKeyReusedException.class, "idempotency_key_reused"),
            entry(LimitExceededException.class, "limit_exceeded"),
            entry(VersionConflictException.class, "version_conflict"),
            entry(NotFoundException.class, "not_found"),
            entry(NotificationRejectedException.class, "notification_rejected"),
            entry(OverloadedException.class, "overloaded"),
            entry(QueryTimeoutException.class, "query_timeout"),
            entry(RecordedTaskException.class, "recorded_task"),
            entry(RequestInProgressException.class, "request_in_progress"),
            entry(ResultConflictException.class, "result_conflict"),
            entry(ResultInUseException.class, "result_in_use"),
            entry(SlowSubscriberException.class, "slow_subscriber"),
            entry(StoreFailureException.class, "store_failure"),
            entry(StoreUnavailableException.class, "store_unavailable"));

    private final Counter created;
    private final DistributionSummary batch;
    private final Timer commit;

    @SuppressWarnings("resource") // it listens for as long as the process runs
    Meters(
            DatabasePool pool,
            JdbiExecutionSessionStore store,
            ExecutionSessionHttpServer http,
            WatchExecutions watch,
            Supplier<Number> taskRuns,
            Supplier<Statistics> notifications) {
        // Prometheus reserves the suffix _created.
        created = Counter.builder("execution.sessions.creations")
                .description("Sessions created, including requests that got a stored response by their Idempotency-Key")
                .register(registry);
        batch = DistributionSummary.builder("execution.sessions.commit.batch.size")
                .description("Writes that shared a commit")
                .serviceLevelObjectives(BATCHES)
                .register(registry);
        commit = Timer.builder("execution.sessions.commit")
                .description("Duration of a transaction, including the commit")
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
        Gauge.builder("execution.sessions.writes.queued", store, JdbiExecutionSessionStore::queuedWrites)
                .description("Writes that wait for the database")
                .strongReference(true)
                .register(registry);
        Gauge.builder("execution.sessions.requests.queued", http, ExecutionSessionHttpServer::queuedRequests)
                .description("Requests that wait for processing")
                .strongReference(true)
                .register(registry);
        FunctionCounter.builder(
                        "execution.sessions.requests.rejected", http, ExecutionSessionHttpServer::rejectedRequests)
                .description("Requests that the limit of concurrent requests rejected before processing")
                .register(registry);
        Gauge.builder("execution.sessions.waits", http, ExecutionSessionHttpServer::waits)
                .description("Requests that wait for a change, with Prefer: wait")
                .strongReference(true)
                .register(registry);
        Gauge.builder("execution.sessions.event.streams", http, ExecutionSessionHttpServer::eventStreams)
                .description("Open streams of events")
                .strongReference(true)
                .register(registry);
        FunctionCounter.builder("execution.sessions.events.sent", http, ExecutionSessionHttpServer::sentEvents)
                .description("Events that streams have sent")
                .register(registry);
        FunctionCounter.builder(
                        "execution.sessions.event.streams.slow", http, ExecutionSessionHttpServer::slowEventStreams)
                .description("Streams of events that were closed since their clients were too slow")
                .register(registry);
        Gauge.builder("execution.sessions.task.runs", taskRuns)
                .description("Runs of tasks that have not ended, of all servers on the database")
                .strongReference(true)
                .register(registry);
        gauge("subscribers", "Subscribers of changes", watch, WatchExecutions.Statistics::subscribers);
        gauge(
                "commits.without.position",
                "Commits of this server that may have no position in the change feed yet",
                watch,
                WatchExecutions.Statistics::commitsWithoutPosition);
        subscriptions("active", () -> notifications.get().active());
        subscriptions("failing", () -> notifications.get().failing());
        subscriptions("disabled", () -> notifications.get().disabled());
        Gauge.builder(
                        "execution.sessions.notifications.in.flight",
                        () -> notifications.get().inFlight())
                .description("Notifications that wait for the response of their receiver")
                .strongReference(true)
                .register(registry);
        pool.observe(new MicrometerMetricsTrackerFactory(registry));
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    private void gauge(
            String name,
            String description,
            WatchExecutions watch,
            ToDoubleFunction<WatchExecutions.Statistics> value) {
        Gauge.builder("execution.sessions.watch." + name, watch, port -> value.applyAsDouble(port.statistics()))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void subscriptions(String state, Supplier<Number> number) {
        Gauge.builder("execution.sessions.notification.subscriptions", number)
                .description("Subscriptions to notifications, of all servers on the database")
                .tag("state", state)
                .strongReference(true)
                .register(registry);
    }

    String text() {
        return registry.scrape();
    }

    void onResponse(String method, String route, int status, long nanos) {
        timer(method, route, status).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String method, String route, int status) {
        Map<String, AtomicReferenceArray<Timer>> ofRoute = requests.get(route);
        AtomicReferenceArray<Timer> byStatus = ofRoute == null ? null : ofRoute.get(method);
        if (byStatus == null) {
            byStatus = requests.computeIfAbsent(route, any -> new ConcurrentHashMap<>())
                    .computeIfAbsent(method, any -> new AtomicReferenceArray<>(STATUSES));
        }
        int index = Math.min(Math.max(status, 0), STATUSES - 1);
        Timer timer = byStatus.get(index);
        if (timer == null) {
            // If two threads register it, both get the same timer.
            timer = Timer.builder("http.server.requests")
                    .description("Requests")
                    .tags("method", method, "uri", route, "status", String.valueOf(status))
                    .serviceLevelObjectives(LATENCIES)
                    .register(registry);
            byStatus.set(index, timer);
        }
        return timer;
    }

    void onRejected(ExecutionSessionException rejection) {
        rejections
                .computeIfAbsent(
                        rejection.getClass(),
                        type -> Counter.builder("execution.sessions.rejections")
                                .description("Requests that failed in a use case, a bulkhead or the store")
                                .tag("reason", REASONS.get(type))
                                .register(registry))
                .increment();
    }

    void committed(int writes, long nanos) {
        batch.record(writes);
        commit.record(nanos, TimeUnit.NANOSECONDS);
    }

    void created(int sessions) {
        created.increment(sessions);
    }

    void notified(String outcome, int changes) {
        Counter.builder("execution.sessions.notifications")
                .description("Calls of receivers of notifications")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
        Counter.builder("execution.sessions.notified.changes")
                .description("Changes in these calls")
                .tag("outcome", outcome)
                .register(registry)
                .increment(changes);
    }

    void taskCalled(String action, String outcome) {
        // Calls are rare, so the counter is looked up for each.
        Counter.builder("execution.sessions.task.calls")
                .description("Calls of the executor of tasks")
                .tags("action", action, "outcome", outcome)
                .register(registry)
                .increment();
    }
}
