package org.executionsession.http.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.executionsession.http.internal.query.SessionTables.TABLE;
import static org.executionsession.http.internal.query.SessionTables.definition;
import static org.executionsession.http.internal.query.SessionTables.written;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.json.ProblemWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the definition of a table is read, and the parameters with it. */
class TableDefinitionTest {

    private static final Filter<ExecutionSession> FILTER =
            FilterParser.parse("retries gt 1", QueryableProperties.SESSIONS);

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

        /** The search for a similar property takes long, and a table can have many columns. */
        @Test
        void suggestions_areLimited() {
            String unknown = IntStream.range(0, 20)
                    .mapToObj(i -> "{\"name\": \"c" + i + "\", \"definition\": \"retrys\"}")
                    .collect(Collectors.joining(","));
            List<Problem.FieldError> errors = rejection(() -> definition("{\"columns\": [" + unknown + "]}"))
                    .errors();
            assertThat(errors)
                    .hasSize(20)
                    .allMatch(error -> error.message()
                            .startsWith("there is no property 'retrys' of ExecutionSession that can be queried"));
            assertThat(errors)
                    .filteredOn(error -> error.message().contains("did you mean"))
                    .hasSize(5);
        }

        @Test
        void theNumberOfColumns_isLimited() {
            assertThat(written(definition("{\"columns\": [" + columns(TableDefinition.MAX_COLUMNS) + "]}"), any -> null)
                            .get("columnNames"))
                    .hasSize(TableDefinition.MAX_COLUMNS);
            assertThat(rejection(() -> definition("{\"columns\": [" + columns(TableDefinition.MAX_COLUMNS + 1) + "]}"))
                            .errors())
                    .containsExactly(new Problem.FieldError("/columns", "must be an array of 1 to 100 elements"));
        }

        @Test
        void listColumns_countForTheLimitOfColumns() {
            String list = "{\"name\": \"a\", \"columnType\": \"List\", \"definition\": \"details\", \"list\": ["
                    + "{\"name\": \"a\", \"definition\": \"id\"}]}";
            assertThat(definition("{\"columns\": [" + list + "," + columns(98) + "]}"))
                    .isNotNull();

            assertThat(rejection(() -> definition("{\"columns\": [" + list + "," + columns(99) + "]}"))
                            .errors())
                    .containsExactly(
                            new Problem.FieldError("/columns", "must not be more than 100, those of lists included"));
        }

        /** Returns columns of which each shows something else. */
        private static String columns(int number) {
            List<String> paths = new ArrayList<>();
            QueryableProperties.SESSIONS.properties().forEach(property -> paths.add(property.path()));
            QueryableProperties.SESSIONS.associations().forEach(association -> paths.add(association.path()));
            QueryableProperties.SESSIONS
                    .associations()
                    .forEach(association -> paths.add(association.path() + ".privileges"));
            assertThat(paths).hasSizeGreaterThan(TableDefinition.MAX_COLUMNS);
            return paths.stream()
                    .limit(number)
                    .map("{\"name\": \"a\", \"definition\": \"%s\"}"::formatted)
                    .collect(Collectors.joining(","));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"name": "b", "definition": "executionResult.details.message"} | {"name": "c", "columnType": "property", "definition": "EXECUTIONRESULT.details.message"}
                {"name": "b", "definition": "executionResult.details"}         | {"name": "c", "definition": "executionresult.Details"}
                {"name": "b", "definition": "privileges"}                      | {"name": "c", "columnType": "Privileges"}
                {"name": "b", "definition": "app.privileges"}                  | {"name": "c", "definition": "APP.privileges"}
                {"name": "b", "columnType": "Function", "definition": "count(app)"} | {"name": "c", "columnType": "Function", "definition": "COUNT( app, App )"}
                """)
        void aColumnThatIsRepeatedTooOften_isRejected(String one, String other) {
            String most = (one + ",").repeat(ShownColumns.MAX_REPETITIONS - 1);
            assertThat(definition("{\"columns\": [" + most + other + "]}")).isNotNull();

            Problem rejection = rejection(() -> definition("{\"columns\": [" + most + one + "," + other + "]}"));

            assertThat(rejection.status()).isEqualTo(400);
            assertThat(rejection.errors())
                    .containsExactly(new Problem.FieldError(
                            "/columns/10/definition", "must not be that of more than 10 columns"));
        }

        @Test
        void aColumnThatListsRepeatTooOften_isRejected() {
            String messages = "{\"name\": \"m\", \"definition\": \"message\"},".repeat(9);
            Problem rejection = rejection(() -> definition("""
                    {"columns": [
                        {"name": "a", "columnType": "List", "definition": "details", "list": [
                            %s {"name": "i", "definition": "id"}]},
                        {"name": "b", "columnType": "List", "definition": "ExecutionResult.Detail", "list": [
                            {"name": "o", "definition": "Message"}, {"name": "p", "definition": "message"}]},
                        {"name": "c", "definition": "executionResult.details.message"}]}""".formatted(messages)));

            assertThat(rejection.errors())
                    .containsExactly(new Problem.FieldError(
                            "/columns/1/list/1/definition", "must not be that of more than 10 columns"));
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

    private static Problem rejection(Runnable attempt) {
        return catchThrowableOfType(ProblemException.class, attempt::run).problem();
    }
}
