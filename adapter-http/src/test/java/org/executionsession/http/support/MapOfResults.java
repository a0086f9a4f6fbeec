package org.executionsession.http.support;

import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.query.QueryableProperties;

/** Results in a map. */
final class MapOfResults extends MapOfEntities<ExecutionResultEntity, ExecutionResultDraft>
        implements ExecutionResults {

    MapOfResults() {
        super(QueryableProperties.RESULTS);
    }

    @Override
    ExecutionResultEntity recorded(ExecutionResultDraft draft, Caller by) {
        return ExecutionResultEntity.create(draft, NOW, by, UUID::randomUUID);
    }

    @Override
    ExecutionResultEntity changed(ExecutionResultEntity result, ExecutionResultDraft draft, Caller by) {
        return result.update(draft, NOW, by, UUID::randomUUID);
    }
}
