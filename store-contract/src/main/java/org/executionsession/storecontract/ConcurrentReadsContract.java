package org.executionsession.storecontract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Race.ROUNDS;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.junit.jupiter.api.Test;

/** Tests that a read sees each concurrent change completely or not at all. */
interface ConcurrentReadsContract extends TestedStore {

    String OPERATIONAL = "reloadTask.operational.lastExecutionResult.stopTime";

    @Test
    default void concurrently_readersSeeEveryChangeCompletelyOrNotAtAll() throws Exception {
        ExecutionSession first = numbered(session(), 0);
        sessions().add(first);
        Filter<ExecutionSession> own = new Filter.OneOf<>(Collections.singleton(first.id()));
        AtomicBoolean done = new AtomicBoolean();
        try (Race race = new Race()) {
            Callable<List<String>> writer = () -> {
                try {
                    ExecutionSession read = first;
                    for (int i = 1; i <= 150; i++) {
                        ExecutionSession next = numbered(read, i);
                        assertThat(sessions().replace(next, read)).isTrue();
                        read = next;
                    }
                    return List.of();
                } finally {
                    done.set(true);
                }
            };
            Callable<List<String>> reader = () -> {
                List<String> halves = new ArrayList<>();
                while (!done.get()) {
                    sessions()
                            .find(first.id())
                            .ifPresentOrElse(found -> halves.addAll(halves("find", found)), () -> halves.add("find"));
                    List<ExecutionSession> listed = TestedStore.all(sessions(), own);
                    if (listed.size() != 1) {
                        halves.add("each gave " + listed.size());
                    }
                    listed.forEach(found -> halves.addAll(halves("each", found)));
                    if (sessions().count(own) != 1) {
                        halves.add("count");
                    }
                }
                return halves;
            };
            assertThat(race.run(List.of(writer, reader))).containsOnly(List.of());
        }
    }

    /** Returns a session whose parts all contain the same number, with its own result. */
    private static ExecutionSession numbered(ExecutionSession session, int number) {
        ExecutionSessionDraft draft = ExecutionSessionDraft.builder()
                .retries(number)
                .executionResult(
                        content(UUID.randomUUID(), "" + number, message(UUID.randomUUID(), "" + number, number)))
                .build();
        return number == 0
                ? session(draft.toBuilder().id(session.id()).build())
                : session.update(draft, LATER, JO, UUID::randomUUID);
    }

    private static List<String> halves(String how, ExecutionSession session) {
        String number = "" + session.retries();
        ExecutionResult result = session.executionResult();
        boolean whole = result.executingNodeName().equals(number)
                && result.details().get(0).message().equals(number);
        return whole ? List.of() : List.of(how + " gave " + number + " with " + result);
    }

    @Test
    default void aListOfManyEntities_isOfOneMoment() {
        for (List<SortKey<ExecutionSession>> order : List.of(
                List.<SortKey<ExecutionSession>>of(), orderBy("retries"), orderBy("user"), orderBy(OPERATIONAL))) {
            List<ExecutionSession> sessions =
                    Stream.generate(Samples::session).limit(450).toList();
            Set<UUID> ids = sessions.stream().map(AuditedEntity::id).collect(toSet());
            sessions().addAll(sessions);
            List<UUID> listed = new ArrayList<>();
            sessions().forEach(Query.of(new Filter.OneOf<>(ids), order), session -> {
                if (listed.isEmpty()) {
                    sessions().removeAll(ids);
                }
                listed.add(session.id());
            });
            assertThat(listed).as("%s", order).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    private static List<SortKey<ExecutionSession>> orderBy(String path) {
        return List.of(new SortKey<>(QueryableProperties.SESSIONS.find(path).orElseThrow(), false));
    }

    @Test
    default void concurrently_listsAreAddedAtomically() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                List<ExecutionSession> sessions =
                        Stream.generate(Samples::session).limit(50).toList();
                Filter<ExecutionSession> own = new Filter.OneOf<>(
                        sessions.stream().map(AuditedEntity::id).collect(toSet()));
                List<Long> counted = race.run(List.of(
                        () -> {
                            sessions().addAll(sessions);
                            return 50L;
                        },
                        () -> sessions().count(own),
                        () -> sessions().count(own)));
                assertThat(counted).containsAnyOf(50L).isSubsetOf(0L, 50L);
            }
        }
    }

    @Test
    default void concurrently_selectionsAreAddedWhileOthersExpire() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                int moment = 2 * round;
                List<Selection> expired = selections(moment + 1);
                expired.forEach(selection -> addSelection(selection, NOW.plusMillis(moment)));
                List<Selection> fresh = selections(moment + 2);
                race.run(fresh.stream()
                        .<Callable<Void>>map(selection -> () -> {
                            addSelection(selection, NOW.plusMillis(moment + 1));
                            return null;
                        })
                        .toList());
                assertThat(fresh)
                        .allSatisfy(selection -> assertThat(
                                        storeUnderTest().selections().find(selection.id()))
                                .contains(selection));
                assertThat(expired)
                        .allSatisfy(selection -> assertThat(
                                        storeUnderTest().selections().find(selection.id()))
                                .isEmpty());
            }
        }
    }

    private static List<Selection> selections(int expire) {
        return Stream.generate(() -> SelectionsContract.selection(NOW.plusMillis(expire), List.of()))
                .limit(4)
                .toList();
    }
}
