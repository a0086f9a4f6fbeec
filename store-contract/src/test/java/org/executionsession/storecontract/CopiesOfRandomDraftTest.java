package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests copies of random drafts in which one thing is different. */
@ExtendWith(InstancioExtension.class)
class CopiesOfRandomDraftTest {

    @RepeatedTest(50)
    void aBuilder_startsWithTheValuesOfItsRecord(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
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
    void aStatus_changesAlone(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSessionDraft started = draft.withStatus(TaskExecutionStatus.STARTED);

        assertThat(started.executionResult().status()).isEqualTo(TaskExecutionStatus.STARTED);
        assertThat(started.withExecutionResult(draft.executionResult())).isEqualTo(draft);
        if (draft.executionResult() != null && !draft.executionResult().reference()) {
            assertThat(started.withStatus(draft.executionResult().status())).isEqualTo(draft);
        }
    }
}
