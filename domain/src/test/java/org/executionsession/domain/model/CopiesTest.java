package org.executionsession.domain.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Copies of records in which one thing is different. */
class CopiesTest {

    private static final UUID ID = new UUID(1, 2);

    @Test
    void aDraftWithoutAResult_getsOneWithTheStatus() {
        assertThat(ExecutionSessionDraft.builder().build().withStatus(TaskExecutionStatus.QUEUED))
                .isEqualTo(ExecutionSessionDraft.builder()
                        .executionResult(ExecutionResult.of(TaskExecutionStatus.QUEUED))
                        .build());
    }

    @Test
    void aReferenceWithAStatus_isNoReference() {
        ExecutionResult result = ExecutionResult.reference(ID).withStatus(TaskExecutionStatus.STARTED);

        assertThat(result.reference()).isFalse();
        assertThat(result.id()).isEqualTo(ID);
        assertThat(result.status()).isEqualTo(TaskExecutionStatus.STARTED);
    }

    @Test
    void builders_buildTheSameAsConstructors() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        assertThat(TaskReference.builder()
                        .id(ID)
                        .name("nightly")
                        .taskType(TaskType.USER_SYNC)
                        .build())
                .isEqualTo(TaskReference.of(ID, "nightly", TaskType.USER_SYNC));
        assertThat(TaskReference.builder()
                        .enabled(false)
                        .taskSessionTimeout(5)
                        .maxRetries(3)
                        .operational(new TaskOperational(ID, null, now))
                        .build())
                .isEqualTo(new TaskReference(null, null, null, false, 5, 3, new TaskOperational(ID, null, now)));
        assertThat(TaskReference.builder().id(ID).reference(true).build().reference())
                .isTrue();
        assertThat(AppReference.builder().id(ID).name("sales").appId("a").publishTime(now).published(true).stream(
                                new StreamReference(ID, "s"))
                        .savedInProductVersion("v")
                        .migrationHash("h")
                        .availabilityStatus(AppAvailabilityStatus.AVAILABLE)
                        .build())
                .isEqualTo(new AppReference(
                        ID,
                        "sales",
                        "a",
                        now,
                        true,
                        new StreamReference(ID, "s"),
                        "v",
                        "h",
                        AppAvailabilityStatus.AVAILABLE));
        assertThat(List.of(ExecutionResultDetail.builder()
                        .id(ID)
                        .detailsType(DetailsType.WARNING)
                        .message("m")
                        .detailCreatedDate(now)
                        .build()))
                .containsExactly(new ExecutionResultDetail(ID, DetailsType.WARNING, "m", now));
    }
}
