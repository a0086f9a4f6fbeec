package org.executionsession.http.internal.json;

import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResultDetail;

/** Reads an ExecutionResultDetail (contract, part 6.3). Properties that the server sets are ignored. */
final class ExecutionResultDetailReader {

    private ExecutionResultDetailReader() {}

    static ExecutionResultDetail draft(JsonReader json) {
        return new ExecutionResultDetail(
                json.id("id"),
                json.code("detailsType", DetailsType.KNOWN, DetailsType::new),
                json.text("message"),
                json.date("detailCreatedDate"),
                json.isReference());
    }
}
