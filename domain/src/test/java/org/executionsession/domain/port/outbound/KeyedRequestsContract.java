package org.executionsession.domain.port.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.domain.port.outbound.Samples.NOW;
import static org.executionsession.domain.port.outbound.Samples.changed;
import static org.executionsession.domain.port.outbound.Samples.content;
import static org.executionsession.domain.port.outbound.Samples.detail;
import static org.executionsession.domain.port.outbound.Samples.message;
import static org.executionsession.domain.port.outbound.Samples.result;
import static org.executionsession.domain.port.outbound.Samples.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.executionsession.domain.model.ArbitraryDrafts;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Fingerprint;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.refusal.IdInUseException;
import org.instancio.junit.Given;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Requests that come with an idempotency key: what is added for them is added once, and known as it was then. */
interface KeyedRequestsContract extends StoreUnderTest {

    private static KeyedRequest request() {
        return new KeyedRequest(
                Fingerprint.of(UUID.randomUUID().toString()), Fingerprint.of("content"), NOW.plusSeconds(60));
    }

    @Test
    default void request_thatComesAgainAddsNothingAndIsAnsweredAsAtFirst() {
        KeyedRequest request = request();
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
                .contains(new KeyedAnswer<>(request.content(), first));
        assertThat(sessions().find(again.id())).isEmpty();
    }

    @RepeatedTest(100)
    default void request_isAnsweredExactlyAsAtFirst(
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        KeyedRequest request = request();
        ExecutionSession first = ExecutionSession.recorded(draft, NOW, new Caller("A\\B", "c"), UUID::randomUUID);
        sessions().addAll(List.of(first), request, NOW);
        assertThat(sessions().addAll(List.of(first), request, NOW))
                .contains(new KeyedAnswer<>(request.content(), List.of(first)));
    }

    @Test
    default void request_withoutEntitiesIsAnsweredToo() {
        KeyedRequest request = request();
        assertThat(sessions().addAll(List.of(), request, NOW)).isEmpty();
        assertThat(sessions().addAll(List.of(), request, NOW))
                .contains(new KeyedAnswer<>(request.content(), List.of()));
    }

    @Test
    default void request_isOfOneKindAlone() {
        KeyedRequest request = request();
        sessions().addAll(List.of(session()), request, NOW);
        assertThat(results().addAll(List.of(result(UUID.randomUUID(), UUID.randomUUID())), request, NOW))
                .contains(new KeyedAnswer<>(request.content(), List.of()));
    }

    @Test
    default void request_forResultsOrDetailsThatComesAgainIsAnsweredAsAtFirst() {
        KeyedRequest forResults = request();
        var results = List.of(
                result(null, content(UUID.randomUUID(), "node", message(UUID.randomUUID(), "word", 1)), NOW),
                result(UUID.randomUUID(), UUID.randomUUID()));
        assertThat(results().addAll(results, forResults, NOW)).isEmpty();
        assertThat(results().addAll(results, forResults, NOW))
                .contains(new KeyedAnswer<>(forResults.content(), results));

        KeyedRequest forDetails = request();
        var details = List.of(detail(UUID.randomUUID(), "one"), detail(UUID.randomUUID(), "other"));
        assertThat(details().addAll(details, forDetails, NOW)).isEmpty();
        assertThat(details().addAll(details, forDetails, NOW))
                .contains(new KeyedAnswer<>(forDetails.content(), details));
    }

    @Test
    default void request_whoseEntitiesAreRefusedIsNotRemembered() {
        ExecutionSession inUse = session();
        sessions().add(inUse);
        KeyedRequest request = request();
        assertThatExceptionOfType(IdInUseException.class)
                .isThrownBy(() -> sessions().addAll(List.of(inUse), request, NOW));
        ExecutionSession other = session();
        assertThat(sessions().addAll(List.of(other), request, NOW)).isEmpty();
        assertThat(sessions().find(other.id())).contains(other);
    }

    @Test
    default void request_thatHasExpiredIsForgotten() {
        KeyedRequest request = request();
        ExecutionSession first = session();
        ExecutionSession second = session();
        sessions().addAll(List.of(first), request, NOW);
        Instant end = request.expires();
        assertThat(sessions().addAll(List.of(second), request, end.minusMillis(1)))
                .isPresent();
        KeyedRequest later = new KeyedRequest(request.key(), request.content(), end.plusSeconds(60));
        assertThat(sessions().addAll(List.of(second), later, end)).isEmpty();
        assertThat(sessions().find(second.id())).contains(second);
    }

    @Test
    default void request_thatHasExpiredIsForgottenAlsoAmongVeryMany() {
        List<KeyedRequest> requests =
                Stream.generate(KeyedRequestsContract::request).limit(500).toList();
        requests.forEach(request -> sessions().addAll(List.of(), request, NOW));
        for (KeyedRequest request : List.of(requests.get(0), requests.get(250), requests.get(499))) {
            ExecutionSession session = session();
            Instant end = request.expires();
            KeyedRequest later = new KeyedRequest(request.key(), request.content(), end.plusSeconds(60));
            assertThat(sessions().addAll(List.of(session), later, end)).isEmpty();
            assertThat(sessions().addAll(List.of(), later, end))
                    .contains(new KeyedAnswer<>(request.content(), List.of(session)));
        }
    }

    @Test
    default void together_ofTheSameRequestsExactlyOneIsDoneAndTheOthersHearOfIt() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                KeyedRequest request = request();
                List<ExecutionSession> tries = List.of(session(), session(), session(), session());
                List<Callable<Optional<KeyedAnswer<ExecutionSession>>>> calls = new ArrayList<>();
                for (ExecutionSession session : tries) {
                    calls.add(() -> sessions().addAll(List.of(session), request, NOW));
                }
                List<Optional<KeyedAnswer<ExecutionSession>>> answers = race.run(calls);
                List<ExecutionSession> stored = tries.stream()
                        .filter(session -> sessions().find(session.id()).isPresent())
                        .toList();
                assertThat(stored).hasSize(1);
                assertThat(answers.stream().filter(Optional::isEmpty)).hasSize(1);
                assertThat(answers.stream().flatMap(Optional::stream).flatMap(answer -> answer.entities().stream()))
                        .extracting(Recorded::id)
                        .hasSize(3)
                        .containsOnly(stored.get(0).id());
            }
        }
    }
}
