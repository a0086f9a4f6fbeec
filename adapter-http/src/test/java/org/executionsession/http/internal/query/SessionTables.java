package org.executionsession.http.internal.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.StrictJsonParser;
import org.executionsession.http.support.TestResponse;

/** Tables of sessions: their definition, and their JSON. */
final class SessionTables {

    static final TableDefinition<ExecutionSession> TABLE = definition("""
                    {"entity": "ExecutionSession", "columns": [
                        {"name": "Tries", "columnType": "Property", "definition": "retries"},
                        {"name": "task", "columnType": "PROPERTY", "definition": "RELOADTASK.Name", "list": []},
                        {"name": "messages", "definition": "executionResult.details.message"},
                        {"name": "rights", "columnType": "privileges", "definition": "privileges"},
                        {"name": "user", "definition": "id"}
                    ]}""");

    private SessionTables() {}

    static TableDefinition<ExecutionSession> definition(String body) {
        return TableDefinition.read(
                StrictJsonParser.parse(body.getBytes(StandardCharsets.UTF_8)), QueryableProperties.SESSIONS);
    }

    static JsonNode written(
            TableDefinition<ExecutionSession> table,
            Function<ExecutionSession, List<String>> privileges,
            ExecutionSession... sessions) {
        return TestResponse.json(Json.write((JsonGenerator json) ->
                table.write(json, rows -> Stream.of(sessions).forEach(rows), privileges)));
    }
}
