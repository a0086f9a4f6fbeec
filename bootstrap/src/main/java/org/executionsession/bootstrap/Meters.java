package org.executionsession.bootstrap;

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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;
import org.executionsession.domain.refusal.RefusalException;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.jdbi.JdbiExecutionSessionStore;

/** Counts and measures. Each meter is looked up once: what happens for every request makes no object. */
final class Meters {

    private static final Duration[] LATENCIES = LongStream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private static final int STATUSES = 600;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Map<String, AtomicReferenceArray<Timer>>> requests = new ConcurrentHashMap<>();
    private final Map<Class<?>, Counter> refusals = new ConcurrentHashMap<>();
    private final Counter created;
    private final DistributionSummary batch;
    private final Timer commit;

    @SuppressWarnings("resource") // it listens for as long as the process runs
    Meters(DatabasePool pool, JdbiExecutionSessionStore store, ExecutionSessionHttpServer http) {
        created = Counter.builder("execution.sessions.recorded")
                .description("Sessions recorded")
                .register(registry);
        batch = DistributionSummary.builder("execution.sessions.commit.writes")
                .description("Writes that shared a commit")
                .serviceLevelObjectives(BATCHES)
                .register(registry);
        commit = Timer.builder("execution.sessions.commit")
                .description("Time from the begin of a transaction until it is on the disk")
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
        Gauge.builder("execution.sessions.writes.queued", store, JdbiExecutionSessionStore::queuedWrites)
                .description("Writes that wait for the database")
                .strongReference(true)
                .register(registry);
        Gauge.builder("execution.sessions.requests.waiting", http, ExecutionSessionHttpServer::waitingRequests)
                .description("Requests that wait for their turn")
                .strongReference(true)
                .register(registry);
        FunctionCounter.builder("execution.sessions.requests.shed", http, ExecutionSessionHttpServer::refusedRequests)
                .description("Requests refused because too many waited")
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

    String text() {
        return registry.scrape();
    }

    void answered(String method, String route, int status, long nanos) {
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
            // Registered twice by two threads, it is one and the same.
            timer = Timer.builder("http.server.requests")
                    .description("Requests answered")
                    .tags("method", method, "uri", route, "status", String.valueOf(status))
                    .serviceLevelObjectives(LATENCIES)
                    .register(registry);
            byStatus.set(index, timer);
        }
        return timer;
    }

    void refused(RefusalException refusal) {
        refusals.computeIfAbsent(
                        refusal.getClass(),
                        type -> Counter.builder("execution.sessions.refusals")
                                .description(
                                        "Requests that a rule refused; conflicts are id_in_use and modified_elsewhere")
                                .tag("reason", reason(type))
                                .register(registry))
                .increment();
    }

    /** {@code IdInUseException} is {@code id_in_use}. */
    private static String reason(Class<?> refusal) {
        return refusal.getSimpleName()
                .replaceFirst("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    void committed(int writes, long nanos) {
        batch.record(writes);
        commit.record(nanos, TimeUnit.NANOSECONDS);
    }

    void created(int sessions) {
        created.increment(sessions);
    }
}
