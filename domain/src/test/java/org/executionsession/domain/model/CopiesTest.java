package org.executionsession.domain.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Copies of records in which one thing is different. */
@ExtendWith(InstancioExtension.class)
class CopiesTest {

    private static final UUID ID = new UUID(1, 2);

    @RepeatedTest(50)
    void a_builder_starts_with_the_values_of_its_record(
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        assertThat(draft.toBuilder().build()).isEqualTo(draft);
        Stream.of(draft.reloadTask(), draft.userSyncTask(), draft.externalProgramTask())
                .filter(task -> task != null)
                .forEach(task -> assertThat(task.toBuilder().build()).isEqualTo(task));
        if (draft.app() != null) {
            assertThat(draft.app().toBuilder().build()).isEqualTo(draft.app());
        }
        if (draft.executionResult() != null) {
            draft.executionResult()
                    .details()
                    .forEach(detail -> assertThat(detail.toBuilder().build()).isEqualTo(detail));
        }
    }

    @RepeatedTest(50)
    void a_status_changes_alone(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSessionDraft started = draft.withStatus(TaskExecutionStatus.STARTED);

        assertThat(started.executionResult().status()).isEqualTo(TaskExecutionStatus.STARTED);
        assertThat(started.withExecutionResult(draft.executionResult())).isEqualTo(draft);
        if (draft.executionResult() != null && !draft.executionResult().reference()) {
            assertThat(started.withStatus(draft.executionResult().status())).isEqualTo(draft);
        }
    }

    @Test
    void a_draft_without_a_result_gets_one_with_the_status() {
        assertThat(ExecutionSessionDraft.builder().build().withStatus(TaskExecutionStatus.QUEUED))
                .isEqualTo(ExecutionSessionDraft.builder()
                        .executionResult(ExecutionResult.of(TaskExecutionStatus.QUEUED))
                        .build());
    }

    @Test
    void a_reference_with_a_status_is_a_reference_no_longer() {
        ExecutionResult result = ExecutionResult.reference(ID).withStatus(TaskExecutionStatus.STARTED);

        assertThat(result.reference()).isFalse();
        assertThat(result.id()).isEqualTo(ID);
        assertThat(result.status()).isEqualTo(TaskExecutionStatus.STARTED);
    }

    @Test
    void builders_build_what_the_constructors_do() {
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
