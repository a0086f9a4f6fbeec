package org.executionsession.application;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.outbound.RecordStore;

/** The life of a result. */
final class ResultKeeping extends RecordKeeping<RecordedResult, ExecutionResultDraft> implements ExecutionResults {

    ResultKeeping(RecordStore<RecordedResult> store, Surroundings surroundings) {
        super(EntityKind.RESULT, store, surroundings);
    }

    /** A new result cannot be one that is recorded: its own id is that of a new one, or in use. */
    @Override
    ExecutionResultDraft resolved(ExecutionResultDraft draft, RecordedResult result, References.OfRequest references) {
        if (!References.refers(draft.result())) {
            return draft;
        }
        ExecutionResult inPlace = result == null ? null : result.result();
        ExecutionResult said = draft.result().toBuilder()
                .id(result == null ? null : result.id())
                .build();
        ExecutionResult resolved = references.resolved(said, null, inPlace);
        return new ExecutionResultDraft(
                draft.origin(), resolved.toBuilder().id(draft.result().id()).build());
    }

    @Override
    RecordedResult recorded(ExecutionResultDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return RecordedResult.recorded(draft, at, by, newIds);
    }

    @Override
    RecordedResult changed(
            RecordedResult result, ExecutionResultDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return result.changed(draft, at, by, newIds);
    }
}
