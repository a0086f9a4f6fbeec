package org.executionsession.application;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.outbound.EntityStore;

/** The life of a detail. */
final class ExecutionResultDetailService extends EntityService<ExecutionResultDetailEntity, ExecutionResultDetail>
        implements ExecutionResultDetails {

    ExecutionResultDetailService(EntityStore<ExecutionResultDetailEntity> store, Surroundings surroundings) {
        super(EntityKind.DETAIL, store, surroundings);
    }

    @Override
    ExecutionResultDetail resolved(
            ExecutionResultDetail draft, ExecutionResultDetailEntity detail, ReferenceResolver.OfRequest references) {
        return draft;
    }

    @Override
    ExecutionResultDetailEntity recorded(ExecutionResultDetail draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return ExecutionResultDetailEntity.recorded(draft, at, by, newIds);
    }

    @Override
    ExecutionResultDetailEntity changed(
            ExecutionResultDetailEntity detail,
            ExecutionResultDetail draft,
            Instant at,
            Caller by,
            Supplier<UUID> newIds) {
        return detail.changed(draft, at, by);
    }
}
