package org.executionsession.http.support;

import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.query.QueryableProperties;

/** Details in a map. */
final class MapOfDetails extends MapOfEntities<ExecutionResultDetailEntity, ExecutionResultDetail>
        implements ExecutionResultDetails {

    MapOfDetails() {
        super(QueryableProperties.DETAILS);
    }

    @Override
    ExecutionResultDetailEntity recorded(ExecutionResultDetail draft, Caller by) {
        return ExecutionResultDetailEntity.create(draft, NOW, by, UUID::randomUUID);
    }

    @Override
    ExecutionResultDetailEntity changed(ExecutionResultDetailEntity detail, ExecutionResultDetail draft, Caller by) {
        return detail.update(draft, NOW, by);
    }
}
