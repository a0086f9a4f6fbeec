package org.executionsession.http;

import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.query.Catalogue;

/** Details in a map. */
final class MapOfDetails extends MapOfRecords<RecordedDetail, ExecutionResultDetail> implements ExecutionResultDetails {

    MapOfDetails() {
        super(Catalogue.DETAILS);
    }

    @Override
    RecordedDetail recorded(ExecutionResultDetail draft, Caller by) {
        return RecordedDetail.recorded(draft, NOW, by, UUID::randomUUID);
    }

    @Override
    RecordedDetail changed(RecordedDetail detail, ExecutionResultDetail draft, Caller by) {
        return detail.changed(draft, NOW, by);
    }
}
