package org.executionsession.http.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.executionsession.http.internal.query.SessionTables.TABLE;
import static org.executionsession.http.internal.query.SessionTables.definition;
import static org.executionsession.http.internal.query.SessionTables.written;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.EntityJson;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.support.TestResponse;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table that is written. */
@ExtendWith(InstancioExtension.class)
class TableRowsTest {

    @Test
    void table_isWrittenWithColumnsInTheRequestedOrder() {
        JsonNode table = written(
                TABLE,
                any -> List.of("read", "update"),
                session(ExecutionSessionDraft.builder().retries(3).build()));

        assertThat(table).hasToString("""
                {"columnNames":["Tries","task","messages","rights","user"],\
                "rows":[[3,null,[],["read","update"],"00000000-0000-0007-0000-000000000001"]],\
                "schemaPath":"ExecutionSession.Table"}""");
    }

    @Test
    void unknownPrivileges_areNull() {
        JsonNode table = written(
                TABLE, any -> null, session(ExecutionSessionDraft.builder().build()));

        assertThat(table.at("/rows/0/3")).isEqualTo(NullNode.getInstance());
    }

    @Test
    void tableWithoutRows_isWritten() {
        assertThat(written(TABLE, any -> null).get("rows")).isEmpty();
    }

    @RepeatedTest(100)
    void cells_showTheValuesOfTheEntity(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSession session = session(draft);
        List<Property<ExecutionSession>> properties = QueryableProperties.SESSIONS.properties();
        TableDefinition<ExecutionSession> everything = definition(properties.stream()
                .map(property -> "{\"name\": \"" + property + "\", \"definition\": \"" + property + "\"}")
                .collect(Collectors.joining(",", "{\"columns\": [", "]}")));

        JsonNode row = written(everything, any -> null, session).at("/rows/0");

        JsonNode shown = TestResponse.json(Json.write(out -> EntityJson.SESSIONS.full(session, null, out)));
        for (int i = 0; i < properties.size(); i++) {
            assertThat(row.get(i)).as(properties.get(i).path()).isEqualTo(cell(shown, properties.get(i)));
        }
    }

    @RepeatedTest(20)
    void cellsOfReferencesAndLists_showTheValuesOfTheEntity(
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSession session = session(draft);
        List<String> paths = QueryableProperties.SESSIONS.associations().stream()
                .flatMap(association -> Stream.of(association.path(), association.path() + ".privileges"))
                .toList();
        TableDefinition<ExecutionSession> everything = definition(paths.stream()
                .map(path -> "{\"name\": \"" + path + "\", \"definition\": \"" + path + "\"}")
                .collect(Collectors.joining(",", "{\"columns\": [", "]}")));

        JsonNode row = written(everything, any -> null, session).at("/rows/0");

        JsonNode shown = TestResponse.json(Json.write(out -> EntityJson.SESSIONS.full(session, null, out)));
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            assertThat(row.get(i)).as(path).isEqualTo(cell(shown, path, path.contains("details")));
        }
    }

    @Test
    void listsAndFunctions_areWritten() {
        ExecutionSession session = session(ExecutionSessionDraft.builder()
                .reloadTask(TaskReference.of(null, "a", null))
                .userSyncTask(TaskReference.of(null, "b", null))
                .executionResult(ExecutionResult.builder()
                        .details(List.of(detail("one"), detail("two"), detail("three")))
                        .build())
                .build());
        TableDefinition<ExecutionSession> table = definition("""
                {"columns": [
                    {"name": "details", "columnType": "List", "definition": "ExecutionResult.Detail", "list": [
                        {"name": "text", "columnType": "Property", "definition": "MESSAGE"},
                        {"name": "rights", "columnType": "Privileges", "definition": "privileges"},
                        {"name": "type", "definition": "detailsType"}]},
                    {"name": "last", "columnType": "list", "definition": "reloadTask.operational.lastExecutionResult.details",
                        "list": [{"name": "id", "definition": "id"}]},
                    {"name": "many", "columnType": "Function", "definition": "Count(ExecutionResult.Detail)"},
                    {"name": "tasks", "columnType": "function", "definition": "count(ReloadTask, UserSyncTask,ExternalProgramTask)"},
                    {"name": "apps", "columnType": "Function", "definition": "count(App, app)"},
                    {"name": "kind", "definition": "schemapath"},
                    {"name": "rights", "definition": "privileges"}
                ]}""");

        assertThat(written(table, any -> List.of("read"), session).at("/rows/0"))
                .hasToString("""
                [{"columnNames":["text","rights","type"],\
                "rows":[["one",null,2],["two",null,2],["three",null,2]],\
                "schemaPath":"ExecutionResult.Detail.Table"},\
                {"columnNames":["id"],"rows":[],"schemaPath":"ExecutionResult.Detail.Table"},\
                3,2,0,"ExecutionSession",["read"]]""");
    }

    private static ExecutionResultDetail detail(String message) {
        return new ExecutionResultDetail(null, DetailsType.INFORMATION, message, null);
    }

    @Test
    void aBrokenConnection_stopsTheRows() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken");
            }
        };
        ExecutionSession session = session(ExecutionSessionDraft.builder().build());

        assertThatThrownBy(() -> TABLE.write(
                        new JsonFactory().createGenerator(broken),
                        rows -> Stream.generate(() -> session).forEach(rows),
                        any -> null))
                .isInstanceOf(UncheckedIOException.class);
    }

    /** Walks the full JSON form of the entity. */
    private static JsonNode cell(JsonNode shown, Property<ExecutionSession> property) {
        return cell(shown, property.path(), property.toMany());
    }

    private static JsonNode cell(JsonNode shown, String path, boolean toMany) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        walk(shown, path.split("\\."), 0, found);
        if (toMany) {
            return found;
        }
        return found.isEmpty() ? NullNode.getInstance() : found.get(0);
    }

    private static void walk(JsonNode node, String[] names, int at, ArrayNode found) {
        if (node.isArray()) {
            node.forEach(element -> walk(element, names, at, found));
        } else if (at == names.length) {
            found.add(node);
        } else if (!node.isNull()) {
            walk(node.get(names[at]), names, at + 1, found);
        }
    }

    private static ExecutionSession session(ExecutionSessionDraft draft) {
        long[] last = {0};
        return ExecutionSession.create(
                draft, Instant.parse("2026-11-24T10:20:30.456Z"), Caller.SERVICE, () -> new UUID(7, ++last[0]));
    }
}
