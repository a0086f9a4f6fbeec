package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests each route of selections with a caller without privileges, a caller who may only read, and a caller who may do all. */
class SelectionPrivilegesHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String NONE = "UserDirectory=ACME; UserId=nobody";
    private static final String READER = "UserDirectory=ACME; UserId=guest";
    private static final String READER_ELSEWHERE = "UserDirectory=ELSEWHERE; UserId=guest";
    private static final String WRITER = "UserDirectory=ACME; UserId=jo";
    private static final String OTHER_WRITER = "UserDirectory=ACME; UserId=kim";

    private static final String TABLE =
            "{\"columns\":[{\"name\":\"id\",\"columnType\":\"Property\",\"definition\":\"id\"}]}";

    /** Changes nothing, and is based on a version later than all others. */
    private static final String EDIT = "{\"latestModifiedDate\":\"9000-01-01T00:00:00.000Z\",\"properties\":[]}";

    /** Of sessions, results and details. */
    private static final List<String> KINDS =
            List.of("/executionsession", "/executionresult", "/executionresult/detail");

    /** The entities whose deletion is tested: a result can be deleted only after its session. */
    private final List<String> items = new ArrayList<>();

    @BeforeEach
    void createEntities() {
        SERVER.useCases().clear();
        items.clear();
        JsonNode session = SERVER.create("{}").entity(201);
        JsonNode result = send(WRITER, "POST", "/executionresult", "{\"executionID\":\"" + UUID.randomUUID() + "\"}")
                .entity(201);
        JsonNode detail = send(WRITER, "POST", "/executionresult/detail", "{\"message\":\"m\"}")
                .entity(201);
        item("ExecutionSession", session);
        item("ExecutionResult", result);
        item("ExecutionResult.Detail", detail);
    }

    private void item(String type, JsonNode entity) {
        items.add(
                "{\"type\":\"" + type + "\",\"objectID\":\"" + entity.get("id").textValue() + "\"}");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static TestResponse send(String user, String method, String path, String body) {
        return SERVER.send(
                method,
                "/qrs" + path,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                "X-Qlik-User",
                user);
    }

    private String selectionOf(String user) {
        return send(user, "POST", "/selection", "{\"items\":[" + String.join(",", items) + "]}")
                .entity(201)
                .get("id")
                .textValue();
    }

    /** A route of an existing selection, and the status for a caller who may only read, and for one who may do everything. */
    private record Route(String method, String path, String body, int reader, int writer) {

        TestResponse sendAs(String user, String selection) {
            return send(user, method, "/selection/" + selection + path, body);
        }
    }

    static Stream<Route> routes() {
        return Stream.concat(
                Stream.of(new Route("GET", "", "", 200, 200), new Route("DELETE", "", "", 204, 204)),
                KINDS.stream()
                        .flatMap(kind -> Stream.of(
                                new Route("GET", kind, "", 200, 200),
                                new Route("GET", kind + "/full", "", 200, 200),
                                new Route("GET", kind + "/count", "", 200, 200),
                                new Route("POST", kind + "/table", TABLE, 201, 201),
                                new Route("GET", kind + "/synthetic", "", 200, 200),
                                new Route("PUT", kind + "/synthetic", EDIT, 403, 204),
                                new Route("DELETE", kind, "", 403, 204))));
    }

    static Stream<Arguments> creations() {
        return Stream.concat(
                Stream.of(Arguments.of("/selection", "{\"items\":[]}")),
                KINDS.stream().map(kind -> Arguments.of("/selection" + kind, "{}")));
    }

    @ParameterizedTest
    @MethodSource("creations")
    void creatingASelection_requiresRead(String path, String body) {
        send(NONE, "POST", path, body).isProblem(403);
        for (String user : List.of(READER, WRITER)) {
            String id = send(user, "POST", path, body).entity(201).get("id").textValue();
            assertThat(send(user, "GET", "/selection/" + id, "").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aCallerWithoutPrivileges_isRejectedAlikeForEverySelection(Route route) {
        TestResponse existing = route.sendAs(NONE, selectionOf(WRITER)).isProblem(403);
        TestResponse missing = route.sendAs(NONE, UUID.randomUUID().toString()).isProblem(403);
        assertThat(missing.detail()).isEqualTo(existing.detail());
        assertNothingIsDeleted();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aCallerWhoMayRead_readsButNeitherChangesNorDeletesEntities(Route route) {
        String selection = selectionOf(READER);
        TestResponse response = route.sendAs(READER, selection);
        assertThat(response.status()).as(response.text()).isEqualTo(route.reader());
        assertNothingIsDeleted();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aCallerWithAllPrivileges_usesEveryRouteOfItsSelection(Route route) {
        String selection = selectionOf(WRITER);
        TestResponse response = route.sendAs(WRITER, selection);
        assertThat(response.status()).as(response.text()).isEqualTo(route.writer());
        if (route.method().equals("DELETE") && KINDS.contains(route.path())) {
            // The result of the session stays, because the selection does not have it.
            assertThat(count(route.path())).isEqualTo(route.path().equals("/executionresult") ? 1 : 0);
        } else {
            assertNothingIsDeleted();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aSelectionOfAnotherCaller_isNotFound(Route route) {
        String selection = selectionOf(WRITER);
        String missing = UUID.randomUUID().toString();
        for (String user : List.of(OTHER_WRITER, READER, READER_ELSEWHERE)) {
            int expected = !user.equals(OTHER_WRITER) && route.reader() == 403 ? 403 : 404;
            TestResponse response = route.sendAs(user, selection).isProblem(expected);
            assertThat(response.detail().replace(selection, missing))
                    .isEqualTo(route.sendAs(user, missing).isProblem(expected).detail());
        }
        assertThat(send(WRITER, "GET", "/selection/" + selection, "").status()).isEqualTo(200);
        assertNothingIsDeleted();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aSelectionOfAReader_isNotFoundForAReaderOfTheSameNameInAnotherDirectory(Route route) {
        String selection = selectionOf(READER);
        route.sendAs(READER_ELSEWHERE, selection).isProblem(route.reader() == 403 ? 403 : 404);
        assertThat(send(READER, "GET", "/selection/" + selection, "").status()).isEqualTo(200);
    }

    private static void assertNothingIsDeleted() {
        for (String kind : KINDS) {
            assertThat(count(kind)).as("the number of %s", kind).isPositive();
        }
    }

    private static int count(String kind) {
        return send(WRITER, "GET", kind + "/count", "").entity(200).get("value").intValue();
    }
}
