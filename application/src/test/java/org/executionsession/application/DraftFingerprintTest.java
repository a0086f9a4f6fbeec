package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.junit.jupiter.api.Test;

class DraftFingerprintTest {

    private static final UUID ID = UUID.fromString("046b6c7f-0b8a-43b9-b35d-6489e6daee91");

    private static final ExecutionSessionDraft EMPTY =
            ExecutionSessionDraft.builder().build();

    private static ExecutionSessionDraft by(String user) {
        return ExecutionSessionDraft.builder().user(user).build();
    }

    private static ExecutionSessionDraft with(ExecutionResult.Builder result) {
        return ExecutionSessionDraft.builder().executionResult(result.build()).build();
    }

    private static ExecutionResultDetail detail(String message) {
        return new ExecutionResultDetail(null, DetailsType.INFORMATION, message, null);
    }

    @Test
    void differentDrafts_haveDifferentFingerprints() {
        Stream<List<ExecutionSessionDraft>> requests = Stream.of(
                List.of(),
                List.of(EMPTY),
                List.of(EMPTY, EMPTY),
                List.of(by("a")),
                List.of(by("b")),
                List.of(by("a"), by("b")),
                List.of(by("b"), by("a")),
                List.of(by("a"), EMPTY),
                List.of(by("retries")),
                List.of(by("a, app=null]")),
                List.of(by("a").toBuilder().retries(1).build()),
                List.of(EMPTY.toBuilder().id(ID).build()),
                List.of(EMPTY.toBuilder()
                        .executingNode(new SchedulerReference(null))
                        .build()),
                List.of(EMPTY.toBuilder()
                        .executingNode(new SchedulerReference(ID))
                        .build()),
                List.of(EMPTY.toBuilder().abortAt(Instant.EPOCH).build()),
                List.of(EMPTY.toBuilder().abortReason(AbortReason.MANUAL).build()),
                List.of(with(ExecutionResult.builder())),
                List.of(with(ExecutionResult.builder().id(ID))),
                List.of(with(ExecutionResult.builder().fileReferenceId(ID))),
                List.of(with(ExecutionResult.builder().scriptLogAvailable(true))),
                List.of(with(ExecutionResult.builder().scriptLogSize(1))),
                List.of(with(ExecutionResult.builder().duration(1))),
                List.of(with(ExecutionResult.builder().details(List.of(detail("a"), detail("b"))))),
                List.of(with(ExecutionResult.builder().details(List.of(detail("a"), detail("b"), detail(""))))),
                List.of(with(ExecutionResult.builder()
                        .details(List.of(detail("a], ExecutionResultDetail[id=null, message=b"))))));
        assertThat(requests.map(drafts -> DraftFingerprint.of(drafts).toList())).doesNotHaveDuplicates();
    }

    @Test
    void equalDrafts_haveTheSameFingerprintInEveryVersion() {
        ExecutionSessionDraft draft = ExecutionSessionDraft.builder()
                .id(ID)
                .executionResult(ExecutionResult.builder()
                        .status(TaskExecutionStatus.FINISHED_SUCCESS)
                        .startTime(Instant.parse("2026-11-24T10:20:30.456Z"))
                        .scriptLogAvailable(true)
                        .details(List.of(detail("done")))
                        .build())
                .abortReason(AbortReason.MANUAL)
                .user("ACME\\jo")
                .build();
        assertThat(String.join("|", DraftFingerprint.of(List.of(draft)).toList()))
                .isEqualTo("1|4|id|" + ID + "|executionResult|4|status|"
                        + TaskExecutionStatus.FINISHED_SUCCESS.number()
                        + "|startTime|2026-11-24T10:20:30.456Z|scriptLogAvailable|true"
                        + "|details|1|2|detailsType|" + DetailsType.INFORMATION.number() + "|message|done"
                        + "|abortReason|1|user|ACME\\jo");
    }

    @Test
    void absentValues_areNotInTheFingerprint() {
        assertThat(DraftFingerprint.of(List.of(EMPTY))).containsExactly("1", "0");
        assertThat(DraftFingerprint.of(List.of(new Older("a")))).containsExactly("1", "1", "text", "a");
        assertThat(DraftFingerprint.of(
                        List.of(new Newer("a", "", null, 0, 0L, false, List.of(), AbortReason.UNDEFINED))))
                .as("by a version that knows more")
                .containsExactly("1", "1", "text", "a");
    }

    /** A draft. */
    public record Older(String text) {}

    /** The same, as a later version has it. */
    public record Newer(
            String text,
            String note,
            UUID id,
            int count,
            long size,
            boolean flag,
            List<String> parts,
            AbortReason reason) {}
}
