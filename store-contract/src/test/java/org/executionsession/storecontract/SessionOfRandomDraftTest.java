package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** Random drafts become sessions. */
@ExtendWith(InstancioExtension.class)
class SessionOfRandomDraftTest {

    @RepeatedTest(200)
    void create_keepsAllValuesOfTheDraft(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSessionDraft kept = ExecutionSession.create(draft, Samples.NOW, Caller.SERVICE, UUID::randomUUID)
                .content();
        ExecutionSessionDraft.Builder comparable = kept.toBuilder();
        if (draft.id() == null) {
            comparable.id(null);
        }
        comparable.executionResult(draft.executionResult());
        assertThat(comparable.build()).isEqualTo(draft);
        if (draft.executionResult() != null) {
            ExecutionResult result = kept.executionResult();
            assertThat(result.toBuilder()
                            .id(draft.executionResult().id())
                            .details(draft.executionResult().details())
                            .build())
                    .isEqualTo(draft.executionResult());
            assertThat(result.details().stream().map(ExecutionResultDetail::message))
                    .containsExactlyInAnyOrderElementsOf(draft.executionResult().details().stream()
                            .map(ExecutionResultDetail::message)
                            .toList());
        }
    }
}
