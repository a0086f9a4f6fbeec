package org.executionsession.http;

import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.query.Catalogue;

/** Results in a map. */
final class MapOfResults extends MapOfRecords<RecordedResult, ExecutionResultDraft> implements ExecutionResults {

    MapOfResults() {
        super(Catalogue.RESULTS);
    }

    @Override
    RecordedResult recorded(ExecutionResultDraft draft, Caller by) {
        return RecordedResult.recorded(draft, NOW, by, UUID::randomUUID);
    }

    @Override
    RecordedResult changed(RecordedResult result, ExecutionResultDraft draft, Caller by) {
        return result.changed(draft, NOW, by, UUID::randomUUID);
    }
}
