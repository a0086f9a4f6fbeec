package org.executionsession.application;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.outbound.RecordStore;

/** The life of a detail. */
final class DetailKeeping extends RecordKeeping<RecordedDetail, ExecutionResultDetail>
        implements ExecutionResultDetails {

    DetailKeeping(RecordStore<RecordedDetail> store, Surroundings surroundings) {
        super(EntityKind.DETAIL, store, surroundings);
    }

    @Override
    ExecutionResultDetail resolved(
            ExecutionResultDetail draft, RecordedDetail detail, References.OfRequest references) {
        return draft;
    }

    @Override
    RecordedDetail recorded(ExecutionResultDetail draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return RecordedDetail.recorded(draft, at, by, newIds);
    }

    @Override
    RecordedDetail changed(
            RecordedDetail detail, ExecutionResultDetail draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return detail.changed(draft, at, by);
    }
}
