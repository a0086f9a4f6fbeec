package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.executionsession.bootstrap.support.Scheduler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Case A10: the server qlik-sense-mcp (bintocher) and another gateway for agents, recorded from the library httpx. It
 * sorts a table by a property that is none of the columns.
 */
class QlikSenseMcpReplayIT {

    private static final String SESSION = "0aa00000-0000-4000-8000-000000000001";
    private static final String FIRST = "0aa00000-0000-4000-8000-000000000002";
    private static final String SECOND = "0aa00000-0000-4000-8000-000000000003";

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @BeforeAll
    static void recordATaskThatWasRetried() throws IOException {
        server.scheduler().start(SESSION, FIRST);
        server.scheduler().proceed(SESSION);
        server.scheduler().retry(SESSION, SECOND);
        server.scheduler().proceed(SESSION);
        server.scheduler().finish(SESSION);
    }

    @Test
    void getTaskExecutions_takesTheNewestFromATableAndReadsThemOneByOne() throws IOException {
        String path = "/qrs/executionresult/table?skip=0&take=1&orderAscending=false&sortColumn=startTime"
                + "&filter=taskID+eq+" + Scheduler.TASK + "&xrfkey=0123456789abcdef";
        String columns = """
                {"entity":"ExecutionResult","columns":[{"name":"id","columnType":"Property","definition":"id"}]}""";
        JsonNode table = server.socket()
                .send(head("POST", path) + "Content-Length: {length}\n", columns)
                .json(201);
        assertThat(table.get("columnNames").toString()).isEqualTo("[\"id\"]");
        assertThat(table.get("rows").toString()).isEqualTo("[[\"" + SECOND + "\"]]");

        JsonNode execution = get("/qrs/executionresult/" + SECOND + "?xrfkey=0123456789abcdef")
                .json(200);
        assertThat(execution.get("status").intValue()).isEqualTo(7);
        assertThat(execution.get("scriptLogAvailable").isBoolean()).isTrue();
        assertThat(execution.get("details").isArray()).isTrue();
    }

    @Test
    void count_isTheWholeNumberOfRows() throws IOException {
        assertThat(get("/qrs/executionresult/count?filter=taskID+eq+" + Scheduler.TASK + "&xrfkey=0123456789abcdef")
                        .json(200)
                        .get("value")
                        .isInt())
                .isTrue();
    }

    /** Before it used tables, the server said {@code limit}, which QRS does not know. */
    @Test
    void anUnknownParameter_isIgnored() throws IOException {
        JsonNode results = get("/qrs/executionresult/full?filter=executionId%20eq%20" + SESSION
                        + "&orderby=startTime%20desc&limit=10&xrfkey=0123456789abcdef")
                .json(200);
        assertThat(results.findValuesAsText("taskID")).containsExactly(Scheduler.TASK, Scheduler.TASK);
        assertThat(results.get(0).get("id").textValue()).isEqualTo(SECOND);
    }

    @Test
    void aQuotedGuid_isParsedAsAGuid() throws IOException {
        assertThat(get("/qrs/executionresult/full?filter=executionId%20eq%20'" + SESSION + "'&xrfkey=0123456789abcdef")
                        .json(200))
                .hasSize(2);
    }

    /** As the client writes a quote in a name, and others too, though QRS itself wants a backslash. */
    @Test
    void aDoubledQuote_isParsedAsAQuote() throws IOException {
        assertThat(
                        get("/qrs/executionresult/count?filter=executingNodeName+ne+%27O%27%27Brien%27&xrfkey=0123456789abcdef")
                                .json(200)
                                .get("value")
                                .intValue())
                .isEqualTo(2);
    }

    /** The other gateway asks for forty executions at once. */
    @Test
    void aLongFilter_isReadToItsEnd() throws IOException {
        String filter = "executionID+eq+0aa00000-0000-4000-8000-00000000ffff+or+".repeat(39);
        assertThat(get("/qrs/executionresult/full?filter=" + filter + "executionID+eq+" + SESSION
                                + "&xrfkey=0123456789abcdef")
                        .json(200))
                .hasSize(2);
    }

    private static ClientSocket.Answer get(String path) throws IOException {
        return server.socket().send(head("GET", path));
    }

    private static String head(String method, String path) {
        return """
                %s %s HTTP/1.1
                Host: 127.0.0.1:4242
                Accept: */*
                Accept-Encoding: gzip, deflate
                Connection: keep-alive
                User-Agent: python-httpx/0.28.1
                X-Qlik-User: UserDirectory=ACME; UserId=jo
                Content-Type: application/json
                X-Qlik-Xrfkey: 0123456789abcdef
                """.formatted(method, path);
    }
}
