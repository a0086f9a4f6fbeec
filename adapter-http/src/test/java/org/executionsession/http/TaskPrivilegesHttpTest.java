package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The routes of tasks for callers without the privilege: the response does not depend on the body or on whether a task exists. */
class TaskPrivilegesHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String NONE = "UserDirectory=ACME; UserId=nobody";
    private static final String READER = "UserDirectory=ACME; UserId=guest";
    private static final String TASK = SERVER.post("/qrs/reloadtask", "{\"name\": \"n\"}")
            .entity(201)
            .get("id")
            .textValue();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static TestResponse send(String user, String method, String path, String body) {
        return SERVER.send(method, "/qrs" + path, BodyPublishers.ofString(body), "X-Qlik-User", user);
    }

    static Stream<String> controls() {
        return Stream.concat(
                Stream.of("POST /app/%s/reload"),
                Stream.of("/task", "/reloadtask", "/externalprogramtask", "/usersynctask")
                        .flatMap(family -> Stream.of(
                                        "/%s/start/synchronous",
                                        "/%s/start",
                                        "/%s/stop",
                                        "/start/synchronous?name=n",
                                        "/start/synchronous",
                                        "/start?name=n",
                                        "/stop?name=n",
                                        "/start/many",
                                        "/stop/many")
                                .map(path -> "POST " + family + path)));
    }

    static Stream<String> writes() {
        return Stream.concat(
                controls(),
                Stream.of("/reloadtask", "/externalprogramtask", "/usersynctask")
                        .flatMap(family -> Stream.of(
                                "POST " + family,
                                "POST " + family + "/many",
                                "POST " + family + "/create",
                                "POST " + family + "/update",
                                "PUT " + family + "/%s",
                                "DELETE " + family + "/%s")));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aCallerWithoutThePrivilege_isRejectedForAnyBody(String route) {
        String[] parts = route.split(" ");
        for (String user : List.of(NONE, READER)) {
            for (String body : List.of("", "{}", "[]", "[\"" + TASK + "\"]", "no JSON")) {
                String existing = send(user, parts[0], parts[1].formatted(TASK), body)
                        .isProblem(403)
                        .detail();
                assertThat(send(user, parts[0], parts[1].formatted(UUID.randomUUID()), body)
                                .isProblem(403)
                                .detail())
                        .isEqualTo(existing);
            }
        }
        assertThat(SERVER.get("/qrs/executionsession").entity(200)).isEmpty();
        assertThat(SERVER.get("/qrs/task").entity(200)).hasSize(1);
    }

    @Test
    void aReader_hasTheReadPrivilegeOnly() {
        assertThat(send(READER, "GET", "/reloadtask/" + TASK + "?privileges=true", "")
                        .entity(200)
                        .get("privileges"))
                .extracting(privilege -> privilege.textValue())
                .containsExactly("read");
    }

    @Test
    void aCallerWithoutPrivileges_seesNoTask() {
        for (String family : List.of("/task", "/reloadtask")) {
            assertThat(send(NONE, "GET", family, "").entity(200)).isEmpty();
            assertThat(send(NONE, "GET", family + "/full", "").entity(200)).isEmpty();
            assertThat(send(NONE, "GET", family + "/count", "")
                            .entity(200)
                            .get("value")
                            .intValue())
                    .isZero();
            send(NONE, "POST", "/selection" + family, "{}").isProblem(403);
        }
        send(NONE, "GET", "/reloadtask/" + TASK, "").isProblem(403);
        send(NONE, "GET", "/reloadtask/" + UUID.randomUUID(), "").isProblem(403);
    }
}
