package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody else changes between the reading and the writing of a change is not lost. */
class ChangesInBetweenTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");
    private static final Caller MAX = new Caller("ACME", "max");
    private static final Caller GUEST = new Caller("ACME", "guest");

    private final InterruptedStore store = new InterruptedStore(new InMemoryStore());
    private final ExecutionSessions sessions = ExecutionSessions.builder(store)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .accessPolicy(ChangesInBetweenTest::allowed)
            .build();

    /** Guests may not touch what has ended. */
    private static Set<Privilege> allowed(Caller caller, AuditedEntity entity) {
        boolean closed = entity instanceof ExecutionSession session
                && session.executionResult().status().equals(TaskExecutionStatus.FINISHED_SUCCESS);
        return caller.equals(GUEST) && closed ? EnumSet.of(Privilege.READ) : EnumSet.allOf(Privilege.class);
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void aConcurrentlyChangedResult_isKeptByASessionWithoutAResult() {
        ExecutionSession session = created();
        store.beforeTheNextReplace(() -> finish(session));
        ExecutionSession updated = update(session, JO, draft("after", null));
        assertThat(updated.user()).isEqualTo("after");
        assertThat(updated.executionResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
        assertThat(find(session)).isEqualTo(updated);
        assertThat(result(session).modifiedByUserName()).isEqualTo(MAX.userName());
    }

    @Test
    void aConcurrentlyRemovedDetail_staysRemoved() {
        ExecutionSession session = created();
        UUID detail = session.executionResult().details().get(0).id();
        store.beforeTheNextReplace(() -> sessions.executionResultDetails().delete(detail, MAX));
        ExecutionSession updated = update(session, JO, draft("after", null));
        assertThat(updated.executionResult().details()).isEmpty();
        assertThat(find(session)).isEqualTo(updated);
    }

    @Test
    void aConcurrentlyChangedResult_isReplacedByASessionWithAResult() {
        ExecutionSession session = created();
        store.beforeTheNextReplace(() -> finish(session));
        ExecutionResult said = ExecutionResult.of(TaskExecutionStatus.ABORTED);
        ExecutionSession updated = update(session, JO, draft("after", said));
        assertThat(find(session)).isEqualTo(updated);
        assertThat(updated.executionResult().status()).isEqualTo(TaskExecutionStatus.ABORTED);
        assertThat(result(session).modifiedDate()).isEqualTo(NOW.plusMillis(2));
    }

    @Test
    void aConcurrentlyChangedSession_isAConflictForEveryDate() {
        ExecutionSession session = created();
        store.beforeTheNextReplace(() -> update(session, MAX, draft("other", null)));
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() -> sessions.updateExecutionSession()
                        .update(session.id(), draft("after", null), NOW.plusSeconds(60), JO));
        assertThat(find(session).user()).isEqualTo("other");
    }

    @Test
    void aConcurrentlyEndedSession_isNotFound() {
        ExecutionSession session = created();
        store.beforeTheNextReplace(() -> sessions.endExecutionSession().end(session.id(), MAX));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> update(session, JO, draft("after", null)));
        assertThat(sessions.findExecutionSessions().find(session.id(), JO)).isEmpty();
        assertThat(result(session).result()).isEqualTo(session.executionResult());
    }

    @Test
    void thePolicy_isEvaluatedAgainForTheChangedSession() {
        ExecutionSession session = created();
        store.beforeTheNextReplace(() -> finish(session));
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> update(session, GUEST, draft("after", null)));
        assertThat(find(session).user()).isEqualTo("before");
    }

    @Test
    void aResultThatItsSessionChangedConcurrently_isAConflict() {
        ExecutionSession session = created();
        store.beforeTheNextReplace(
                () -> update(session, MAX, draft("other", ExecutionResult.of(TaskExecutionStatus.QUEUED))));
        assertThatExceptionOfType(VersionConflictException.class).isThrownBy(() -> finish(session));
        assertThat(result(session).result().status()).isEqualTo(TaskExecutionStatus.QUEUED);
    }

    private ExecutionSession created() {
        ExecutionResult result = ExecutionResult.of(TaskExecutionStatus.STARTED).toBuilder()
                .details(List.of(new ExecutionResultDetail(null, DetailsType.INFORMATION, "started", NOW)))
                .build();
        return sessions.createExecutionSession().create(draft("before", result), JO);
    }

    private ExecutionSession update(ExecutionSession seen, Caller by, ExecutionSessionDraft draft) {
        return sessions.updateExecutionSession().update(seen.id(), draft, seen.modifiedDate(), by);
    }

    private void finish(ExecutionSession session) {
        ExecutionResultEntity seen = result(session);
        sessions.executionResults()
                .update(
                        seen.id(),
                        new ExecutionResultDraft(
                                ResultOrigin.UNKNOWN, ExecutionResult.of(TaskExecutionStatus.FINISHED_SUCCESS)),
                        seen.modifiedDate(),
                        MAX);
    }

    private ExecutionSession find(ExecutionSession session) {
        return sessions.findExecutionSessions().find(session.id(), JO).orElseThrow();
    }

    private ExecutionResultEntity result(ExecutionSession session) {
        return sessions.executionResults()
                .find(session.executionResult().id(), JO)
                .orElseThrow();
    }

    private static ExecutionSessionDraft draft(String user, ExecutionResult result) {
        return ExecutionSessionDraft.builder()
                .user(user)
                .executionResult(result)
                .build();
    }
}
