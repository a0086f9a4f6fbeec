package org.executionsession.storecontract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.jspecify.annotations.Nullable;

/** Small entities for tests of one aspect. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    static final Instant LATER = NOW.plusSeconds(1);
    static final Caller JO = new Caller("ACME", "jo");
    static final Caller MAX = new Caller("ACME", "max");

    private Samples() {}

    static ExecutionSession session() {
        return session(ExecutionSessionDraft.builder().user("jo").build());
    }

    static ExecutionSession session(UUID id, String user) {
        return session(ExecutionSessionDraft.builder().id(id).user(user).build());
    }

    static ExecutionSession session(UUID id, ExecutionResult result) {
        return session(
                ExecutionSessionDraft.builder().id(id).executionResult(result).build());
    }

    static ExecutionSession session(ExecutionSessionDraft draft) {
        return ExecutionSession.create(draft, NOW, JO, UUID::randomUUID);
    }

    /** Returns the session with another result; with the same id, it is an update of the current result. */
    static ExecutionSession with(ExecutionSession session, ExecutionResult result) {
        return changed(
                session, session.content().toBuilder().executionResult(result).build());
    }

    static ExecutionSession changed(ExecutionSession session, ExecutionSessionDraft draft) {
        return session.update(draft, LATER, MAX, UUID::randomUUID);
    }

    /** Returns a result with few values. */
    static ExecutionResult content(@Nullable UUID id, String node, ExecutionResultDetail... details) {
        return ExecutionResult.builder()
                .id(id)
                .executingNodeName(node)
                .details(List.of(details))
                .build();
    }

    static ExecutionResultEntity result(UUID id, @Nullable UUID session) {
        return result(session, content(id, "node"), NOW);
    }

    static ExecutionResultEntity result(@Nullable UUID session, ExecutionResult content, Instant at) {
        return ExecutionResultEntity.create(
                new ExecutionResultDraft(new ResultOrigin(session, null, null, null), content),
                at,
                JO,
                UUID::randomUUID);
    }

    static ExecutionResultEntity changed(ExecutionResultEntity result, ExecutionResult content) {
        return result.update(new ExecutionResultDraft(ResultOrigin.UNKNOWN, content), LATER, MAX, UUID::randomUUID);
    }

    /** Returns a detail whose date is some seconds after {@link #NOW}. */
    static ExecutionResultDetail message(@Nullable UUID id, String message, int seconds) {
        return new ExecutionResultDetail(id, DetailsType.INFORMATION, message, NOW.plusSeconds(seconds));
    }

    static ExecutionResultDetailEntity detail(UUID id, String message) {
        return ExecutionResultDetailEntity.create(message(id, message, 0), NOW, JO, UUID::randomUUID);
    }

    /** Returns a request with a new idempotency key, which expires a minute after {@link #NOW}. */
    static IdempotentRequest request() {
        return new IdempotentRequest(
                Fingerprint.of(UUID.randomUUID().toString()), Fingerprint.of("content"), NOW.plusSeconds(60));
    }

    /** Returns an id that is ordered before those of {@link #late}. */
    static UUID early() {
        return new UUID(1, UUID.randomUUID().getLeastSignificantBits());
    }

    /**
     * Returns an id that is ordered after those of {@link #early}, although {@link UUID#compareTo} orders it before
     * them.
     */
    static UUID late() {
        return new UUID(-1, UUID.randomUUID().getLeastSignificantBits());
    }
}
