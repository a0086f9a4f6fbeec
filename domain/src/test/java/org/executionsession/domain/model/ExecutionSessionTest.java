package org.executionsession.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ExecutionSessionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456789Z");
    private static final UUID ZERO = new UUID(0, 0);

    private final AtomicLong lastId = new AtomicLong();
    private final Supplier<UUID> newIds = () -> new UUID(7, lastId.incrementAndGet());

    @Test
    void create_generatesMissingIds() {
        ExecutionSession session = stored(ExecutionSessionDraft.builder()
                .id(ZERO)
                .executionResult(ExecutionResult.builder()
                        .id(ZERO)
                        .details(List.of(detail(ZERO, "a", null), detail(null, "b", null)))
                        .build())
                .build());
        assertThat(List.of(
                        session.id(),
                        session.executionResult().id(),
                        session.executionResult().details().get(0).id(),
                        session.executionResult().details().get(1).id()))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id.getMostSignificantBits()).isEqualTo(7));
    }

    @Test
    void contentWithoutAnIdOrAResult_isRejected() {
        AuditFields audit = AuditFields.created(NOW, "ACME\\jo");
        ExecutionSessionDraft content = ExecutionSessionDraft.builder()
                .id(newIds.get())
                .executionResult(ExecutionResult.of(null))
                .build();
        assertThat(new ExecutionSession(audit, content).content()).isSameAs(content);
        assertThatNullPointerException()
                .isThrownBy(() ->
                        new ExecutionSession(audit, content.toBuilder().id(null).build()))
                .withMessage("content.id");
        assertThatNullPointerException()
                .isThrownBy(() -> new ExecutionSession(audit, content.withExecutionResult(null)))
                .withMessage("content.executionResult");
    }

    @Test
    void create_addsAMissingResult() {
        ExecutionResult result = stored(ExecutionSessionDraft.builder().build()).executionResult();
        assertThat(result.id()).isNotNull();
        assertThat(result.status()).isEqualTo(TaskExecutionStatus.NEVER_STARTED);
        assertThat(result.details()).isEmpty();
    }

    @Test
    void create_ordersDetailsByDateAndKeepsTheOrderOfEqualDates() {
        Instant early = Instant.parse("2026-01-01T00:00:00Z");
        Instant late = Instant.parse("2026-01-02T00:00:00Z");
        ExecutionSession session = stored(ExecutionSessionDraft.builder()
                .executionResult(ExecutionResult.builder()
                        .details(List.of(
                                detail(null, "late 1", late),
                                detail(null, "early", early),
                                detail(null, "undated", null),
                                detail(null, "late 2", late)))
                        .build())
                .build());
        assertThat(session.executionResult().details())
                .extracting(ExecutionResultDetail::message)
                .containsExactly("undated", "early", "late 1", "late 2");
    }

    @Test
    void create_setsEqualDatesInWholeMilliseconds() {
        ExecutionSession session = stored(ExecutionSessionDraft.builder()
                .abortAt(Instant.parse("2026-01-01T00:00:00.123456789Z"))
                .build());
        assertThat(session.createdDate()).isEqualTo("2026-11-24T10:20:30.456Z").isEqualTo(session.modifiedDate());
        assertThat(session.abortAt()).isEqualTo("2026-01-01T00:00:00.123Z");
        assertThat(session.modifiedByUserName()).isEqualTo("INTERNAL\\sa_api");
    }

    @Test
    void details_areImmutable() {
        List<ExecutionResultDetail> details = new ArrayList<>(List.of(detail(null, "a", null)));
        ExecutionResult result = ExecutionResult.builder().details(details).build();
        details.clear();
        assertThat(result.details()).hasSize(1).isUnmodifiable();
        assertThatNullPointerException()
                .isThrownBy(() -> ExecutionResult.builder()
                        .details(Arrays.asList((ExecutionResultDetail) null))
                        .build());
    }

    @Test
    void caller_rejectsNamesThatAStoreCannotHold() {
        assertThat(new Caller("ACME", "jo").userName()).isEqualTo("ACME\\jo");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Caller("ACME", "a\u0000b"))
                .withMessage("userId must not contain the character U+0000 (at index 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Caller("\ud800", "jo"))
                .withMessage("userDirectory must not contain half a surrogate pair (at index 0)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Caller("ACME", "x".repeat(Caller.NAME_MAX + 1)));
    }

    private ExecutionSession stored(ExecutionSessionDraft draft) {
        return ExecutionSession.create(draft, NOW, Caller.SERVICE, newIds);
    }

    private static ExecutionResultDetail detail(UUID id, String message, Instant date) {
        return new ExecutionResultDetail(id, DetailsType.INFORMATION, message, date);
    }
}
