package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Set;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Cases A3 to A6, A11 and A13 with tasks: the clients start a task themselves and watch it to its end. The requests of Node.js
 * were recorded from it. Those of the browser, of PowerShell and of .NET are as the sources of the clients and the
 * documentation of the runtimes describe them.
 */
class TaskClientsReplayIT {

    private static final String NO_DATE = "1753-01-01T00:00:00.000Z";
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";
    private static final String APP = "a9900000-0000-4000-8000-000000000001";

    /** Until the status is one of these, the clients wait. */
    private static final Set<Integer> RUNNING = Set.of(1, 2, 3);

    private static final String NODE = """
            %s %sxrfkey=14n3H06741tk5P98 HTTP/1.1
            X-Qlik-User: UserDirectory=Internal;UserId=sa_api
            Content-Type: application/json
            X-Qlik-Xrfkey: 14n3H06741tk5P98
            Host: 127.0.0.1:4242
            Connection: keep-alive
            """;

    private static final String BROWSER = """
            %s %sxrfkey=K2p9QmWx7LrT4vBn HTTP/1.1
            Host: 127.0.0.1:4242
            Connection: keep-alive
            User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36
            Accept: application/json, text/plain, */*
            X-Qlik-Xrfkey: K2p9QmWx7LrT4vBn
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: cors
            Referer: http://127.0.0.1:4242/sense/app/a9900000-0000-4000-8000-000000000001
            Accept-Encoding: gzip, deflate, br
            Accept-Language: en-US,en;q=0.9
            Cookie: X-Qlik-Session=2c3a4d6e-6f7a-4b8c-9d0e-1f2a3b4c5d6e
            """;

    private static final String POWERSHELL = """
            %s %sxrfkey=qjzhxkvbwnyrmtfd HTTP/1.1
            X-Qlik-User: UserDirectory=ACME;UserId=jo
            X-Qlik-Security: Context=ManagementAccess
            x-Qlik-Xrfkey: qjzhxkvbwnyrmtfd
            User-Agent: Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1682
            Host: 127.0.0.1:4242
            Connection: Keep-Alive
            """;

    private static final String DOTNET = """
            %s %sxrfkey=ABCDEFG123456789 HTTP/1.1
            Accept-Charset: utf-8
            Accept: application/json
            Content-Type: application/json
            X-Qlik-xrfkey: ABCDEFG123456789
            X-QlikView-xrfkey: ABCDEFG123456789
            Host: 127.0.0.1:4242
            Connection: Keep-Alive
            """;

    private static final String AXIOS = """
            %s %sxrfkey=abcdefghijklmnop HTTP/1.1
            Accept: application/json, text/plain, */*
            Content-Type: application/json
            x-qlik-xrfkey: abcdefghijklmnop
            X-Qlik-User: UserDirectory=Internal; UserId=sa_api
            Host: 127.0.0.1:4242
            Connection: close
            """;

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer("--task-simulation=1s");

    @RegisterExtension
    static final ReplayedServer endless = new ReplayedServer("--task-simulation=1h");

    /** The Governed Metrics Service (eapowertools), through qrs-interact, which sends an empty body in chunks. */
    @Test
    void governedMetricsService_waitsUntilTheListOfSessionsIsEmpty() throws IOException {
        create(server, "Reload governed metrics");
        String start = "/qrs/task/start/synchronous?name=Reload%20governed%20metrics&";
        String session = server.socket()
                .send(head(NODE, "POST", start) + "Transfer-Encoding: chunked\n", "0\r\n\r\n")
                .json(201)
                .get("value")
                .textValue();
        JsonNode sessions;
        do {
            sessions = get(NODE, "/qrs/executionsession?filter=id%20eq%20" + session + "&");
            for (JsonNode running : sessions) {
                assertThat(running.at("/executionResult/details/0/message").textValue())
                        .isEqualTo("Changing task state to Triggered");
            }
        } while (!sessions.isEmpty());

        JsonNode result = get(NODE, "/qrs/executionresult?filter=executionid%20eq%20" + session + "&")
                .get(0);
        assertThat(result.get("duration").intValue()).isPositive();
        assertThat(result.get("details").findValuesAsText("message"))
                .last()
                .isEqualTo("Changing task state from Started to FinishedSuccess");
    }

    /** The widgets ReloadTaskButton and ReloadTaskStatus (teamEMARK): one starts the task, the other one finds its session. */
    @Test
    void widgets_startTheTaskAndShowItsStatus() throws IOException {
        String task = create(server, "Reload button");
        JsonNode before = get(BROWSER, "/qrs/reloadtask/" + task + "?");
        assertThat(before.at("/operational/lastExecutionResult/status").intValue())
                .isZero();
        assertThat(before.at("/operational/nextExecution").textValue()).isEqualTo(NO_DATE);

        String session = start(server, BROWSER, "/qrs/task/" + task + "/start/synchronous?");
        String results = "/qrs/executionresult?filter=ExecutionId%20eq%20" + session + "&";
        int status;
        do {
            for (JsonNode running : get(BROWSER, "/qrs/executionsession?")) {
                // Read without a check that it is there.
                assertThat(running.get("reloadTask").get("id").isTextual()).isTrue();
            }
            status = get(BROWSER, results).get(0).get("status").intValue();
        } while (RUNNING.contains(status));
        assertThat(status).isEqualTo(7);
        JsonNode last = get(BROWSER, "/qrs/reloadtask/" + task + "?").at("/operational/lastExecutionResult");
        assertThat(last.get("status").intValue()).isEqualTo(7);
        assertThat(last.get("stopTime").textValue()).isNotEqualTo(NO_DATE);
    }

    /** The widgets on a task that runs: the button is not started twice. */
    @Test
    void widgets_findTheRunningSessionOfTheirTask() throws IOException {
        String task = create(endless, "Running button");
        String session = start(endless, BROWSER, "/qrs/task/" + task + "/start/synchronous?");
        assertThat(start(endless, BROWSER, "/qrs/task/" + task + "/start/synchronous?"))
                .isEqualTo(NO_ID);
        JsonNode sessions = send(
                        endless, BROWSER, "GET", "/qrs/executionsession?filter=reloadTask.id%20eq%20" + task + "&")
                .json(200);
        assertThat(sessions).hasSize(1);
        assertThat(sessions.get(0).get("id").textValue()).isEqualTo(session);
        assertThat(sessions.at("/0/executionResult/status").intValue()).isIn(RUNNING);
    }

    /** TaskTrigger reads the task before and after it starts it. */
    @Test
    void taskTrigger_readsTheTaskUntilItHasEnded() throws IOException {
        String task = create(server, "Triggered");
        JsonNode before = get(BROWSER, "/qrs/reloadtask/" + task + "?");
        assertThat(before.get("name").textValue()).isEqualTo("Triggered");
        assertThat(before.at("/app/name").textValue()).isEqualTo("Sales");
        assertThat(before.get("enabled").booleanValue()).isTrue();
        assertThat(before.get("taskSessionTimeout").isInt()).isTrue();
        assertThat(before.get("maxRetries").isInt()).isTrue();

        assertThat(post(server, BROWSER, "/qrs/task/" + task + "/start?").status())
                .isEqualTo(204);
        JsonNode last;
        do {
            last = get(BROWSER, "/qrs/reloadtask/" + task + "?").at("/operational/lastExecutionResult");
        } while (RUNNING.contains(last.get("status").intValue()));
        assertThat(last.get("status").intValue()).isEqualTo(7);
        assertThat(OffsetDateTime.parse(last.get("startTime").textValue()))
                .isBefore(OffsetDateTime.parse(last.get("stopTime").textValue()));
        assertThat(last.get("duration").intValue()).isPositive();
        assertThat(last.get("fileReferenceID").textValue()).isEqualTo(NO_ID);
        assertThat(last.get("scriptLogSize").intValue()).isZero();
    }

    /** QlikSenseTask (marcusspitzmiller) finds the task by its name, starts it and waits for the end of its session. */
    @Test
    void qlikSenseTask_findsStartsAndAwaitsATask() throws IOException {
        create(server, "Console task");
        JsonNode tasks = get(DOTNET, "/qrs/task/full?filter=name%20eq%20'Console%20task'&");
        assertThat(tasks).hasSize(1);
        String task = tasks.get(0).get("id").textValue();
        String session = start(server, DOTNET, "/qrs/task/" + task + "/start/synchronous?");
        assertThat(session).isNotEqualTo(NO_ID);
        ClientSocket.Answer watched;
        do {
            watched = send(server, DOTNET, "GET", "/qrs/executionsession/" + session + "?");
            if (watched.status() == 200) {
                assertThat(watched.json().at("/executionResult/status").isInt()).isTrue();
            }
        } while (watched.status() == 200);
        assertThat(watched.status()).isEqualTo(404);
        JsonNode results = get(DOTNET, "/qrs/executionresult/full?filter=executionId%20eq%20" + session + "&");
        assertThat(results.findValuesAsText("status")).containsExactly("7");
        assertThat(results.findValuesAsText("taskID")).containsExactly(task);
    }

    /** Qlik-Cli-Windows (ahaydon): Start-QlikTask by name, then Wait-QlikExecution with the session. */
    @Test
    void startQlikTask_waitsForTheResultOfTheSession() throws IOException {
        create(endless, "Nightly by name");
        String session = start(endless, POWERSHELL, "/qrs/task/start/synchronous?name=Nightly%20by%20name&");
        JsonNode execution = send(endless, POWERSHELL, "GET", "/qrs/executionSession/" + session + "?")
                .json(200);
        assertThat(execution.at("/reloadTask/name").textValue()).isEqualTo("Nightly by name");
        String result = execution.at("/executionResult/id").textValue();
        assertThat(post(endless, POWERSHELL, "/qrs/task/stop?name=Nightly%20by%20name&")
                        .status())
                .isEqualTo(204);
        JsonNode last;
        do {
            last = send(endless, POWERSHELL, "GET", "/qrs/executionResult/" + result + "?")
                    .json(200);
            assertThat(last.get("details").findValuesAsText("message")).isNotEmpty();
        } while (last.get("status").intValue() < 6);
        assertThat(last.get("status").intValue()).isEqualTo(6);
    }

    /** The same module: Start-QlikTask by id, then Wait-QlikExecution with the task. */
    @Test
    void startQlikTask_waitsForTheLastResultOfTheTask() throws IOException {
        String task = create(server, "Nightly by id");
        assertThat(post(server, POWERSHELL, "/qrs/task/" + task + "/start?").status())
                .isEqualTo(204);
        JsonNode read = get(POWERSHELL, "/qrs/reloadTask/" + task + "?");
        String result = read.at("/operational/lastExecutionResult/id").textValue();
        JsonNode last;
        do {
            last = get(POWERSHELL, "/qrs/executionResult/" + result + "?");
        } while (RUNNING.contains(last.get("status").intValue()));
        assertThat(last.get("status").intValue()).isEqualTo(7);
        assertThat(last.get("taskID").textValue()).isEqualTo(task);
    }

    /** Butler and Ctrl-Q (ptarmiganlabs) start tasks and look for those that failed; they read no session. */
    @Test
    void butler_startsTasksAndReadsTheirLastResults() throws IOException {
        String task = create(endless, "Butler task");
        assertThat(post(endless, AXIOS, "/qrs/task/" + task + "/start?").status())
                .isEqualTo(204);
        JsonNode running = send(endless, AXIOS, "GET", "/qrs/task/full?filter=id%20eq%20" + task + "&")
                .json(200)
                .get(0);
        assertThat(running.get("taskType").intValue()).isZero();
        assertThat(running.at("/operational/lastExecutionResult/stopTime").textValue())
                .startsWith("1753");
        assertThat(running.get("tags")).isEmpty();
        assertThat(running.get("customProperties")).isEmpty();
    }

    private static String create(ReplayedServer on, String name) throws IOException {
        String task = """
                {"name":"%s","app":{"id":"%s","name":"Sales"}}""".formatted(name, APP);
        String response = on.caller().post("/qrs/reloadtask", task).body();
        return response.replaceAll("^\\{\"id\":\"([0-9a-f-]{36})\".*", "$1");
    }

    private static String head(String client, String method, String path) {
        return client.formatted(method, path);
    }

    private static ClientSocket.Answer send(ReplayedServer to, String client, String method, String path)
            throws IOException {
        return to.socket().send(head(client, method, path));
    }

    private static JsonNode get(String client, String path) throws IOException {
        return send(server, client, "GET", path).json(200);
    }

    /** Sends a POST without content, for which these clients announce the length zero; browsers add their origin. */
    private static ClientSocket.Answer post(ReplayedServer to, String client, String path) throws IOException {
        String origin = client.equals(BROWSER) ? "Origin: http://127.0.0.1:4242\n" : "";
        return to.socket().send(head(client, "POST", path) + "Content-Length: 0\n" + origin);
    }

    private static String start(ReplayedServer on, String client, String path) throws IOException {
        return post(on, client, path).json(201).get("value").textValue();
    }
}
