package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.ContractField;
import org.executionsession.http.support.ContractField.Kind;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Well-formed JSON that is not an execution session. */
class BadInputHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Arguments> wrongValues() {
        return ContractField.all().stream()
                .flatMap(field -> field.kind().rejected().stream().map(value -> Arguments.of(field.pointer(), value)));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("wrongValues")
    void create_namesTheLocationOfAWrongValue(String pointer, String value) {
        TestResponse answer = SERVER.create(ContractField.body(pointer, value)).isProblem(400);
        assertThat(answer.errors()).extracting(Problem.FieldError::pointer).containsExactly(pointer);
        assertThat(answer.errors().get(0).message()).startsWith("must be ");
        assertThat(SERVER.useCases().sessionCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[{}]", "\"{}\"", "\"\"", "1", "true"})
    void create_rejectsABodyThatIsNotAnObject(String body) {
        TestResponse answer = SERVER.create(body).isProblem(400);
        assertThat(answer.errors()).containsExactly(new Problem.FieldError("", "must be an object"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t"})
    void create_rejectsAMissingBody(String body) {
        TestResponse answer = SERVER.create(body).isProblem(400);
        assertThat(answer.errors()).containsExactly(new Problem.FieldError("", "there is no JSON in the body"));
    }

    @Test
    void create_reportsAllErrorsAtOnce() {
        TestResponse answer = SERVER.create("""
                        {"id": "x", "retries": "many", "app": {"published": "no", "stream": []},
                         "executionResult": {"status": "Lost", "details": [{}, null, {"message": 1, "id": 2}]}}""").isProblem(400);
        assertThat(answer.errors())
                .extracting(Problem.FieldError::pointer)
                .containsExactlyInAnyOrder(
                        "/id",
                        "/retries",
                        "/app/published",
                        "/app/stream",
                        "/executionResult/status",
                        "/executionResult/details/1",
                        "/executionResult/details/2/message",
                        "/executionResult/details/2/id");
        assertThat(SERVER.useCases().sessionCount()).isZero();
    }

    @Test
    void create_reportsEveryWrongFieldOfTheContractAtOnce() {
        List<String> leaves = ContractField.all().stream()
                .filter(field -> field.kind() != Kind.OBJECT
                        && field.kind() != Kind.LIST
                        && field.kind() != Kind.ELEMENT
                        && field.pointer().startsWith("/executionResult/"))
                .map(ContractField::pointer)
                .toList();
        TestResponse answer = SERVER.create("""
                        {"executionResult": {"id": [], "fileReferenceID": [], "executingNodeName": [],
                         "scriptLogLocation": [], "status": [], "startTime": [], "stopTime": [], "duration": [],
                         "scriptLogAvailable": [], "scriptLogSize": [],
                         "details": [{"id": [], "detailsType": [], "message": [], "detailCreatedDate": []}]}}""").isProblem(400);
        assertThat(answer.errors()).extracting(Problem.FieldError::pointer).containsExactlyInAnyOrderElementsOf(leaves);
    }

    @Test
    void create_namesTheKnownValuesOfAnEnumeration() {
        TestResponse answer = SERVER.create("{\"abortReason\": \"Boredom\"}").isProblem(400);
        assertThat(answer.errors())
                .containsExactly(new Problem.FieldError(
                        "/abortReason", "must be a number or one of Undefined, Manual, Timeout, DeletedTask"));
    }

    @Test
    void create_escapesThePointerOfAPropertyWithSlashAndTilde() {
        TestResponse answer = SERVER.create("{\"a/b~c\": 1, \"A/B~C\": 2}").isProblem(400);
        assertThat(answer.errors())
                .containsExactly(new Problem.FieldError("/A~1B~0C", "is given twice, in different letter case"));
    }

    static Stream<Arguments> fieldsThatMayBeNull() {
        return ContractField.all().stream()
                .filter(field -> field.kind() != Kind.ELEMENT)
                .map(field -> Arguments.of(field.pointer()));
    }

    @ParameterizedTest
    @MethodSource("fieldsThatMayBeNull")
    void create_readsNullAsNotGiven(String pointer) {
        SERVER.create(ContractField.body(pointer, "null")).entity(201);
    }

    static Stream<Arguments> ignoredFields() {
        Stream<String> views = ContractField.objects()
                .flatMap(object -> Stream.of(object + "/privileges", object + "/noSuchProperty"));
        Stream<String> serversOwn = Stream.of(
                "/createdDate", "/modifiedDate", "/modifiedByUserName", "/schemaPath", "/executionResult/schemaPath");
        return Stream.concat(views, serversOwn)
                .flatMap(pointer -> Stream.of(
                                "null", "1", "1.5", "true", "\"x\"", "[]", "[null]", "{}", "{\"a\": 1e999}")
                        .map(value -> Arguments.of(pointer, value)));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("ignoredFields")
    void create_ignoresReadOnlyProperties(String pointer, String value) {
        String id = UUID.randomUUID().toString();
        String body = ContractField.body(pointer, value);
        String withId = "{\"id\":\"" + id + "\"," + body.substring(1);
        assertThat(SERVER.create(withId).entity(201).get("id").textValue()).isEqualTo(id);
    }
}
