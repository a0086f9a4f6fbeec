package org.executionsession.http.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.http.internal.json.EntityJson;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.json.ProblemWriter;
import org.executionsession.http.internal.json.StrictJsonParser;
import org.executionsession.http.support.TestResponse;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(InstancioExtension.class)
class TableDefinitionTest {

    private static final Filter<ExecutionSession> FILTER =
            FilterParser.parse("retries gt 1", QueryableProperties.SESSIONS);

    private static final TableDefinition<ExecutionSession> TABLE = definition("""
                    {"entity": "ExecutionSession", "columns": [
                        {"name": "Tries", "columnType": "Property", "definition": "retries"},
                        {"name": "task", "columnType": "PROPERTY", "definition": "RELOADTASK.Name", "list": []},
                        {"name": "messages", "definition": "executionResult.details.message"},
                        {"name": "rights", "columnType": "privileges", "definition": "privileges"},
                        {"name": "user", "definition": "id"}
                    ]}""");

    @Nested
    class Columns {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {}                                                      | /columns | must be an array of 1 to 100 elements
                {"columns": null}                                       | /columns | must be an array of 1 to 100 elements
                {"columns": []}                                         | /columns | must be an array of 1 to 100 elements
                {"columns": {}}                                         | /columns | must be an array
                {"columns": [1]}                                        | /columns/0 | must be an object
                []                                                      | `` | must be an object
                {"columns": [{"definition": "id"}]}                     | /columns/0/name | is required
                {"columns": [{"name": "", "definition": "id"}]}         | /columns/0/name | must not be empty
                {"columns": [{"name": 1, "definition": "id"}]}          | /columns/0/name | must be a string
                {"columns": [{"name": "a b", "definition": "id"}]}      | /columns/0/name | must not contain a blank
                {"columns": [{"name": "a\\u2003", "definition": "id"}]} | /columns/0/name | must not contain a blank
                {"columns": [{"name": "\\ud83d", "definition": "id"}]}  | /columns/0/name | must not contain half a surrogate pair (at index 0)
                {"columns": [{"name": "a"}]}                            | /columns/0/definition | is required
                {"columns": [{"name": "a", "definition": "retrys"}]}    | /columns/0/definition | there is no property 'retrys' of ExecutionSession that can be queried; did you mean 'retries'?
                {"columns": [{"name": "a", "definition": "\\ud83d"}]}   | /columns/0/definition | there is no property '\ufffd' of ExecutionSession that can be queried
                {"columns": [{"name": "a", "columnType": "function", "definition": "count(x)"}]} | /columns/0/definition | 'x' cannot be counted; there are executingNode, executionResult, executionResult.details, reloadTask, reloadTask.operational, reloadTask.operational.lastExecutionResult, reloadTask.operational.lastExecutionResult.details, userSyncTask, userSyncTask.operational, userSyncTask.operational.lastExecutionResult, userSyncTask.operational.lastExecutionResult.details, externalProgramTask, externalProgramTask.operational, externalProgramTask.operational.lastExecutionResult, externalProgramTask.operational.lastExecutionResult.details, app, app.stream
                {"columns": [{"name": "a", "columnType": "Function", "definition": "sum(app)"}]} | /columns/0/definition | must be count(...)
                {"columns": [{"name": "a", "columnType": "Function", "definition": "count()"}]}  | /columns/0/definition | must be count(...)
                {"columns": [{"name": "a", "columnType": "Function"}]}                           | /columns/0/definition | is required
                {"columns": [{"name": "a", "columnType": "List", "definition": "details"}]}      | /columns/0/list | must be an array of 1 to 100 elements
                {"columns": [{"name": "a", "columnType": "List", "definition": "app", "list": [{"name": "a", "definition": "id"}]}]} | /columns/0/definition | must be a list, or the type of its elements; there are executionResult.details, reloadTask.operational.lastExecutionResult.details, userSyncTask.operational.lastExecutionResult.details, externalProgramTask.operational.lastExecutionResult.details
                {"columns": [{"name": "a", "columnType": "List", "definition": "details", "list": [{"name": "a", "definition": "retries"}]}]} | /columns/0/list/0/definition | there is no property 'retries' of ExecutionResult.Detail
                {"columns": [{"name": "a", "columnType": "List", "definition": "details", "list": [{"name": "a b", "definition": "id"}]}]} | /columns/0/list/0/name | must not contain a blank
                {"columns": [{"name": "a", "columnType": "List", "definition": "details", "list": [{"name": "a", "columnType": "List", "definition": "id"}]}]} | /columns/0/list/0/columnType | must not be 'List' in a list; must be Property or Privileges
                {"columns": [{"name": "a", "columnType": "Row", "definition": "id"}]}            | /columns/0/columnType | must not be 'Row'; must be Property, Privileges, List or Function
                {"columns": [{"name": "a", "columnType": 1, "definition": "id"}]}                | /columns/0/columnType | must be a string
                """)
        void malformedDefinition_isRejectedWithLocationAndReason(String body, String pointer, String message) {
            Problem rejection = rejection(() -> definition(body));

            assertThat(rejection.status()).isEqualTo(400);
            assertThat(rejection.detail()).isEqualTo("the body does not have the form of a table definition");
            assertThat(rejection.errors()).containsExactly(new Problem.FieldError(pointer, message));
            assertThat(ProblemWriter.write(rejection, null)).isNotEmpty();
        }

        @Test
        void allErrors_areReportedAtOnce() {
            Problem rejection =
                    rejection(() -> definition("{\"columns\": [{\"name\": \"a\", \"definition\": \"id\"}, {}]}"));

            assertThat(rejection.errors())
                    .extracting(Problem.FieldError::pointer)
                    .containsExactly("/columns/1/name", "/columns/1/definition");
        }

        @Test
        void theNumberOfColumns_isLimited() {
            String column = "{\"name\": \"a\", \"definition\": \"id\"}";
            String most = (column + ",").repeat(TableDefinition.MAX_COLUMNS - 1) + column;

            assertThat(written(definition("{\"columns\": [" + most + "]}"), any -> null)
                            .get("columnNames"))
                    .hasSize(TableDefinition.MAX_COLUMNS);
            assertThat(rejection(() -> definition("{\"columns\": [" + most + "," + column + "]}"))
                            .errors())
                    .containsExactly(new Problem.FieldError("/columns", "must be an array of 1 to 100 elements"));
        }

        @Test
        void listColumns_countForTheLimitOfColumns() {
            String list = "{\"name\": \"a\", \"columnType\": \"List\", \"definition\": \"details\", \"list\": ["
                    + "{\"name\": \"a\", \"definition\": \"id\"},".repeat(98)
                    + "{\"name\": \"a\", \"definition\": \"id\"}]}";
            assertThat(definition("{\"columns\": [" + list + "]}")).isNotNull();

            assertThat(rejection(() -> definition(
                                    "{\"columns\": [" + list + ", {\"name\": \"b\", \"definition\": \"id\"}]}"))
                            .errors())
                    .containsExactly(
                            new Problem.FieldError("/columns", "must not be more than 100, those of lists included"));
        }
    }

    /** The parameters that page and sort a table. */
    @Nested
    class Parameters {

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"", "skip=&take=&sortColumn=&orderAscending=", "limit=10"})
        void absentParameters_restrictNothing(String parameters) {
            assertThat(query(parameters)).isEqualTo(Query.of(FILTER, List.of()));
        }

        @Test
        void skipAndTake_areRead() {
            assertThat(query("Skip=5&TAKE=0")).isEqualTo(new Query<>(FILTER, List.of(), 5, 0));
        }

        @ParameterizedTest
        @CsvSource({
            "sortColumn=Tries, retries, false",
            "sortcolumn=tries&orderAscending=True, retries, false",
            "sortColumn=TASK&orderascending=false, reloadTask.name, true",
            "sortColumn=user&orderAscending=FALSE, id, true",
            "sortColumn=executionresult.status, executionResult.status, false"
        })
        void sortColumn_isTheNameOfAColumnOrThePathOfAProperty(String parameters, String path, boolean descending) {
            assertThat(query(parameters).order())
                    .containsExactly(new SortKey<>(
                            QueryableProperties.SESSIONS.find(path).orElseThrow(), descending));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                skip=-1 | skip must be a whole number that is not negative
                take=1.5 | take must be a whole number that is not negative
                take=%D9%A3 | take must be a whole number that is not negative
                take=9223372036854775808 | take must be a whole number that is not negative
                sortColumn=x%00 | 'x\ufffd' is not the name of a column
                sortColumn=messages | 'executionResult.details.message' has several values
                sortColumn=executionResult.details.id | 'executionResult.details.id' has several values
                sortColumn=Rights | the cells of the column 'rights' have no values to sort by
                orderAscending=down | orderAscending must be true or false
                """)
        void malformedParameter_isRejected(String parameters, String message) {
            Problem rejection = rejection(() -> query(parameters));

            assertThat(rejection.status()).isEqualTo(400);
            assertThat(rejection.detail()).contains(message);
        }

        private static Query<ExecutionSession> query(String parameters) {
            return TABLE.query(FILTER, QueryParameters.of(parameters));
        }
    }

    /** The table that is written. */
    @Nested
    class Rows {

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

    private static TableDefinition<ExecutionSession> definition(String body) {
        return TableDefinition.read(
                StrictJsonParser.parse(body.getBytes(StandardCharsets.UTF_8)), QueryableProperties.SESSIONS);
    }

    private static JsonNode written(
            TableDefinition<ExecutionSession> table,
            Function<ExecutionSession, List<String>> privileges,
            ExecutionSession... sessions) {
        return TestResponse.json(Json.write((JsonGenerator json) ->
                table.write(json, rows -> Stream.of(sessions).forEach(rows), privileges)));
    }

    private static Problem rejection(Runnable attempt) {
        return catchThrowableOfType(ProblemException.class, attempt::run).problem();
    }
}
