package org.executionsession.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.executionsession.benchmarks.report.Figures;
import org.executionsession.benchmarks.report.Table;
import org.executionsession.benchmarks.session.WatchClient;
import org.executionsession.benchmarks.session.WatchClient.Version;

/** Clients that wait for changes of sessions at any server, and sometimes disconnect. */
final class Waiters {

    private static final int WAIT_SECONDS = 10;
    private static final Duration RETRY_AFTER = Duration.ofMillis(200);

    /** A response with an older version than one that was acknowledged so long before is wrong. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final IntFunction<URI> servers;
    private final WatchLedger ledger;
    private final int count;
    private final Random random;
    private final AtomicLong responses = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong outdated = new AtomicLong();
    private final AtomicLong olderVersions = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();
    private volatile boolean ended;

    Waiters(IntFunction<URI> servers, WatchLedger ledger, int count, long seed) {
        this.servers = servers;
        this.ledger = ledger;
        this.count = count;
        random = new Random(seed);
    }

    /** What they have seen. */
    record Outcome(long responses, long failures, long outdated, long olderVersions, List<Long> latencies) {

        boolean passed() {
            return outdated == 0 && olderVersions == 0;
        }

        void addTo(Table table) {
            table.row("waits that had a response", Figures.whole(responses))
                    .row("waits that were cut, or rejected", Figures.whole(failures))
                    .row("responses with a version that was replaced a second before", Figures.whole(outdated))
                    .row("responses with an older version than the one before", Figures.whole(olderVersions));
            if (!latencies.isEmpty()) {
                table.row("from the acknowledgment of a change to the response of a wait, median", milliseconds(0.5))
                        .row("the same, 95 %", milliseconds(0.95));
            }
        }

        private String milliseconds(double share) {
            return Figures.tenths(latencies.get((int) Math.ceil(share * latencies.size()) - 1) / 1e6) + " ms";
        }
    }

    void begin(Executor threads) {
        for (int i = 0; i < count; i++) {
            Client client = new Client(new Random(random.nextLong()), threads);
            clients.add(client.done);
            client.next();
        }
    }

    void end() {
        ended = true;
        clients.forEach(CompletableFuture::join);
    }

    Outcome outcome() {
        return new Outcome(
                responses.get(),
                failures.get(),
                outdated.get(),
                olderVersions.get(),
                latencies.stream().sorted().toList());
    }

    private final class Client {

        private final Random choices;
        private final Executor threads;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Version known;

        Client(Random choices, Executor threads) {
            this.choices = choices;
            this.threads = threads;
        }

        void next() {
            if (ended) {
                done.complete(null);
                return;
            }
            String id = known == null ? ledger.choose(choices) : known.id();
            if (id == null) {
                later();
                return;
            }
            long begin = System.nanoTime();
            CompletableFuture<HttpResponse<byte[]>> response = new WatchClient(servers.apply(choices.nextInt(2)))
                    .await(id, known == null ? null : known.tag(), known == null ? 0 : WAIT_SECONDS);
            if (choices.nextInt(20) == 0) {
                response.orTimeout(choices.nextInt(1_000), TimeUnit.MILLISECONDS);
            }
            response.whenCompleteAsync((received, failure) -> handle(received, begin), threads);
        }

        private void later() {
            CompletableFuture.delayedExecutor(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS, threads)
                    .execute(this::next);
        }

        /** The response is null if the connection was cut. */
        private void handle(HttpResponse<byte[]> response, long begin) {
            long now = System.nanoTime();
            if (response == null || response.statusCode() >= 500) {
                failures.incrementAndGet();
                later();
                return;
            }
            responses.incrementAndGet();
            try {
                check(response, begin, now);
            } catch (IOException unreadable) {
                failures.incrementAndGet();
                known = null;
            }
            next();
        }

        private void check(HttpResponse<byte[]> response, long begin, long now) throws IOException {
            switch (response.statusCode()) {
                case 404 -> known = null;
                case 304 -> {
                    if (ledger.isOutdated(known.id(), known.number(), now - TOLERANCE.toNanos())) {
                        outdated.incrementAndGet();
                    }
                }
                default -> {
                    Version version = WatchClient.version(response);
                    if (known != null && version.number() < known.number()) {
                        olderVersions.incrementAndGet();
                    }
                    if (known != null) {
                        // Only of changes that came while it waited.
                        ledger.when(version.id(), version.number(), now).stream()
                                .filter(acknowledged -> acknowledged > begin)
                                .forEach(acknowledged -> latencies.add(now - acknowledged));
                    }
                    known = version;
                }
            }
        }
    }
}
