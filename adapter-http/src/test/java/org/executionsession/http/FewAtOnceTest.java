package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.OverloadedException;
import org.junit.jupiter.api.Test;

class FewAtOnceTest {

    @Test
    void aListBeyondTheBoundIsRefusedUntilAnotherOneEndsHoweverThatDoes() {
        FewAtOnce lists = new FewAtOnce("lists", 1, 10, Duration.ZERO);
        lists.run(() -> assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> lists.run(() -> {})));
        assertThatIllegalStateException()
                .isThrownBy(() -> lists.run(() -> {
                    throw new IllegalStateException();
                }));
        lists.run(() -> {});
    }

    @Test
    void listsThatAreReadSlowlyLeaveTheServerToOthers() throws Exception {
        SlowLists slow = new SlowLists();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (RunningServer server = RunningServer.start(new Ledger().ports(new MapOfSessions(), slow))) {
            List<Future<Answer>> open = IntStream.range(0, FewAtOnce.MAX_LISTS)
                    .mapToObj(client -> clients.submit(() -> server.get("/executionsession/full")))
                    .toList();
            slow.begun.await();
            assertThat(server.get("/executionsession").isProblem(503).header("Retry-After"))
                    .contains("1");
            assertThat(server.create("{}").status()).isEqualTo(201);
            assertThat(server.get("/executionsession/count").status()).isEqualTo(200);
            slow.end.countDown();
            for (Future<Answer> list : open) {
                assertThat(list.get().text()).isEqualTo("[]");
            }
            assertThat(server.get("/executionsession").status()).isEqualTo(200);
        } finally {
            slow.end.countDown();
            clients.shutdownNow();
        }
    }

    /** Lists of nothing, that end when the test says so. */
    private static final class SlowLists implements FindExecutionSessions {

        private final CountDownLatch begun = new CountDownLatch(FewAtOnce.MAX_LISTS);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public Optional<ExecutionSession> find(UUID id, Caller caller) {
            return Optional.empty();
        }

        @Override
        public void each(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> reader) {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            return 0;
        }
    }
}
