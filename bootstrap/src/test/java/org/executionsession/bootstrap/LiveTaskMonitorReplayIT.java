package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.executionsession.bootstrap.support.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Case A9: a live monitor of tasks, recorded from the library requests: filters in a query that is encoded to the full. */
class LiveTaskMonitorReplayIT {

    private static final String SESSION = "0a900000-0000-4000-8000-000000000001";

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @Test
    void theMonitor_showsRunningAndFailedTasks() throws IOException {
        server.scheduler().start(SESSION, "0a900000-0000-4000-8000-000000000002");
        server.scheduler().proceed(SESSION);
        JsonNode running = get("/qrs/executionsession/full", "").json(200).get(0);
        assertThat(running.get("reloadTask").get("id").textValue()).isEqualTo(Scheduler.TASK);
        assertThat(running.get("reloadTask").get("name").textValue()).isEqualTo("Nightly sales");
        assertThat(running.get("app").get("name").textValue()).isEqualTo("Sales");
        assertThat(running.get("executionResult").get("status").intValue()).isEqualTo(2);
        assertThat(running.get("executionResult").get("startTime").textValue()).isEqualTo("2026-01-01T10:00:00.000Z");
        assertThat(running.get("retries").intValue()).isZero();

        String failures = "&filter=startTime+ge+%272026-01-01T00%3A00%3A00.000Z%27"
                + "+and+%28status+eq+6+or+status+eq+8+or+status+eq+11%29";
        assertThat(get("/qrs/executionresult/full", failures).json(200)).isEmpty();
        server.scheduler().retry(SESSION, "0a900000-0000-4000-8000-000000000003");
        assertThat(get("/qrs/executionresult/full", failures).json(200).findValuesAsText("taskID"))
                .containsExactly(Scheduler.TASK);
        server.scheduler().finish(SESSION);
        assertThat(get("/qrs/executionresult/full", "&filter=taskID+eq+" + Scheduler.TASK)
                        .json(200))
                .hasSize(2);
        assertThat(get("/qrs/executionsession/full", "").json(200)).isEmpty();
    }

    private static ClientSocket.Answer get(String path, String filter) throws IOException {
        return server.socket().send("""
                GET %s?xrfkey=1234567890abcdef%s HTTP/1.1
                Host: 127.0.0.1:4242
                User-Agent: python-requests/2.34.2
                Accept-Encoding: gzip, deflate
                Accept: */*
                Connection: keep-alive
                X-Qlik-Xrfkey: 1234567890abcdef
                Content-Type: application/json
                X-Qlik-User: UserDirectory=CORPORATE;UserId=srv-qlik
                """.formatted(path, filter));
    }
}
