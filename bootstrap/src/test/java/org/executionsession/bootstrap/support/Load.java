package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;

/** Callers that create one session after the other, until they are stopped or the server is gone. */
public final class Load implements AutoCloseable {

    private final URI url;
    private final ExecutorService callers;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> inDoubt = ConcurrentHashMap.newKeySet();
    private final Queue<HttpResponse<String>> rejections = new ConcurrentLinkedQueue<>();
    private final Queue<IOException> lost = new ConcurrentLinkedQueue<>();
    private final LongAccumulator slowestRejection = new LongAccumulator(Math::max, 0);
    private volatile CountDownLatch nextAcknowledged = new CountDownLatch(0);
    private volatile CountDownLatch nextRejected = new CountDownLatch(0);
    private volatile boolean stopped;

    private Load(URI url, int callers) {
        this.url = url;
        this.callers = Executors.newFixedThreadPool(callers);
    }

    public static Load on(URI url, int callers) {
        Load load = new Load(url, callers);
        for (int caller = 0; caller < callers; caller++) {
            load.callers.execute(load::create);
        }
        return load;
    }

    private void create() {
        HttpCaller caller = new HttpCaller(url);
        while (!stopped) {
            String id = UUID.randomUUID().toString();
            inDoubt.add(id);
            long sent = System.nanoTime();
            try {
                HttpResponse<String> answer = caller.post("/executionsession", body(id));
                if (answer.statusCode() == 201) {
                    inDoubt.remove(id);
                    acknowledged.add(id);
                    nextAcknowledged.countDown();
                } else {
                    slowestRejection.accumulate(System.nanoTime() - sent);
                    rejections.add(answer);
                    nextRejected.countDown();
                }
            } catch (IOException gone) {
                lost.add(gone);
                return;
            }
        }
    }

    public static String body(String id) {
        return "{\"id\":\"" + id + "\",\"user\":\"" + id + "\",\"executionResult\":{\"details\":[{\"message\":\"" + id
                + "\"}]}}";
    }

    /** Waits for more acknowledged sessions from now on. */
    public void awaitAcknowledged(int count) throws InterruptedException {
        nextAcknowledged = new CountDownLatch(count);
        assertThat(nextAcknowledged.await(60, TimeUnit.SECONDS))
                .as("%s more sessions were acknowledged; refused: %s", count, rejections.size())
                .isTrue();
    }

    /** Waits for more rejections from now on. */
    public void awaitRejected(int count) throws InterruptedException {
        nextRejected = new CountDownLatch(count);
        assertThat(nextRejected.await(60, TimeUnit.SECONDS))
                .as("%s more sessions were refused", count)
                .isTrue();
    }

    /** The ids of sessions that were answered with 201. */
    public Set<String> acknowledged() {
        return acknowledged;
    }

    /** The ids of sessions that were sent and not acknowledged: they may be stored or not. */
    public Set<String> inDoubt() {
        return inDoubt;
    }

    /** What was answered instead of 201. */
    public Queue<HttpResponse<String>> rejections() {
        return rejections;
    }

    /** Why callers that got no response, or not in a minute, have ended. */
    public Queue<IOException> lost() {
        return lost;
    }

    /** How long the response took that was not 201 and took longest. */
    public Duration slowestRejection() {
        return Duration.ofNanos(slowestRejection.get());
    }

    /** Lets each caller hear of its last session. */
    public void stop() throws InterruptedException {
        stopped = true;
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS))
                .as("every caller got its answer")
                .isTrue();
    }

    @Override
    public void close() {
        stopped = true;
        callers.shutdownNow();
    }
}
