package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.executionsession.http.internal.json.Json;
import org.junit.jupiter.api.Test;

/** Tests how many large values are written as JSON at once. */
class SerializationLimitTest {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final SerializationLimit limit = new SerializationLimit();
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** It is larger than what needs no permit, before and after the middle. */
    private Json.Value large(Runnable inTheMiddle) {
        String half = "m".repeat(LargeResponseLimiter.LEAST + 10_000);
        return json -> {
            json.writeStartArray();
            json.writeString(half);
            json.flush();
            most.accumulateAndGet(writing.incrementAndGet(), Math::max);
            inTheMiddle.run();
            writing.decrementAndGet();
            json.writeString(half);
            json.writeEndArray();
        };
    }

    @Test
    void asManyLargeValuesAsProcessors_areWrittenAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(PROCESSORS);
        List<FutureTask<byte[]>> writers = IntStream.range(0, 4 * PROCESSORS)
                .mapToObj(i -> new FutureTask<>(() -> limit.write(large(() -> {
                    all.countDown();
                    await(all);
                }))))
                .toList();
        writers.forEach(writer -> new Thread(writer, "writer").start());
        for (FutureTask<byte[]> writer : writers) {
            assertThat(writer.get()).hasSizeGreaterThan(2 * LargeResponseLimiter.LEAST);
        }
        assertThat(most).hasValue(PROCESSORS);
    }

    @Test
    void aFailure_releasesThePermit() {
        for (int i = 0; i <= PROCESSORS; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> limit.write(large(() -> {
                        throw new IllegalStateException("a planted one");
                    })));
        }
    }

    @Test
    void aSmallValue_needsNoPermit() {
        byte[] written = limit.write(large(() ->
                IntStream.rangeClosed(0, PROCESSORS).forEach(i -> limit.write(json -> json.writeString("small")))));
        assertThat(written).isNotEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
