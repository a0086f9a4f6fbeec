package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.changed;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.detail;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.request;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;
import static org.executionsession.storecontract.SelectionsContract.selection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Selection;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Tests that a request with an idempotency key is executed once and its response is stored. */
interface IdempotencyContract extends TestedStore {

    @Test
    default void request_thatIsRepeatedAddsNothingAndGetsTheFirstResponse() {
        IdempotentRequest request = request();
        List<ExecutionSession> first = List.of(session(), session());
        assertThat(sessions().addAll(first, request, NOW)).isEmpty();
        sessions()
                .replace(
                        changed(
                                first.get(0),
                                ExecutionSessionDraft.builder().retries(7).build()),
                        first.get(0));
        sessions().remove(first.get(1).id());

        ExecutionSession again = session();
        assertThat(sessions().addAll(List.of(again), request, NOW))
                .contains(new StoredResponse<>(request.content(), first));
        assertThat(sessions().find(again.id())).isEmpty();
    }

    @RepeatedTest(100)
    default void request_thatIsRepeatedGetsExactlyTheFirstResponse(
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        IdempotentRequest request = request();
        ExecutionSession first = ExecutionSession.create(draft, NOW, new Caller("A", "B\\c"), UUID::randomUUID);
        sessions().addAll(List.of(first), request, NOW);
        assertThat(sessions().addAll(List.of(first), request, NOW))
                .contains(new StoredResponse<>(request.content(), List.of(first)));
    }

    @Test
    default void request_withoutEntitiesIsStored() {
        IdempotentRequest request = request();
        assertThat(sessions().addAll(List.of(), request, NOW)).isEmpty();
        assertThat(sessions().addAll(List.of(), request, NOW))
                .contains(new StoredResponse<>(request.content(), List.of()));
    }

    @Test
    default void request_belongsToOneKind() {
        IdempotentRequest request = request();
        sessions().addAll(List.of(session()), request, NOW);
        assertThat(results().addAll(List.of(result(UUID.randomUUID(), UUID.randomUUID())), request, NOW))
                .contains(new StoredResponse<>(request.content(), List.of()));
    }

    @Test
    default void request_forResultsOrDetailsThatIsRepeatedGetsTheFirstResponse() {
        IdempotentRequest forResults = request();
        var results = List.of(
                result(null, content(UUID.randomUUID(), "node", message(UUID.randomUUID(), "word", 1)), NOW),
                result(UUID.randomUUID(), UUID.randomUUID()));
        assertThat(results().addAll(results, forResults, NOW)).isEmpty();
        assertThat(results().addAll(results, forResults, NOW))
                .contains(new StoredResponse<>(forResults.content(), results));

        IdempotentRequest forDetails = request();
        var details = List.of(detail(UUID.randomUUID(), "one"), detail(UUID.randomUUID(), "other"));
        assertThat(details().addAll(details, forDetails, NOW)).isEmpty();
        assertThat(details().addAll(details, forDetails, NOW))
                .contains(new StoredResponse<>(forDetails.content(), details));
    }

    @Test
    default void request_forASelectionThatIsRepeatedGetsTheFirstResponse() {
        for (List<Selection.Item> items : List.of(
                List.<Selection.Item>of(),
                List.of(item("executionSession"), item("ExecutionResult.Detail"), item("ExecutionSession")))) {
            IdempotentRequest request = request();
            Selection first = selection(NOW.plusSeconds(60), items);
            assertThat(selections().findStoredResponse(request, NOW)).isEmpty();
            assertThat(addSelection(first, request, NOW)).isEmpty();
            assertThat(selections().find(first.id())).contains(first);

            Selection again = selection(NOW.plusSeconds(60), List.of());
            assertThat(addSelection(again, request, NOW)).contains(response(request, first));
            assertThat(selections().find(again.id())).isEmpty();
            assertThat(selections().findStoredResponse(request, NOW)).contains(response(request, first));
        }
    }

    @Test
    default void request_forADeletedSelectionGetsTheFirstResponse() {
        IdempotentRequest forDropped = request();
        IdempotentRequest forExpired = request();
        Selection dropped = selection(NOW.plusSeconds(60), List.of(item("ExecutionSession")));
        Selection expired = selection(NOW.plusSeconds(1), List.of(item("ExecutionSession")));
        addSelection(dropped, forDropped, NOW);
        addSelection(expired, forExpired, NOW);
        selections().delete(dropped.id(), NOW);
        Instant later = NOW.plusSeconds(1);
        addSelection(selection(NOW.plusSeconds(60), List.of()), request(), later);
        assertThat(selections().find(expired.id())).isEmpty();

        Selection again = selection(NOW.plusSeconds(60), List.of());
        assertThat(selections().findStoredResponse(forDropped, later)).contains(response(forDropped, dropped));
        assertThat(addSelection(again, forDropped, later)).contains(response(forDropped, dropped));
        assertThat(addSelection(again, forExpired, later)).contains(response(forExpired, expired));
        assertThat(selections().find(again.id())).isEmpty();
    }

    @Test
    default void request_forASelectionIsNotOneForEntities() {
        IdempotentRequest forSelection = request();
        addSelection(selection(NOW.plusSeconds(60), List.of()), forSelection, NOW);
        assertThat(sessions().addAll(List.of(session()), forSelection, NOW))
                .contains(new StoredResponse<>(forSelection.content(), List.of()));

        IdempotentRequest forSession = request();
        sessions().addAll(List.of(session()), forSession, NOW);
        StoredResponse<UUID> ofNone = new StoredResponse<>(forSession.content(), List.of());
        assertThat(selections().findStoredResponse(forSession, NOW)).contains(ofNone);
        assertThat(addSelection(selection(NOW.plusSeconds(60), List.of()), forSession, NOW))
                .contains(ofNone);
    }

    @Test
    default void request_forAnExpiredSelectionIsRemoved() {
        IdempotentRequest request = request();
        Selection first = selection(NOW.plusSeconds(600), List.of());
        Selection second = selection(NOW.plusSeconds(600), List.of());
        addSelection(first, request, NOW);
        Instant end = request.expiresAt();
        assertThat(selections().findStoredResponse(request, end.minusMillis(1))).isPresent();
        assertThat(selections().findStoredResponse(request, end)).isEmpty();
        IdempotentRequest later = new IdempotentRequest(request.key(), request.content(), end.plusSeconds(60));
        assertThat(addSelection(second, later, end)).isEmpty();
        assertThat(selections().find(second.id())).contains(second);
    }

    private static Selection.Item item(String type) {
        return new Selection.Item(type, UUID.randomUUID());
    }

    private static StoredResponse<UUID> response(IdempotentRequest request, Selection selection) {
        return new StoredResponse<>(request.content(), List.of(selection.id()));
    }

    @Test
    default void request_whoseEntitiesAreRejectedIsNotStored() {
        ExecutionSession inUse = session();
        sessions().add(inUse);
        IdempotentRequest request = request();
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> sessions().addAll(List.of(inUse), request, NOW));
        ExecutionSession other = session();
        assertThat(sessions().addAll(List.of(other), request, NOW)).isEmpty();
        assertThat(sessions().find(other.id())).contains(other);
    }

    @Test
    default void request_thatHasExpiredIsRemoved() {
        IdempotentRequest request = request();
        ExecutionSession first = session();
        ExecutionSession second = session();
        sessions().addAll(List.of(first), request, NOW);
        Instant end = request.expiresAt();
        assertThat(sessions().addAll(List.of(second), request, end.minusMillis(1)))
                .isPresent();
        IdempotentRequest later = new IdempotentRequest(request.key(), request.content(), end.plusSeconds(60));
        assertThat(sessions().addAll(List.of(second), later, end)).isEmpty();
        assertThat(sessions().find(second.id())).contains(second);
    }

    @Test
    default void request_thatHasExpiredIsRemovedAmongVeryMany() {
        List<IdempotentRequest> requests =
                Stream.generate(Samples::request).limit(500).toList();
        requests.forEach(request -> sessions().addAll(List.of(), request, NOW));
        for (IdempotentRequest request : List.of(requests.get(0), requests.get(250), requests.get(499))) {
            ExecutionSession session = session();
            Instant end = request.expiresAt();
            IdempotentRequest later = new IdempotentRequest(request.key(), request.content(), end.plusSeconds(60));
            assertThat(sessions().addAll(List.of(session), later, end)).isEmpty();
            assertThat(sessions().addAll(List.of(), later, end))
                    .contains(new StoredResponse<>(request.content(), List.of(session)));
        }
    }

    @Test
    default void concurrently_oneOfEqualRequestsIsDoneAndTheOthersGetItsResponse() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                IdempotentRequest request = request();
                List<ExecutionSession> tries = List.of(session(), session(), session(), session());
                List<Callable<Optional<StoredResponse<ExecutionSession>>>> calls = new ArrayList<>();
                for (ExecutionSession session : tries) {
                    calls.add(() -> sessions().addAll(List.of(session), request, NOW));
                }
                List<Optional<StoredResponse<ExecutionSession>>> responses = race.run(calls);
                List<ExecutionSession> stored = tries.stream()
                        .filter(session -> sessions().find(session.id()).isPresent())
                        .toList();
                assertThat(stored).hasSize(1);
                assertThat(responses.stream().filter(Optional::isEmpty)).hasSize(1);
                assertThat(responses.stream()
                                .flatMap(Optional::stream)
                                .flatMap(response -> response.entities().stream()))
                        .extracting(AuditedEntity::id)
                        .hasSize(3)
                        .containsOnly(stored.get(0).id());
            }
        }
    }

    @Test
    default void concurrently_oneOfEqualRequestsForASelectionIsDone() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                IdempotentRequest request = request();
                List<Selection> tries = Stream.generate(() -> selection(NOW.plusSeconds(60), List.of()))
                        .limit(4)
                        .toList();
                List<Callable<Optional<StoredResponse<UUID>>>> calls = new ArrayList<>();
                for (Selection selection : tries) {
                    calls.add(() -> addSelection(selection, request, NOW));
                }
                List<Optional<StoredResponse<UUID>>> responses = race.run(calls);
                List<Selection> stored = tries.stream()
                        .filter(selection -> selections().find(selection.id()).isPresent())
                        .toList();
                assertThat(stored).hasSize(1);
                assertThat(responses.stream().filter(Optional::isEmpty)).hasSize(1);
                assertThat(responses.stream().flatMap(Optional::stream))
                        .hasSize(3)
                        .containsOnly(response(request, stored.get(0)));
            }
        }
    }
}
