package org.executionsession.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks are started and stopped by id, by name and several at once. */
class TaskControlHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String NONE = "00000000-0000-0000-0000-000000000000";

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String task(String path, String name) {
        return SERVER.post("/qrs" + path, "{\"name\": \"" + name + "\"}")
                .entity(201)
                .get("id")
                .textValue();
    }

    private static TestResponse post(String path) {
        return SERVER.send("POST", "/qrs" + path, BodyPublishers.noBody());
    }

    private static String started(String path) {
        return post(path).entity(201).get("value").textValue();
    }

    private static JsonNode sessions() {
        return SERVER.get("/qrs/executionsession/full").entity(200);
    }

    private static void expectStarted(String... tasks) {
        assertThat(sessions())
                .extracting(session -> session.at("/reloadTask/id").textValue())
                .containsExactlyInAnyOrder(tasks);
    }

    private static void assertNoContent(TestResponse response) {
        assertThat(response.status()).as(response.text()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
    }

    /** Starts. */
    @Nested
    class Starts {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/task/%s/start/synchronous",
                    "/task/start/synchronous?name=nightly",
                    "/Task/Start/Synchronous/?Name=Nightly&x=1",
                    "/reloadtask/%s/start/synchronous",
                    "/reloadtask/start/synchronous?name=Nightly"
                })
        void synchronousStart_returnsTheSession(String path) {
            String task = task("/reloadtask", "Nightly");
            String session = started(path.formatted(task));
            JsonNode stored = SERVER.get("/qrs/executionsession/" + session).entity(200);
            assertThat(stored.at("/reloadTask/id").textValue()).isEqualTo(task);
            // The executor may have accepted the attempt.
            assertThat(stored.at("/executionResult/status").intValue()).isIn(1, 2);
            // The task runs already.
            assertThat(started(path.formatted(task))).isEqualTo(NONE);
            assertThat(sessions()).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/task/%s/start",
                    "/task/start?name=Nightly",
                    "/reloadtask/%s/start",
                    "/reloadtask/start?name=Nightly"
                })
        void start_hasNoContent(String path) {
            String task = task("/reloadtask", "Nightly");
            assertNoContent(post(path.formatted(task)));
            expectStarted(task);
            assertNoContent(post(path.formatted(task)));
            expectStarted(task);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "null", "{}", "[1]", "no JSON", "{\"a\":1,\"a\":2}"})
        void theBodyOfAStart_isIgnored(String body) {
            String task = task("/reloadtask", "Nightly");
            assertThat(SERVER.post("/qrs/task/" + task + "/start/synchronous", body)
                            .entity(201)
                            .get("value")
                            .textValue())
                    .isNotEqualTo(NONE);
            assertNoContent(SERVER.post("/qrs/task/" + task + "/stop", body));
            assertNoContent(SERVER.post("/qrs/task/start?name=Nightly", body));
        }

        @Test
        void aTaskThatIsNotEnabled_isNotStarted() {
            String id = SERVER.post("/qrs/reloadtask", "{\"name\": \"off\", \"enabled\": false}")
                    .entity(201)
                    .get("id")
                    .textValue();
            assertThat(started("/task/" + id + "/start/synchronous")).isEqualTo(NONE);
            assertNoContent(post("/task/" + id + "/start"));
            assertThat(sessions()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "/externalprogramtask, /externalProgramTask",
            "/usersynctask, /userSyncTask",
            "/reloadtask, /reloadTask"
        })
        void tasksOfEveryType_areStartedBelowTheirFamily(String path, String property) {
            String task = task(path, "n");
            assertThat(started(path + "/" + task + "/start/synchronous")).isNotEqualTo(NONE);
            assertThat(sessions().get(0).at(property + "/id").textValue()).isEqualTo(task);
            assertNoContent(post(path + "/" + task + "/stop"));
            assertNoContent(post(path + "/stop?name=n"));
            assertNoContent(SERVER.post("/qrs" + path + "/start/many", "[\"" + task + "\"]"));
            assertNoContent(SERVER.post("/qrs" + path + "/stop/many", "[\"" + task + "\"]"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/task/%s/start/synchronous",
                    "/task/%s/start",
                    "/task/%s/stop",
                    "/usersynctask/%s/start/synchronous",
                    "/usersynctask/%s/start",
                    "/usersynctask/%s/stop"
                })
        void anUnknownId_isNotFound(String path) {
            post(path.formatted(UUID.randomUUID())).isProblem(404);
            post(path.formatted("x")).isProblem(404);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/task/start/synchronous",
                    "/task/start",
                    "/task/stop",
                    "/reloadtask/start/synchronous",
                    "/reloadtask/start",
                    "/reloadtask/stop"
                })
        void aName_isRequiredKnownAndUnambiguous(String path) {
            post(path).isProblem(400);
            post(path + "?name").isProblem(400);
            post(path + "?name=").isProblem(400);
            post(path + "?name=%00").isProblem(400);
            post(path + "?name=" + "n".repeat(1_001)).isProblem(400);
            assertThat(post(path + "?name=nobody%27s").isProblem(404).detail()).contains("nobody's");
            task("/reloadtask", "twice");
            task("/reloadtask", "Twice");
            assertThat(post(path + "?name=twice").isProblem(409).detail()).contains("use the id");
            assertThat(sessions()).isEmpty();
        }

        @Test
        void aName_isUnambiguousWithinAFamily() {
            String reload = task("/reloadtask", "same");
            task("/usersynctask", "same");
            post("/task/start?name=same").isProblem(409);
            assertNoContent(post("/reloadtask/start?name=same"));
            expectStarted(reload);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/task/%s/start", "/task/start", "/task/%s/stop", "/task/stop/many", "/app/%s/reload"})
        void get_isNotAllowed(String path) {
            SERVER.get("/qrs" + path.formatted(UUID.randomUUID())).isProblem(405);
        }
    }

    /** Stops. */
    @Nested
    class Stops {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/task/%s/stop",
                    "/task/stop?name=Nightly",
                    "/reloadtask/%s/stop",
                    "/reloadtask/stop?name=Nightly"
                })
        void stop_abortsTheExecution(String path) {
            String task = task("/reloadtask", "Nightly");
            String session = started("/task/" + task + "/start/synchronous");
            assertNoContent(post(path.formatted(task)));
            JsonNode stopped = SERVER.get("/qrs/executionsession/" + session).entity(200);
            assertThat(stopped.get("abortReason").intValue()).isEqualTo(1);
            assertThat(stopped.at("/executionResult/status").intValue()).isIn(4, 5);
            assertNoContent(post(path.formatted(task)));
        }

        @Test
        void stop_ofATaskThatDoesNotRun_hasNoContent() {
            String task = task("/reloadtask", "Nightly");
            assertNoContent(post("/task/" + task + "/stop"));
            assertThat(sessions()).isEmpty();
        }
    }

    /** Several tasks at once. */
    @Nested
    class Many {

        @Test
        void startAndStop_actOnEachTask() {
            String one = task("/reloadtask", "one");
            String two = task("/reloadtask", "two");
            String ids = "[\"" + one + "\", \"{" + two.toUpperCase(Locale.ROOT) + "}\", \"" + one + "\"]";
            assertNoContent(SERVER.post("/qrs/task/start/many", ids));
            expectStarted(one, two);
            assertNoContent(SERVER.post("/qrs/task/stop/many", ids));
            assertThat(sessions())
                    .extracting(session -> session.get("abortReason").intValue())
                    .containsOnly(1);
            assertNoContent(SERVER.post("/qrs/task/start/many", "[]"));
        }

        /** Between two parts, other requests get their turn. */
        @Test
        void moreTasksThanOnePart_areAllStarted() {
            JsonNode created = SERVER.post(
                            "/qrs/reloadtask/many",
                            Collections.nCopies(120, "{\"name\": \"n\"}").stream()
                                    .collect(joining(",", "[", "]")))
                    .entity(201);
            String ids = StreamSupport.stream(created.spliterator(), false)
                    .map(task -> task.get("id").toString())
                    .collect(joining(",", "[", "]"));
            assertNoContent(SERVER.post("/qrs/task/start/many", ids));
            assertThat(sessions()).hasSize(120);
        }

        @Test
        void unknownIds_areNamedBeforeATaskIsStarted() {
            String known = task("/reloadtask", "known");
            String unknown = UUID.randomUUID().toString();
            TestResponse rejected = SERVER.post("/qrs/task/start/many", "[\"" + known + "\", \"" + unknown + "\"]");
            assertThat(rejected.isProblem(404).errors())
                    .containsExactly(new Problem.FieldError("/1", "there is no task with the id " + unknown));
            assertThat(sessions()).isEmpty();
            SERVER.post("/qrs/task/stop/many", "[\"" + unknown + "\"]").isProblem(404);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {"{} | ``", "null | ``", "[1] | /0", "[\"x\"] | /0", "[null] | /0", "[[]] | /0"})
        void aBodyThatIsNotAListOfIds_isRejected(String body, String pointer) {
            for (String path : List.of("/task/start/many", "/task/stop/many", "/reloadtask/start/many")) {
                assertThat(SERVER.post("/qrs" + path, body).isProblem(400).errors())
                        .extracting(Problem.FieldError::pointer)
                        .containsExactly(pointer);
            }
        }

        @Test
        void tooManyIds_areRejected() {
            String ids = IntStream.rangeClosed(0, 1_000)
                    .mapToObj(i -> '"' + UUID.randomUUID().toString() + '"')
                    .collect(joining(",", "[", "]"));
            assertThat(SERVER.post("/qrs/task/start/many", ids).isProblem(400).errors())
                    .extracting(Problem.FieldError::message)
                    .containsExactly("must be an array of at most 1000 elements");
            SERVER.post("/qrs/task/start/many", "").isProblem(400);
            SERVER.post("/qrs/task/start/many", "[".repeat(100)).isProblem(400);
        }
    }

    /** The reload of an app. */
    @Nested
    class AppReloads {

        /** Another app for each test: the run that an earlier test has started may not have ended yet, and an app has one run at a time. */
        private final String app = UUID.randomUUID().toString();

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "null"})
        void reload_startsATaskOfTheApp(String body) {
            SERVER.post("/qrs/reloadtask", "{\"name\": \"n\", \"app\": {\"id\": \"" + app + "\", \"name\": \"Sales\"}}")
                    .entity(201);
            assertNoContent(SERVER.post("/qrs/app/" + app + "/reload", body));
            assertNoContent(SERVER.post("/qrs/App/" + app + "/Reload", body));
            JsonNode tasks = SERVER.get("/qrs/reloadtask/full?filter=isManuallyTriggered%20eq%20true")
                    .entity(200);
            assertThat(tasks).hasSize(1);
            assertThat(tasks.get(0).get("name").textValue()).isEqualTo("Manually triggered reload of Sales");
            assertThat(tasks.get(0)
                            .at("/operational/lastExecutionResult/status")
                            .intValue())
                    .isIn(1, 2);
            assertThat(sessions()).hasSize(1);
            assertThat(sessions().get(0).at("/app/id").textValue()).isEqualTo(app);
        }

        @Test
        void anIdThatIsNotAGuid_isNotFound() {
            post("/app/x/reload").isProblem(404);
        }

        @Test
        void theZeroGuid_isNotFound() {
            String none = "00000000-0000-0000-0000-000000000000";
            assertThat(post("/app/" + none + "/reload").isProblem(404).detail())
                    .isEqualTo("there is no app with the id " + none + ", which stands for no app");
            assertThat(SERVER.get("/qrs/task/count").entity(200).get("value").intValue())
                    .isZero();
        }
    }

    /** The whole life of an execution, as clients see it. */
    @Test
    void anExecution_endsWithItsFinalResult() {
        String task = task("/reloadtask", "Nightly");
        String session = started("/task/" + task + "/start/synchronous");
        JsonNode running = SERVER.get("/qrs/executionsession/" + session).entity(200);
        ObjectNode result = (ObjectNode) SERVER.get("/qrs/executionresult/"
                        + running.at("/executionResult/id").textValue())
                .entity(200);
        result.put("status", 7);
        SERVER.put("/qrs/executionresult/" + result.get("id").textValue(), result.toString())
                .entity(200);
        SERVER.useCases().advanceTaskRuns().advance(() -> true);
        SERVER.get("/qrs/executionsession/" + session).isProblem(404);
        JsonNode last = SERVER.get("/qrs/reloadtask/" + task).entity(200).at("/operational/lastExecutionResult");
        assertThat(last.get("status").intValue()).isEqualTo(7);
        assertThat(last.get("id")).isEqualTo(result.get("id"));
    }
}
