package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedOrderTest {

    /** Sessions of which many have the same user, in no particular order. */
    private static final List<ExecutionSession> SESSIONS = IntStream.range(0, 50)
            .mapToObj(i -> ExecutionSession.create(
                    ExecutionSessionDraft.builder()
                            .id(new UUID(i % 2 == 0 ? 1 : -1, i * 31 % 50))
                            .user("user " + i * 7 % 5)
                            .build(),
                    Instant.EPOCH,
                    Caller.SERVICE,
                    UUID::randomUUID))
            .toList();

    private final AtomicInteger looks = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({"0, 9223372036854775807", "0, 50", "0, 0", "7, 20", "49, 5", "50, 1", "9223372036854775807, 2", "0, 1"})
    void aPage_isCorrectForAnyMemoryLimit(long skip, long take) {
        for (long bytes : new long[] {1, 1_000, 1_000_000}) {
            for (boolean descending : new boolean[] {true, false}) {
                Query<ExecutionSession> query = query(descending, skip, take);
                assertThat(ordered(query, bytes))
                        .as("%s in %s bytes", query, bytes)
                        .isEqualTo(SESSIONS.stream()
                                .sorted(query.comparator(QueryableProperties.SESSIONS.id()))
                                .skip(skip)
                                .limit(take)
                                .toList());
            }
        }
    }

    @Test
    void whatFits_isLookedForOnce() {
        ordered(query(false, 0, Long.MAX_VALUE), 1_000_000);

        assertThat(looks).hasValue(1);
    }

    private List<ExecutionSession> ordered(Query<ExecutionSession> query, long bytes) {
        BoundedOrder.Source<ExecutionSession> source = new BoundedOrder.Source<>() {
            @Override
            public void forEach(Consumer<BoundedOrder.Entry> consumer) {
                looks.incrementAndGet();
                SESSIONS.forEach(
                        session -> consumer.accept(BoundedOrder.Entry.of(key(session), session, query.order())));
            }

            @Override
            public void read(List<RowKey> keys, Consumer<? super ExecutionSession> consumer) {
                keys.stream()
                        .flatMap(key ->
                                SESSIONS.stream().filter(session -> key(session).equals(key)))
                        .forEach(consumer);
            }
        };
        List<ExecutionSession> found = new ArrayList<>();
        new BoundedOrder<>(query, QueryableProperties.SESSIONS.id(), source, bytes).forEach(found::add);
        return found;
    }

    private static RowKey key(ExecutionSession session) {
        return new RowKey(List.of(session.id()), 0);
    }

    private static Query<ExecutionSession> query(boolean descending, long skip, long take) {
        SortKey<ExecutionSession> byUser =
                new SortKey<>(QueryableProperties.SESSIONS.find("user").orElseThrow(), descending);
        return new Query<>(Filter.all(), List.of(byUser), skip, take);
    }
}
