package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.OffsetDateTime;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.executionsession.bootstrap.support.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Cases A12 and A13: clients of a few calls each, which all meet the same running session. The requests of Node.js and
 * of Python were recorded from their libraries; those of Go and of .NET are as the sources and the libraries write them.
 */
class SmallClientsReplayIT {

    private static final String SESSION = "0ad00000-0000-4000-8000-000000000001";
    private static final String RESULT = "0ad00000-0000-4000-8000-000000000002";

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @BeforeEach
    void run() throws IOException {
        server.scheduler().start(SESSION, RESULT);
        server.scheduler().proceed(SESSION);
    }

    @AfterEach
    void end() throws IOException {
        server.scheduler().finish(SESSION);
        server.socket().send("DELETE /qrs/executionresult/" + RESULT + " HTTP/1.1\nHost: 127.0.0.1:4242");
    }

    /** Called back (see {@link NotificationIT}), the demo reads the result. Its header has blanks in other places. */
    @Test
    void theNotificationDemo_readsTheResultThatHasChanged() throws IOException {
        JsonNode result = server.socket().send("""
                        GET /qrs/executionresult/0ad00000-0000-4000-8000-000000000002?xrfkey=abcdefghijklmnop HTTP/1.1
                        x-qlik-xrfkey: abcdefghijklmnop
                        X-Qlik-User: UserDirectory= Internal; UserId= sa_repository
                        Content-Type: application/json
                        host: 127.0.0.1:4242
                        Connection: close
                        """).json(200);
        assertThat(result.get("status").intValue()).isEqualTo(2);
        assertThat(result.get("scriptLogAvailable").booleanValue()).isFalse();
        assertThat(result.get("taskID").textValue()).isEqualTo(Scheduler.TASK);
    }

    /** Node.js sends the body that this client gives to a GET without a word about its length. */
    @Test
    void aNodeScript_getsTheStatusWithAnUnannouncedBody() throws IOException {
        JsonNode session = server.socket().send("""
                        GET /qrs/executionsession/0ad00000-0000-4000-8000-000000000001?xrfkey=abcdefghijklmnop HTTP/1.1
                        Content-Type: application/json
                        Accept: application/json
                        X-Qlik-User: UserDirectory=ACME;UserId=ves
                        x-qlik-xrfkey: abcdefghijklmnop
                        Host: 127.0.0.1:4242
                        Connection: keep-alive
                        """, "{}").json(200);
        assertThat(session.get("executionResult").get("status").isInt()).isTrue();
        assertThat(session.get("executionResult").get("status").intValue()).isEqualTo(2);
    }

    /** qsAPI (rafael-sanz), whose generic calls are all that it has for sessions. */
    @Test
    void qsApi_encodesItsOwnFilter() throws IOException {
        JsonNode sessions = server.socket().send("""
                        GET /qrs/executionsession/full?Xrfkey=aB3dE5fG7hJ9kL1m&filter=id%20eq%200ad00000-0000-4000-8000-000000000001 HTTP/1.1
                        Host: 127.0.0.1:4242
                        User-agent: Mozilla/5.0 (Windows NT 6.3; Win64; x64) qsAPI APIREST (QSense)
                        Accept-Encoding: gzip, deflate
                        Accept: application/json
                        Connection: keep-alive
                        Pragma: no-cache
                        X-Qlik-User: UserDirectory=ACME; UserId=jo
                        x-Qlik-Xrfkey: aB3dE5fG7hJ9kL1m
                        Content-Type: application/json
                        """).json(200);
        assertThat(sessions.findValuesAsText("user")).containsExactly("ACME\\jo");
    }

    /** qlik-sense (fivestack), through its service for any entity. */
    @Test
    void qlikSense_countsAndReadsATemplate() throws IOException {
        String headers = """
                Host: 127.0.0.1:4242
                Accept-Encoding: identity
                User-Agent: python-urllib3/2.7.0
                x-Qlik-Xrfkey: aB3dE5fG7hJ9kL1m
                Accept: application/json
                Content-Type: application/json
                """;
        JsonNode count = server.socket()
                .send("GET /qrs/executionsession/count?Xrfkey=aB3dE5fG7hJ9kL1m HTTP/1.1\n" + headers)
                .json(200);
        assertThat(count.get("value").intValue()).isEqualTo(1);
        JsonNode template = server.socket()
                .send("GET /qrs/about/api/default/executionsession?listentries=False&Xrfkey=aB3dE5fG7hJ9kL1m HTTP/1.1\n"
                        + headers)
                .json(200);
        assertThat(template.get("schemaPath").textValue()).isEqualTo("ExecutionSession");
        assertThat(template.get("createdDate").textValue()).isEqualTo("1753-01-01T00:00:00Z");
    }

    /** go-qlik (soderasen-au): names in the letter case of its types, a query in alphabetical order, dates of RFC 3339. */
    @Test
    void goQlik_selectsByItemsAndParsesDates() throws IOException {
        String items = """
                {"items":[{"type":"ExecutionSession","objectID":"0ad00000-0000-4000-8000-000000000001"}]}""";
        JsonNode selection = goQlik("POST", "/qrs/Selection?", items, "").json(201);
        String filter = "&filter=%28app.id+eq+a9900000-0000-4000-8000-000000000001%29+and+%28retries+eq+0%29";
        JsonNode sessions =
                goQlik("GET", "/qrs/executionsession/full?", "", filter).json(200);
        assertThat(sessions.get(0).get("executionResult").get("status").isInt()).isTrue();
        for (String date : new String[] {"createdDate", "modifiedDate", "abortAt"}) {
            assertThat(OffsetDateTime.parse(sessions.get(0).get(date).textValue()))
                    .isNotNull();
        }
        for (String date : new String[] {"startTime", "stopTime"}) {
            assertThat(OffsetDateTime.parse(
                            sessions.get(0).get("executionResult").get(date).textValue()))
                    .isNotNull();
        }
        String columns = """
                {"entity":"ExecutionSession","columns":[{"name":"id","columnType":"Property","definition":"id"},\
                {"name":"app.name","columnType":"Property","definition":"app.name"},\
                {"name":"app.stream.name","columnType":"Property","definition":"app.stream.name"}]}""";
        String order = "&orderAscending=true&sortColumn=app.name&take=500";
        JsonNode table =
                goQlik("POST", "/qrs/executionsession/table?", columns, order).json(201);
        assertThat(table.get("rows").toString()).isEqualTo("[[\"" + SESSION + "\",\"Sales\",null]]");
        assertThat(goQlik("GET", "/qrs/about?", "", "")
                        .json(200)
                        .get("buildVersion")
                        .isTextual())
                .isTrue();
        assertThat(goQlik("DELETE", "/qrs/Selection/" + selection.get("id").textValue() + "?", "", "")
                        .status())
                .isEqualTo(204);
    }

    private static ClientSocket.Answer goQlik(String method, String path, String json, String query)
            throws IOException {
        String head = """
                %s %sXrfkey=abcdefghijklmnop%s HTTP/1.1
                Host: 127.0.0.1:4242
                User-Agent: Go-http-client/1.1
                %sAccept: image/avif,image/webp,image/apng,image/svg+xml,image/*,application/json,*/*;q=0.8
                Content-Type: application/json
                X-Qlik-User: UserDirectory=ACME; UserId=jo
                X-Qlik-Xrfkey: abcdefghijklmnop
                Accept-Encoding: gzip
                """;
        String length = json.isEmpty() ? "" : "Content-Length: {length}\n";
        return server.socket().send(head.formatted(method, path, query, length), json);
    }

    /**
     * qlik-cli, of Qlik itself, as it shows its traffic in its issue 32: a body in chunks, the key in a spelling of its
     * own. There, an update without a modifiedDate is rejected as here.
     */
    @Test
    void qlikCli_updatesInChunks() throws IOException {
        ObjectNode session = (ObjectNode) qlikCli("GET", "").json(200);
        assertThat(qlikCli("PUT", session.put("retries", 1).toString())
                        .json(200)
                        .get("retries")
                        .intValue())
                .isEqualTo(1);
        session.remove("modifiedDate");
        assertThat(qlikCli("PUT", session.toString()).status()).isEqualTo(409);
    }

    private static ClientSocket.Answer qlikCli(String method, String json) throws IOException {
        String head = """
                %s /qrs/executionsession/0ad00000-0000-4000-8000-000000000001?xrfKey=3AA3DD9062E068CD HTTP/1.1
                Host: 127.0.0.1:4242
                User-Agent: qlik-cli/2.19.0 (windows)
                %sAuthorization: Bearer abc
                Content-Type: application/json
                Cookie: X-Qlik-Session=2c3a4d6e
                Referer: http://127.0.0.1:4242
                X-Qlik-Xrfkey: 3AA3DD9062E068CD
                Accept-Encoding: gzip
                """;
        String chunk = Integer.toHexString(json.length()) + "\r\n" + json + "\r\n0\r\n\r\n";
        return json.isEmpty()
                ? server.socket().send(head.formatted(method, ""))
                : server.socket().send(head.formatted(method, "Transfer-Encoding: chunked\n"), chunk);
    }

    /** QlikSenseTask (marcusspitzmiller): before anything else it wants to hear of the server. */
    @Test
    void qlikSenseTask_connects() throws IOException {
        server.socket().send("""
                        GET /qrs/about?xrfkey=ABCDEFG123456789 HTTP/1.1
                        Accept-Charset: utf-8
                        Accept: application/json
                        Content-Type: application/json
                        X-Qlik-xrfkey: ABCDEFG123456789
                        X-QlikView-xrfkey: ABCDEFG123456789
                        User-Agent: Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/39.0.2171.95 Safari/537.36
                        Host: 127.0.0.1:4242
                        Connection: Keep-Alive
                        """).json(200);
    }
}
