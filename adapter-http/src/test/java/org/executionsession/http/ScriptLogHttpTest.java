package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An executor stores the script log of a result, and clients download it with a ticket. */
class ScriptLogHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String NONE = "00000000-0000-0000-0000-000000000000";
    private static final String TEXT = "2026-11-24 10:20:30 début\r\n\ud83d\ude00 done\n";

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String task(String path) {
        return SERVER.post("/qrs" + path, "{\"name\": \"Nightly\"}")
                .entity(201)
                .get("id")
                .textValue();
    }

    /** Starts a task, and returns its result when the executor has accepted it, which is its last change without a client. */
    private static String started(String path, String task) {
        String session = SERVER.post("/qrs" + path + "/" + task + "/start/synchronous", "")
                .entity(201)
                .get("value")
                .textValue();
        JsonNode result;
        do {
            result = SERVER.get("/qrs/executionsession/" + session).entity(200).get("executionResult");
        } while (result.get("status").intValue() == 1);
        return result.get("id").textValue();
    }

    private static TestResponse put(String result, byte[] text, String... headers) {
        return SERVER.send(
                "PUT",
                "/qrs/executionresult/" + result + "/scriptlog",
                BodyPublishers.ofByteArray(text),
                headers.length == 0 ? new String[] {"Content-Type", "text/plain"} : headers);
    }

    private static void store(String result, String text) {
        TestResponse response = put(result, text.getBytes(StandardCharsets.UTF_8));
        assertThat(response.status()).as(response.text()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
    }

    private static JsonNode result(String id) {
        return SERVER.get("/qrs/executionresult/" + id).entity(200);
    }

    private static String ticket(String path) {
        JsonNode response = SERVER.get("/qrs" + path).entity(200);
        assertThat(response).hasSize(1);
        return response.get("value").textValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reloadtask", "/externalprogramtask", "/usersynctask"})
    void log_isDownloadedWithATicket(String family) {
        String task = task(family);
        String result = started(family, task);
        store(result, TEXT);
        String file = result(result).get("fileReferenceID").textValue();
        assertThat(file).isNotEqualTo(NONE);
        for (String path :
                new String[] {"/scriptlogfile?executionResultId=" + result, "/ScriptLog?FileReferenceID=" + file}) {
            String ticket = ticket(family + "/" + task + path);
            for (String name : new String[] {"Nightly.log", "a%20b.txt"}) {
                TestResponse log = SERVER.get("/qrs/download" + family + "/" + ticket + "/" + name);
                assertThat(log.status()).as(log.text()).isEqualTo(200);
                assertThat(log.header("Content-Type"))
                        .hasValueSatisfying(type -> assertThat(type).isEqualToIgnoringCase("text/plain;charset=utf-8"));
                assertThat(log.text()).isEqualTo(TEXT);
            }
        }
    }

    @Test
    void resultAndTask_describeTheLog() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        store(result, TEXT);
        JsonNode first = result(result);
        assertThat(first.get("scriptLogAvailable").booleanValue()).isTrue();
        assertThat(first.get("scriptLogSize").intValue()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8).length);
        assertThat(first.get("scriptLogLocation").textValue()).isEqualTo(result + ".log");
        store(result, "");
        JsonNode second = result(result);
        assertThat(second.get("scriptLogSize").intValue()).isZero();
        assertThat(second.get("fileReferenceID")).isEqualTo(first.get("fileReferenceID"));
        JsonNode last = SERVER.get("/qrs/reloadtask/" + task).entity(200).at("/operational/lastExecutionResult");
        assertThat(last.get("scriptLogAvailable").booleanValue()).isTrue();
        assertThat(last.get("fileReferenceID")).isEqualTo(first.get("fileReferenceID"));
    }

    @Test
    void log_isKeptWhenTheSessionEnds() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        store(result, TEXT);
        SERVER.get("/qrs/executionsession")
                .entity(200)
                .forEach(session -> SERVER.delete(
                        "/qrs/executionsession/" + session.get("id").textValue()));
        String ticket = ticket("/reloadtask/" + task + "/scriptlogfile?executionResultId=" + result);
        assertThat(SERVER.get("/qrs/download/reloadtask/" + ticket + "/x.log").text())
                .isEqualTo(TEXT);
        assertThat(SERVER.delete("/qrs/executionresult/" + result).status()).isEqualTo(204);
        SERVER.get("/qrs/download/reloadtask/" + ticket + "/x.log").isProblem(404);
    }

    @Test
    void missingLog_isExplained() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        String path = "/qrs/reloadtask/" + task;
        assertThat(SERVER.get(path + "/scriptlogfile?executionResultId=" + result)
                        .isProblem(404)
                        .detail())
                .isEqualTo("the execution result with the id " + result + " has no script log yet");
        assertThat(SERVER.get(path + "/scriptlog?fileReferenceId=" + NONE)
                        .isProblem(404)
                        .detail())
                .contains("there is no script log yet");
        String other = UUID.randomUUID().toString();
        assertThat(SERVER.get(path + "/scriptlogfile?executionResultId=" + other)
                        .isProblem(404)
                        .detail())
                .isEqualTo("there is no execution result with the id " + other + " of the task " + task);
        assertThat(SERVER.get(path + "/scriptlog?fileReferenceId=" + other)
                        .isProblem(404)
                        .detail())
                .isEqualTo("there is no execution result with the fileReferenceID " + other + " of the task " + task);
        store(result, TEXT);
        String another = task("/reloadtask");
        SERVER.get("/qrs/reloadtask/" + another + "/scriptlogfile?executionResultId=" + result)
                .isProblem(404);
        SERVER.get("/qrs/usersynctask/" + task + "/scriptlogfile?executionResultId=" + result)
                .isProblem(404);
        SERVER.get("/qrs/reloadtask/" + other + "/scriptlogfile?executionResultId=" + result)
                .isProblem(404);
        for (String parameter : new String[] {"scriptlogfile", "scriptlogfile?executionResultId=x", "scriptlog"}) {
            assertThat(SERVER.get(path + "/" + parameter).isProblem(400).detail())
                    .contains("is required, as a GUID");
        }
    }

    @Test
    void ticket_isThatOfItsCaller() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        store(result, TEXT);
        String ticket = ticket("/reloadtask/" + task + "/scriptlogfile?executionResultId=" + result);
        String path = "/qrs/download/reloadtask/" + ticket + "/x.log";
        assertThat(SERVER.getAs("UserDirectory=ACME; UserId=ada", path)
                        .isProblem(404)
                        .detail())
                .contains("for the caller who asked for it");
        SERVER.getAs("UserDirectory=ACME; UserId=nobody", path).isProblem(403);
        SERVER.get("/qrs/download/reloadtask/" + UUID.randomUUID() + "/x.log").isProblem(404);
        SERVER.get("/qrs/download/reloadtask/none/x.log").isProblem(404);
        assertThat(SERVER.head(path).status()).isEqualTo(200);
    }

    @Test
    void ticket_isThatOfTheTypeOfItsTask() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        store(result, TEXT);
        String ticket = ticket("/reloadtask/" + task + "/scriptlogfile?executionResultId=" + result);
        for (String family : new String[] {"/externalprogramtask", "/usersynctask"}) {
            assertThat(SERVER.get("/qrs/download" + family + "/" + ticket + "/x.log")
                            .isProblem(404)
                            .detail())
                    .contains("below the path of its task");
        }
        assertThat(SERVER.get("/qrs/download/reloadtask/" + ticket + "/x.log").text())
                .isEqualTo(TEXT);
    }

    private static TestResponse name(String result, String location) {
        return SERVER.put(
                "/qrs/executionresult/" + result + "/scriptlogfile", "{\"scriptLogLocation\": \"" + location + "\"}");
    }

    @Test
    void file_isDownloadedWhereTheExecutorNamedIt() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        SERVER.useCases().files().put("2026/11/nightly.log", TEXT);
        assertThat(name(result, "2026/11/nightly.log").status()).isEqualTo(204);
        JsonNode described = result(result);
        assertThat(described.get("scriptLogAvailable").booleanValue()).isTrue();
        assertThat(described.get("scriptLogSize").intValue()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8).length);
        assertThat(described.get("scriptLogLocation").textValue()).isEqualTo("2026/11/nightly.log");
        String file = described.get("fileReferenceID").textValue();
        assertThat(file).isNotEqualTo(NONE);
        String path = "/reloadtask/" + task;
        for (String query :
                new String[] {"/scriptlogfile?executionResultId=" + result, "/scriptlog?fileReferenceId=" + file}) {
            assertThat(SERVER.get("/qrs/download/reloadtask/" + ticket(path + query) + "/x.log")
                            .text())
                    .isEqualTo(TEXT);
        }
        String ticket = ticket(path + "/scriptlogfile?executionResultId=" + result);
        SERVER.useCases().files().remove("2026/11/nightly.log");
        for (String gone : new String[] {
            "/qrs" + path + "/scriptlogfile?executionResultId=" + result,
            "/qrs/download/reloadtask/" + ticket + "/x.log"
        }) {
            assertThat(SERVER.get(gone).isProblem(404).detail())
                    .isEqualTo("the script log of the execution result with the id " + result
                            + " is the file '2026/11/nightly.log', which is not in the folder of script logs (any more),"
                            + " or cannot be read");
        }
    }

    /** As an executor can report it together with the end of the attempt. */
    @Test
    void file_isDownloadedWhereTheResultNamesIt() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        SERVER.useCases().files().put("other.log", TEXT);
        ObjectNode ended = (ObjectNode) result(result);
        ended.put("status", 7).put("scriptLogAvailable", true).put("scriptLogLocation", "other.log");
        SERVER.put("/qrs/executionresult/" + result, ended.toString()).entity(200);
        String ticket = ticket("/reloadtask/" + task + "/scriptlogfile?executionResultId=" + result);
        assertThat(SERVER.get("/qrs/download/reloadtask/" + ticket + "/x.log").text())
                .isEqualTo(TEXT);
    }

    @Test
    void namingAFile_isChecked() {
        String result = started("/reloadtask", task("/reloadtask"));
        assertThat(name(result, "absent.log").isProblem(404).detail()).contains("is the file 'absent.log'");
        name(UUID.randomUUID().toString(), "nightly/42.log").isProblem(404);
        String path = "/qrs/executionresult/" + result + "/scriptlogfile";
        SERVER.put(path, "{}").isProblem(400);
        SERVER.put(path, "{\"scriptLogLocation\": 1}").isProblem(400);
        for (String caller : new String[] {"guest", "nobody"}) {
            SERVER.send(
                            "PUT",
                            path,
                            BodyPublishers.ofString("{\"scriptLogLocation\": \"nightly/42.log\"}"),
                            "X-Qlik-User",
                            "UserDirectory=ACME; UserId=" + caller)
                    .isProblem(403);
        }
        assertThat(result(result).get("scriptLogAvailable").booleanValue()).isFalse();
    }

    @Test
    void storing_needsThePrivilegeToUpdate() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
        for (String caller : new String[] {"guest", "nobody"}) {
            put(result, text, "X-Qlik-User", "UserDirectory=ACME; UserId=" + caller)
                    .isProblem(403);
        }
        assertThat(result(result).get("scriptLogAvailable").booleanValue()).isFalse();
        put(UUID.randomUUID().toString(), text).isProblem(404);
        put("none", text).isProblem(404);
    }

    @Test
    void malformedText_isRejected() {
        String task = task("/reloadtask");
        String result = started("/reloadtask", task);
        assertThat(put(result, new byte[] {'a', (byte) 0xC3}).isProblem(400).detail())
                .isEqualTo("the body must be text in UTF-8, but it is not valid UTF-8");
        put(result, new byte[] {'a'}, "Content-Type", "text/plain; charset=iso-8859-1")
                .isProblem(415);
        put(result, new byte[] {'a'}, "Content-Type", "multipart/form-data; boundary=x")
                .isProblem(415);
        put(result, new byte[] {'a'}, "Content-Encoding", "gzip").isProblem(415);
        assertThat(result(result).get("scriptLogAvailable").booleanValue()).isFalse();
        assertThat(put(result, new byte[ScriptLog.LENGTH_MAX]).status()).isEqualTo(204);
        assertThat(result(result).get("scriptLogSize").intValue()).isEqualTo(ScriptLog.LENGTH_MAX);
    }
}
