package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.QueryableProperties;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Requests for a selection that come again under their key. */
class SelectionKeyTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final IdempotencyKey KEY = new IdempotencyKey("8e03978e-40d5-43e8-bc93-6894a57f9324");
    private static final Selection.Item ITEM = new Selection.Item(EntityKind.SESSION.schemaPath(), new UUID(0, 1));

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:20:30.456Z"));
    private final InterruptedStore store = new InterruptedStore(new InMemoryStore());
    private final ExecutionSessions library =
            ExecutionSessions.builder(store).clock(clock).build();
    private final Selections selections = library.selections();

    private static Filter<ExecutionSession> user(String name) {
        return new Filter.Comparison<>(QueryableProperties.SESSIONS.find("user").orElseThrow(), Operator.EQ, name);
    }

    private ExecutionSession create() {
        return library.createExecutionSession()
                .create(ExecutionSessionDraft.builder().user("jo").build(), JO);
    }

    @Nested
    class RepeatedRequests {

        @Test
        void aRepeatedFilter_getsTheFirstSelectionAfterTheMatchesHaveChanged() {
            ExecutionSession picked = create();
            Selection first = selections.selectSessions(user("jo"), JO, KEY);
            create();
            library.endExecutionSession().end(picked.id(), JO);
            clock.pass(Duration.ofSeconds(5));
            assertThat(selections.selectSessions(user("jo"), JO, KEY)).isEqualTo(first);
            assertThat(first.items()).extracting(Selection.Item::objectId).containsExactly(picked.id());
            assertThat(selections.selectSessions(user("jo"), JO)).isNotEqualTo(first);
        }

        @Test
        void aRepeatedFilter_getsTheFirstSelectionAlthoughTooManyMatchNow() {
            Selection first = selections.selectSessions(Filter.all(), JO, KEY);
            store.sessions()
                    .addAll(Stream.generate(() -> ExecutionSession.create(
                                    ExecutionSessionDraft.builder().build(), clock.instant(), JO, UUID::randomUUID))
                            .limit(Selection.ITEMS_MAX + 1)
                            .toList());
            assertThat(selections.selectSessions(Filter.all(), JO, KEY)).isEqualTo(first);
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(() -> selections.selectSessions(Filter.all(), JO, new IdempotencyKey("other")));
        }

        @Test
        void repeatedItems_getTheFirstSelection() {
            Selection first = selections.select(List.of(ITEM, ITEM), JO, KEY);
            clock.pass(Duration.ofSeconds(5));
            assertThat(selections.select(List.of(ITEM, ITEM), JO, KEY)).isEqualTo(first);
            assertThat(first.items()).containsExactly(ITEM, ITEM);
        }

        @Test
        void aRepeatedRequestInProgress_isRejected() {
            store.beforeTheNextKeyedRequest(() -> assertThatExceptionOfType(RequestInProgressException.class)
                    .isThrownBy(() -> selections.selectSessions(Filter.all(), JO, KEY)));
            Selection first = selections.selectSessions(Filter.all(), JO, KEY);
            assertThat(selections.selectSessions(Filter.all(), JO, KEY)).isEqualTo(first);
        }

        @Test
        void aRepeatedRequestAtAnotherServer_getsTheFirstSelection() {
            Selections elsewhere =
                    ExecutionSessions.builder(store).clock(clock).build().selections();
            Selection[] theirs = new Selection[1];
            store.beforeTheNextKeyedRequest(() -> theirs[0] = elsewhere.select(List.of(ITEM), JO, KEY));
            assertThat(selections.select(List.of(ITEM), JO, KEY))
                    .isEqualTo(theirs[0])
                    .isNotNull();
        }

        @Test
        void aCallerWhoMayNoLongerRead_isRejected() {
            AtomicBoolean closed = new AtomicBoolean();
            AccessPolicy policy =
                    new AccessPolicy.ByCaller(caller -> closed.get() ? Set.of() : EnumSet.allOf(Privilege.class));
            Selections guarded = ExecutionSessions.builder(store)
                    .clock(clock)
                    .accessPolicy(policy)
                    .build()
                    .selections();
            assertThatNoException().isThrownBy(() -> guarded.selectSessions(Filter.all(), JO, KEY));
            closed.set(true);
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> guarded.selectSessions(Filter.all(), JO, KEY));
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> guarded.select(List.of(), JO, new IdempotencyKey("other")));
        }
    }

    /** The same key with another request, or of another caller. */
    @Nested
    class KeyReuse {

        @Test
        void anotherRequestUnderTheKey_isRejected() {
            selections.selectSessions(user("jo"), JO, KEY);
            assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                    .isThrownBy(() -> selections.selectSessions(user("max"), JO, KEY));
            assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                    .as("of another kind")
                    .isThrownBy(() -> selections.selectResults(Filter.all(), JO, KEY));
            assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                    .as("of items")
                    .isThrownBy(() -> selections.select(List.of(), JO, KEY));
            assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                    .as("to record")
                    .isThrownBy(() -> library.createExecutionSession()
                            .create(ExecutionSessionDraft.builder().build(), JO, KEY));
        }

        @Test
        void theKeyOfACreatedSession_cannotBeUsedForASelection() {
            library.createExecutionSession()
                    .create(ExecutionSessionDraft.builder().build(), JO, KEY);
            assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                    .isThrownBy(() -> selections.selectSessions(Filter.all(), JO, KEY));
        }

        @Test
        void theSameFilterForAnotherKind_isAnotherRequest() {
            selections.selectSessions(Filter.all(), JO, KEY);
            assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                    .isThrownBy(() -> selections.selectResults(Filter.all(), JO, KEY));
            assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                    .isThrownBy(() -> selections.selectDetails(Filter.all(), JO, KEY));
        }

        @Test
        void theKeyOfAnotherCaller_isAnotherKey() {
            Selection first = selections.select(List.of(ITEM), JO, KEY);
            assertThat(selections.select(List.of(ITEM), new Caller("ACME", "max"), KEY))
                    .isNotEqualTo(first);
        }
    }

    @Nested
    class KeyLifetime {

        @Test
        void aDeletedSelection_isNotFoundAndNotCreatedAgain() {
            Selection first = selections.selectResults(Filter.all(), JO, KEY);
            selections.delete(first.id(), JO);
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> selections.selectResults(Filter.all(), JO, KEY))
                    .withMessageContaining(first.id().toString());
            assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                    .isThrownBy(() -> selections.selectDetails(Filter.all(), JO, KEY));
        }

        @Test
        void aKey_isDeletedWithItsSelection() {
            Selection first = selections.selectResults(Filter.all(), JO, KEY);
            clock.pass(Duration.ofHours(1));
            assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> selections.find(first.id(), JO));
            assertThat(selections.selectResults(Filter.all(), JO, KEY)).isNotEqualTo(first);
        }

        @Test
        void aKey_expires() {
            Selection first = selections.selectDetails(Filter.all(), JO, KEY);
            clock.pass(ExecutionSessions.DEFAULT_IDEMPOTENCY_KEY_TTL);
            Selection second = selections.selectDetails(Filter.all(), JO, KEY);
            assertThat(second).isNotEqualTo(first);
            assertThat(selections.find(second.id(), JO)).isEqualTo(second);
        }
    }
}
