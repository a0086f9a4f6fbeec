package org.executionsession.domain.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The definition that every store agrees with. */
class NullComparisonTest {

    private static final UUID ID = UUID.fromString("046b6c7f-0b8a-43b9-b35d-6489e6daee91");

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    /** Says nothing of anything. */
    private static final ExecutionSession NOTHING =
            session(ExecutionSessionDraft.builder().build());

    /** Refers to records of which nothing is said. */
    private static final ExecutionSession BLANKS = session(ExecutionSessionDraft.builder()
            .reloadTask(task(new TaskOperational(null, null, null)))
            .app(AppReference.of(null, null))
            .executionResult(ExecutionResult.builder()
                    .details(List.of(new ExecutionResultDetail(ID, null, null, null)))
                    .build())
            .build());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reloadTask",
                "reloadTask.id",
                "reloadTask.name",
                "reloadTask.enabled",
                "reloadTask.operational",
                "reloadTask.operational.nextExecution",
                "reloadTask.operational.lastExecutionResult",
                "reloadTask.operational.lastExecutionResult.status",
                "reloadTask.operational.lastExecutionResult.details",
                "userSyncTask",
                "externalProgramTask",
                "executingNode",
                "app",
                "app.stream",
                "app.stream.name",
                "abortAt",
                "user",
                "executionResult.details",
                "executionResult.startTime",
                "executionResult.fileReferenceID"
            })
    void absentValues_areNull(String path) {
        assertThat(isNull(path, NOTHING)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"id", "createdDate", "executionResult", "executionResult.id", "executionResult.status", "retries"
            })
    void mandatoryValues_areNotNull(String path) {
        assertThat(isNull(path, NOTHING)).isFalse();
    }

    @Test
    void anEmptyRecord_isNotNullButItsTextsIdsAndDatesAre() {
        for (String path : List.of(
                "reloadTask", "reloadTask.operational", "app", "executionResult.details", "reloadTask.maxRetries")) {
            assertThat(isNull(path, BLANKS)).as(path).isFalse();
        }
        for (String path : List.of(
                "reloadTask.id",
                "reloadTask.name",
                "reloadTask.operational.nextExecution",
                "app.stream",
                "app.appId")) {
            assertThat(isNull(path, BLANKS)).as(path).isTrue();
        }
    }

    @Test
    void aListMatches_ifAnyElementMatches() {
        assertThat(matches("executionResult.details.message", Operator.EQ, BLANKS))
                .isTrue();
        assertThat(matches("executionResult.details.message", Operator.NE, BLANKS))
                .isFalse();
        assertThat(matches("executionResult.details.id", Operator.NE, BLANKS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "executionResult.details.id",
                "executionResult.details.detailsType",
                "executionResult.details.message",
                "executionResult.details.detailCreatedDate",
                "reloadTask.operational.lastExecutionResult.details.message"
            })
    void anEmptyList_matchesNull(String path) {
        assertThat(isNull(path, NOTHING)).isTrue();
        assertThat(isNull(path, path.startsWith("reloadTask") ? BLANKS : NOTHING))
                .isTrue();
    }

    @Test
    void aNullReference_matchesNoOtherComparison() {
        for (Property<ExecutionSession> property : QueryableProperties.SESSIONS.properties()) {
            if (property.path().startsWith("userSyncTask.")) {
                Object value = switch (property.kind()) {
                    case TEXT -> "x";
                    case GUID -> ID;
                    case NUMBER -> 1L;
                    case ENUM -> 1;
                    case DATE -> NOW;
                    case BOOLEAN -> true;
                };
                for (Operator operator : property.kind().operators()) {
                    assertThat(new Filter.Comparison<>(property, operator, value).matches(NOTHING))
                            .as("%s %s", property, operator)
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Operator.class,
            names = {"EQ", "NE"},
            mode = EnumSource.Mode.EXCLUDE)
    void otherOperators_areRejected(Operator operator) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Filter.NullComparison<>(attribute("app"), operator))
                .withMessage("app cannot be compared with null by " + operator.symbol());
    }

    private static boolean isNull(String path, ExecutionSession session) {
        boolean isNull = matches(path, Operator.EQ, session);
        assertThat(matches(path, Operator.NE, session)).isEqualTo(!isNull);
        return isNull;
    }

    private static boolean matches(String path, Operator operator, ExecutionSession session) {
        return new Filter.NullComparison<>(attribute(path), operator).matches(session);
    }

    private static Attribute<ExecutionSession> attribute(String path) {
        return QueryableProperties.SESSIONS
                .findAssociation(path)
                .<Attribute<ExecutionSession>>map(association -> association)
                .or(() -> QueryableProperties.SESSIONS.find(path))
                .orElseThrow();
    }

    private static TaskReference task(TaskOperational operational) {
        return new TaskReference(null, null, null, true, 0, 0, operational);
    }

    private static ExecutionSession session(ExecutionSessionDraft draft) {
        return ExecutionSession.create(draft, NOW, Caller.SERVICE, UUID::randomUUID);
    }
}
