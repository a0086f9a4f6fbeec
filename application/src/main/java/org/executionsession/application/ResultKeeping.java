package org.executionsession.application;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.outbound.RecordStore;

/** The life of a result. */
final class ResultKeeping extends RecordKeeping<RecordedResult, ExecutionResultDraft> implements ExecutionResults {

    ResultKeeping(RecordStore<RecordedResult> store, Surroundings surroundings) {
        super(EntityKind.RESULT, store, surroundings);
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
