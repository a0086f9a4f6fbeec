package org.executionsession.domain.port.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.executionsession.domain.model.ArbitraryDrafts;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.refusal.IdInUseException;
import org.instancio.junit.Given;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How a store must behave. An author of a store extends this class, and every test in it holds for that store too. The
 * store may hold other sessions; the tests use ids of their own.
 */
@ExtendWith(InstancioExtension.class)
public abstract class ExecutionSessionStoreContract {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    /** For the subclass. */
    protected ExecutionSessionStoreContract() {}

    /**
     * The store under test.
     *
     * @return an open store, the same within one test
     */
    protected abstract ExecutionSessionStore store();

    @Test
    void find_isEmptyForAnUnknownId() {
        assertThat(store().find(UUID.randomUUID())).isEmpty();
    }

    @RepeatedTest(300)
    void find_returnsTheSessionExactlyAsItWasAdded(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSession session = recorded(draft);
        store().add(session);
        assertThat(store().find(session.id())).contains(session);
    }

    @Test
    void add_refusesAnIdInUseAndLeavesTheStoredSessionAlone() {
        ExecutionSession first = recorded(draft(UUID.randomUUID(), "first"));
        store().add(first);
        assertThatExceptionOfType(IdInUseException.class)
                .isThrownBy(() -> store().add(recorded(draft(first.id(), "second"))))
                .satisfies(refusal -> assertThat(refusal.id()).isEqualTo(first.id()));
        assertThat(store().find(first.id())).contains(first);
    }

    @Test
    void add_keepsSessionsApartThatShareTheIdOfTheirResult() {
        ExecutionSession one = recorded(draft(UUID.randomUUID(), "one"));
        ExecutionSession other = recorded(
                one.toDraft().toBuilder().id(UUID.randomUUID()).user("other").build());
        store().add(one);
        store().add(other);
        assertThat(store().find(one.id())).contains(one);
        assertThat(store().find(other.id())).contains(other);
    }

    @Test
    void add_acceptsExactlyOneOfManyWritersOfTheSameId() throws Exception {
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            for (int round = 0; round < 20; round++) {
                UUID id = UUID.randomUUID();
                CyclicBarrier start = new CyclicBarrier(writers);
                List<Callable<String>> attempts = IntStream.range(0, writers)
                        .<Callable<String>>mapToObj(writer -> () -> {
                            start.await();
                            try {
                                store().add(recorded(draft(id, "writer " + writer)));
                                return "writer " + writer;
                            } catch (IdInUseException refusal) {
                                return null;
                            }
                        })
                        .toList();
                List<String> accepted = new ArrayList<>();
                for (Future<String> attempt : threads.invokeAll(attempts)) {
                    if (attempt.get() != null) {
                        accepted.add(attempt.get());
                    }
                }
                assertThat(accepted).hasSize(1);
                assertThat(store().find(id).map(ExecutionSession::user)).contains(accepted.get(0));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static ExecutionSessionDraft draft(UUID id, String user) {
        return ExecutionSessionDraft.builder().id(id).user(user).build();
    }

    private static ExecutionSession recorded(ExecutionSessionDraft draft) {
        return ExecutionSession.recorded(draft, NOW, Caller.SERVICE, UUID::randomUUID);
    }
}
