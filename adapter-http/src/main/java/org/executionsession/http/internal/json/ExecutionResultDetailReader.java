package org.executionsession.http.internal.json;

import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResultDetail;

/** Reads the contract's ExecutionResultDetail, part 6.3; what the server says of it is not read. */
public final class ExecutionResultDetailReader {

    private ExecutionResultDetailReader() {}

    public static ExecutionResultDetail draft(JsonReader json) {
        return new ExecutionResultDetail(
                json.id("id"),
                json.code("detailsType", DetailsType.KNOWN, DetailsType::new),
                json.text("message"),
                json.date("detailCreatedDate"),
                json.isReference());
    }
}
