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
import org.jspecify.annotations.Nullable;

/** Implements the use cases of details. */
final class ExecutionResultDetailService extends EntityService<ExecutionResultDetailEntity, ExecutionResultDetail>
        implements ExecutionResultDetails {

    ExecutionResultDetailService(EntityStore<ExecutionResultDetailEntity> store, ServiceContext context) {
        super(EntityKind.DETAIL, store, context);
    }

    @Override
    ExecutionResultDetail resolved(
            ExecutionResultDetail draft,
            @Nullable ExecutionResultDetailEntity detail,
            ReferenceResolver.OfRequest references) {
        return draft;
    }

    @Override
    ExecutionResultDetailEntity newEntity(ExecutionResultDetail draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return ExecutionResultDetailEntity.create(draft, at, by, newIds);
    }

    @Override
    ExecutionResultDetailEntity updatedEntity(
            ExecutionResultDetailEntity detail,
            ExecutionResultDetail draft,
            Instant at,
            Caller by,
            Supplier<UUID> newIds) {
        return detail.update(draft, at, by);
    }
}
