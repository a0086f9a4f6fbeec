package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.http.support.CertificateAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the API document, for callers without privileges, with the read privilege only, and without a token. */
class PrivilegesByRouteIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WRITER = "UserDirectory=ACME; UserId=scheduler";
    private static final String READER = "UserDirectory=ACME; UserId=auditor";
    private static final String NONE = "UserDirectory=ELSEWHERE; UserId=jo";
    private static final List<String> RESOURCES = List.of(
            "/executionsession",
            "/executionresult",
            "/executionresult/detail",
            "/reloadtask",
            "/externalprogramtask",
            "/usersynctask");

    private static final List<String> TASKS = RESOURCES.subList(3, RESOURCES.size());

    /** The privilege is checked first, for any body. */
    private static final List<String> BODIES = List.of("{}", "[]", "{\"retries\":-1,\"status\":[]}", "no JSON", "");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    private URI url;
    private JsonNode session;
    private final Map<String, String> tasks = new HashMap<>();
    private String selection;

    private static final String APP = "a9900000-0000-4000-8000-000000000001";

    /** A method and a path, as the document has them. */
    private record Route(String method, String path) {

        String resource() {
            return RESOURCES.stream()
                    .filter(resource -> path.equals(resource) || path.startsWith(resource + "/"))
                    .reduce((one, longer) -> longer)
                    .orElse(null);
        }

        boolean isDocument() {
            return path.startsWith("/about") || path.startsWith("/docs") || path.equals("/openapi.json");
        }

        boolean hasId() {
            return path.contains("{id}");
        }

        /** It starts or stops tasks. */
        boolean isControl() {
            return path.contains("/start") || path.contains("/stop");
        }

        boolean isOfApps() {
            return path.startsWith("/app/");
        }

        boolean isOfScriptLogs() {
            return path.contains("/scriptlog") || path.startsWith("/download");
        }

        boolean endsWith(String name) {
            return path.endsWith("/" + name);
        }
    }

    @Test
    void everyRoute_checksThePrivilegeFirst() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder, "--readers=ACME\\auditor", "--writers=ACME\\scheduler")) {
            url = server.url();
            session = json(send(
                    WRITER, "POST", "/executionsession", "{\"executionResult\":{\"details\":[{\"message\":\"m\"}]}}"));
            for (String family : TASKS) {
                String task = "{\"name\":\"n\",\"app\":{\"id\":\"" + APP + "\"}}";
                tasks.put(family, text(json(send(WRITER, "POST", family, task)), "id"));
            }
            selection = json(send(READER, "POST", "/selection/executionsession", "{}"))
                    .get("id")
                    .textValue();
            List<Route> routes = routes();
            assertThat(routes).hasSizeGreaterThan(60);
            for (Route route : routes) {
                if (route.isDocument() || route.endsWith("ping")) {
                    assertStatus(200, NONE, route, path(route, null), "");
                } else if (route.isOfScriptLogs()) {
                    checkScriptLog(route);
                } else if (route.path().startsWith("/notification") || route.endsWith("events")) {
                    checkWatching(route);
                } else if (route.path().startsWith("/selection")) {
                    checkSelection(route);
                } else if (route.method().equals("GET") && !route.hasId()
                        || route.endsWith("table")
                        || route.endsWith("previewcreateprivilege")
                        || route.endsWith("previewprivileges")) {
                    checkEmptyResponse(route);
                } else if (route.method().equals("POST") && !route.hasId()) {
                    checkCreation(route);
                } else {
                    checkEntity(route);
                }
            }
            assertThat(send(WRITER, "GET", "/executionsession/" + text(session, "id"), "")
                            .body())
                    .isEqualTo(session.toString());
            for (String resource : RESOURCES) {
                assertThat(send(WRITER, "GET", resource + "/count", "").body()).isEqualTo("{\"value\":1}");
            }
        }
    }

    /** Only who may read something can watch it; without privileges, the lists of changes and of the own subscriptions are empty. */
    private void checkWatching(Route route) throws IOException {
        if (route.method().equals("GET") && !route.endsWith("events")) {
            checkEmptyResponse(route);
            return;
        }
        assertStatus(403, NONE, route, route.path(), "");
        if (!route.endsWith("events")) {
            // Nothing is wrong for a reader but the missing parameters.
            assertStatus(400, READER, route, route.path(), "");
        }
    }

    /** Without privileges, lists are empty, and previews say that nothing is allowed. */
    private void checkEmptyResponse(Route route) throws IOException {
        String body = route.endsWith("table")
                ? "{\"columns\":[{\"name\":\"id\",\"columnType\":\"Property\",\"definition\":\"id\"}]}"
                : "{}";
        HttpResponse<String> nobody = send(NONE, route.method(), route.path(), body);
        JsonNode response = json(nobody);
        if (route.endsWith("table")) {
            assertThat(response.get("rows")).as(route.toString()).isEmpty();
        } else if (route.endsWith("count")) {
            assertThat(response.get("value").intValue()).as(route.toString()).isZero();
        } else if (route.endsWith("previewcreateprivilege")) {
            assertThat(response.get("value").booleanValue())
                    .as(route.toString())
                    .isFalse();
        } else {
            assertThat(nobody.body()).as(route.toString()).isEqualTo("[]");
        }
    }

    private void checkCreation(Route route) {
        for (String caller : List.of(NONE, READER)) {
            for (String body : BODIES) {
                assertStatus(403, caller, route, route.path(), body);
                assertStatus(403, caller, route, route.path(), body, "Idempotency-Key", "key");
            }
        }
        if (route.endsWith("many") && !route.isControl()) {
            for (int i = 0; i < 2; i++) {
                assertThat(send(WRITER, "POST", route.path(), "[]", "Idempotency-Key", "key")
                                .body())
                        .isEqualTo("[]");
            }
        }
    }

    private void checkEntity(Route route) {
        JsonNode result = session.get("executionResult");
        String there = switch (route.isOfApps() ? "/app" : String.valueOf(route.resource())) {
            case "/app" -> APP;
            case "/executionsession" -> text(session, "id");
            case "/executionresult" -> text(result, "id");
            case "/executionresult/detail" -> text(result.get("details").get(0), "id");
            default -> tasks.getOrDefault(route.resource(), tasks.get("/reloadtask"));
        };
        String nowhere = UUID.randomUUID().toString();
        boolean reads = route.method().equals("GET");
        for (String body : reads ? List.of("") : BODIES) {
            String existing = assertStatus(403, NONE, route, path(route, there), body);
            assertThat(assertStatus(403, NONE, route, path(route, nowhere), body))
                    .as("the responses of " + route + " to an id that exists and to one that does not")
                    .isEqualTo(existing);
            assertStatus(reads ? 200 : 403, READER, route, path(route, there), body);
            assertStatus(reads ? 404 : 403, READER, route, path(route, nowhere), body);
        }
    }

    private void checkScriptLog(Route route) {
        boolean reads = route.method().equals("GET");
        String nowhere = path(route, UUID.randomUUID().toString());
        assertStatus(403, NONE, route, nowhere, "");
        if (!reads) {
            assertStatus(403, READER, route, nowhere, "text");
        }
    }

    private void checkSelection(Route route) {
        String there = path(route, selection);
        for (String body : BODIES) {
            String existing = assertStatus(403, NONE, route, there, body);
            assertThat(assertStatus(
                            403, NONE, route, path(route, UUID.randomUUID().toString()), body))
                    .isEqualTo(existing);
        }
        if (route.method().equals("DELETE") && route.endsWith("executionsession")) {
            assertStatus(403, READER, route, there, "");
        }
    }

    @Test
    void everyRoute_rejectsCallersWithoutAToken() throws IOException {
        CertificateAuthority authority = new CertificateAuthority("authority");
        Files.writeString(folder.resolve("issuer.pem"), CertificateAuthority.pem(authority.certificate()));
        List<Route> routes;
        try (RunnableJar open = RunnableJar.serve(folder)) {
            url = open.url();
            routes = routes();
        }
        try (RunnableJar server = RunnableJar.serve(folder, "--jwt-public-key=issuer.pem")) {
            url = server.url();
            for (Route route : routes) {
                for (String body : BODIES) {
                    assertStatus(401, NONE, route, path(route, UUID.randomUUID().toString()), body);
                }
            }
            assertThat(server.err()).isEmpty();
        }
    }

    private List<Route> routes() throws IOException {
        List<Route> routes = new ArrayList<>();
        for (var path :
                json(send(WRITER, "GET", "/openapi.json", "")).get("paths").properties()) {
            for (var method : path.getValue().properties()) {
                if (List.of("get", "post", "put", "delete").contains(method.getKey())) {
                    routes.add(new Route(method.getKey().toUpperCase(Locale.ROOT), path.getKey()));
                }
            }
        }
        return routes;
    }

    private static String path(Route route, String id) {
        return route.path()
                .replace("{id}", String.valueOf(id))
                .replace("{ticket}", String.valueOf(id))
                .replace("{file}", "start.js");
    }

    /** Returns the problem, without what is different in each response. */
    private String assertStatus(int status, String caller, Route route, String path, String body, String... headers) {
        HttpResponse<String> response = send(caller, route.method(), path, body, headers);
        assertThat(response.statusCode())
                .as(route + " by " + caller + " with the body '" + body + "': " + response.body())
                .isEqualTo(status);
        return response.body()
                .replaceAll(
                        "\"requestId\":\"[^\"]*\"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "");
    }

    private HttpResponse<String> send(String caller, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve("/qrs" + path))
                .timeout(Duration.ofSeconds(60))
                .header("X-Qlik-User", caller)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 201);
        return JSON.readTree(response.body());
    }

    private static String text(JsonNode node, String name) {
        return node.get(name).textValue();
    }
}
