package org.executionsession.benchmarks;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.executionsession.benchmarks.session.Ledger;
import org.executionsession.benchmarks.session.SessionClient;
import org.executionsession.benchmarks.session.SmallSession;

/** Asks a server for every session that was ever sent, and sends those in doubt once more. */
final class CrashCheck {

    private static final int CALLERS = 16;

    private final SessionClient client;
    private final BitSet acknowledged;
    private final BitSet inDoubt;
    private final CrashReport report;

    private enum State {
        ABSENT,
        INTACT,
        TORN
    }

    CrashCheck(SessionClient client, Ledger ledger, CrashReport report) {
        this.client = client;
        this.acknowledged = ledger.acknowledged();
        this.inDoubt = ledger.inDoubt();
        this.report = report;
    }

    void check() throws InterruptedException {
        Map<State, BitSet> found = states(acknowledged);
        Map<State, BitSet> before = states(inDoubt);
        BitSet absent = of(State.ABSENT, before);
        // A stored session is rejected, any other is created.
        long rightRetries = of(
                        true, results(inDoubt, number -> client.tryPost(Ledger.body(number)) == absent.get(number)))
                .cardinality();
        Map<State, BitSet> after = states(inDoubt);

        Set<UUID> listed = new HashSet<>();
        Set<UUID> duplicated = new HashSet<>();
        for (UUID id : client.ids()) {
            if (!listed.add(id)) {
                duplicated.add(id);
            }
        }
        Set<UUID> sent = ids(acknowledged);
        sent.addAll(ids(inDoubt));
        Set<UUID> once = ids(of(State.INTACT, after));
        once.retainAll(listed);
        once.removeAll(duplicated);
        Set<UUID> strangers = new HashSet<>(listed);
        strangers.removeAll(sent);
        report.checked(new CrashReport.Checked(
                acknowledged.cardinality() - of(State.ABSENT, found).cardinality(),
                inDoubt.cardinality() - absent.cardinality(),
                of(State.TORN, found).cardinality() + of(State.TORN, after).cardinality(),
                inDoubt.cardinality() - rightRetries,
                once.size(),
                duplicated.size(),
                strangers.size(),
                client.count(),
                client.countResults(),
                client.countDetails()));
    }

    private Map<State, BitSet> states(BitSet numbers) throws InterruptedException {
        return results(numbers, number -> {
            UUID id = Ledger.id(number);
            return client.find(id)
                    .map(session -> SmallSession.isIntact(session, id) ? State.INTACT : State.TORN)
                    .orElse(State.ABSENT);
        });
    }

    private static Set<UUID> ids(BitSet numbers) {
        Set<UUID> ids = new HashSet<>();
        numbers.stream().mapToObj(Ledger::id).forEach(ids::add);
        return ids;
    }

    private static <T> BitSet of(T result, Map<T, BitSet> results) {
        return results.getOrDefault(result, new BitSet());
    }

    /** The numbers by the result of a question about each; many are asked at a time. */
    private static <T> Map<T, BitSet> results(BitSet numbers, IntFunction<T> question) throws InterruptedException {
        int[] asked = numbers.stream().toArray();
        List<Callable<T>> questions = new ArrayList<>();
        for (int number : asked) {
            questions.add(() -> question.apply(number));
        }
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<T>> results = callers.invokeAll(questions);
            Map<T, BitSet> byResult = new HashMap<>();
            for (int i = 0; i < asked.length; i++) {
                byResult.computeIfAbsent(results.get(i).get(), result -> new BitSet())
                        .set(asked[i]);
            }
            return byResult;
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        } finally {
            callers.shutdownNow();
        }
    }
}
