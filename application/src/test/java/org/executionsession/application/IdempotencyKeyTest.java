package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final IdempotencyKey KEY = new IdempotencyKey("8e03978e-40d5-43e8-bc93-6894a57f9324");

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:20:30.456Z"));
    private final ExecutionSessions library = ExecutionSessions.builder(new InMemoryStore())
            .clock(clock)
            .idempotencyKeyTtl(Duration.ofHours(1))
            .build();

    private static ExecutionSessionDraft draft(String user) {
        return ExecutionSessionDraft.builder().user(user).build();
    }

    private ExecutionSession create(ExecutionSessionDraft draft, Caller caller) {
        return library.createExecutionSession().create(draft, caller, KEY);
    }

    private long stored() {
        return library.findExecutionSessions().count(Filter.all(), Caller.SERVICE);
    }

    @Test
    void aRepeatedRequest_getsTheFirstResponseAndIsStoredOnce() {
        ExecutionSession first = create(draft("jo"), JO);
        clock.pass(Duration.ofSeconds(5));
        assertThat(create(draft("jo"), JO)).isEqualTo(first);
        assertThat(stored()).isOne();
    }

    @Test
    void aRepeatedRequest_getsTheFirstResponseAfterTheSessionHasEnded() {
        ExecutionSession first = create(draft("jo"), JO);
        library.endExecutionSession().end(first.id(), JO);
        assertThat(create(draft("jo"), JO)).isEqualTo(first);
        assertThat(stored()).isZero();
    }

    @Test
    void anotherRequestUnderTheKey_isRejected() {
        create(draft("jo"), JO);
        assertThatExceptionOfType(IdempotencyKeyReusedException.class).isThrownBy(() -> create(draft("max"), JO));
        assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                .as("a list of one is another request")
                .isThrownBy(() -> library.createExecutionSession().createAll(List.of(draft("jo")), JO, KEY));
        assertThatExceptionOfType(IdempotencyKeyReusedException.class)
                .as("so is one for another kind")
                .isThrownBy(() -> library.executionResultDetails()
                        .create(new ExecutionResultDetail(null, null, null, null), JO, KEY));
        assertThat(stored()).isOne();
    }

    @Test
    void theKeyOfAnotherCaller_isAnotherKey() {
        create(draft("jo"), JO);
        create(draft("jo"), new Caller("ACME", "max"));
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void theKeyOfTheSameCallerInAnotherLetterCase_isTheSameKey() {
        ExecutionSession first = create(draft("jo"), JO);
        assertThat(create(draft("jo"), new Caller("acme", "JO"))).isEqualTo(first);
        assertThat(stored()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m\u0131m", "m\u0130m", "\uff4dim", "mim\u0301"})
    void theKeyOfALookAlikeCaller_isAnotherKey(String lookAlike) {
        create(draft("jo"), new Caller("ACME", "mim"));
        create(draft("jo"), new Caller("ACME", lookAlike));
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void aRejectedRequest_canBeCorrectedWithTheSameKey() {
        ExecutionSession inUse = library.createExecutionSession().create(draft("jo"), JO);
        ExecutionSessionDraft sameId = draft("max").toBuilder().id(inUse.id()).build();
        assertThatExceptionOfType(DuplicateIdException.class).isThrownBy(() -> create(sameId, JO));
        assertThatExceptionOfType(InvalidDraftException.class)
                .isThrownBy(() -> create(draft("max").toBuilder().retries(-1).build(), JO));
        assertThat(create(draft("max"), JO).user()).isEqualTo("max");
    }

    @Test
    void aKey_expires() {
        ExecutionSession first = create(draft("jo"), JO);
        clock.pass(Duration.ofHours(1));
        assertThat(create(draft("jo"), JO)).isNotEqualTo(first);
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void aRepeatedList_getsTheFirstResponse() {
        List<ExecutionSessionDraft> drafts = List.of(draft("jo"), draft("max"));
        List<ExecutionSession> first = library.createExecutionSession().createAll(drafts, JO, KEY);
        assertThat(library.createExecutionSession().createAll(drafts, JO, KEY)).isEqualTo(first);
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void aRepeatedRequestInProgress_isRejected() {
        InterruptedStore store = new InterruptedStore(new InMemoryStore());
        ExecutionSessions slow = ExecutionSessions.builder(store).build();
        store.beforeTheNextKeyedRequest(() -> assertThatExceptionOfType(RequestInProgressException.class)
                .isThrownBy(() -> slow.createExecutionSession().create(draft("jo"), JO, KEY)));
        ExecutionSession first = slow.createExecutionSession().create(draft("jo"), JO, KEY);
        assertThat(slow.createExecutionSession().create(draft("jo"), JO, KEY)).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ä", "a\nb", "\u0000"})
    void aMalformedKey_isRejected(String value) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new IdempotencyKey(value));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new IdempotencyKey("x".repeat(IdempotencyKey.MAX + 1)));
    }
}
