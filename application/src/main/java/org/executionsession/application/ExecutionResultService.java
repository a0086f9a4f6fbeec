package org.executionsession.application;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.outbound.EntityStore;
import org.jspecify.annotations.Nullable;

/** Implements the use cases of results. */
final class ExecutionResultService extends EntityService<ExecutionResultEntity, ExecutionResultDraft>
        implements ExecutionResults {

    ExecutionResultService(EntityStore<ExecutionResultEntity> store, ServiceContext context) {
        super(EntityKind.RESULT, store, context);
    }

    /** Resolves the details. A new result itself is never a reference: its id is a new one, or is rejected as in use. */
    @Override
    ExecutionResultDraft resolved(
            ExecutionResultDraft draft,
            @Nullable ExecutionResultEntity result,
            ReferenceResolver.OfRequest references) {
        if (!ReferenceResolver.refers(draft.result())) {
            return draft;
        }
        ExecutionResult inPlace = result == null ? null : result.result();
        ExecutionResult given = draft.result().toBuilder()
                .id(result == null ? null : result.id())
                .build();
        ExecutionResult resolved = references.resolved(given, null, inPlace, List.of());
        return new ExecutionResultDraft(
                draft.origin(), resolved.toBuilder().id(draft.result().id()).build());
    }

    @Override
    ExecutionResultEntity newEntity(ExecutionResultDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return ExecutionResultEntity.create(draft, at, by, newIds);
    }

    @Override
    ExecutionResultEntity updatedEntity(
            ExecutionResultEntity result, ExecutionResultDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return result.update(draft, at, by, newIds);
    }
}
