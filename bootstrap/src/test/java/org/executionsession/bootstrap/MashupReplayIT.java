package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.executionsession.bootstrap.support.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Case A6: the widgets ReloadTaskStatus and ReloadTaskButton (teamEMARK), and the actions of E-mergo, which live in a
 * mashup. The URLs are theirs, with the blanks as browsers write them; the rest is added by the browser and by a library
 * of Qlik's that is not public, so it is that of a browser in general.
 */
class MashupReplayIT {

    private static final String SESSION = "0a600000-0000-4000-8000-000000000001";

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @Test
    void widgets_findTheSessionOfTheirTaskAndThenItsStatus() throws IOException {
        assertThat(get("/qrs/executionsession?").json(200)).isEmpty();
        assertThat(get("/qrs/executionsession?filter=reloadTask.id%20eq%20" + Scheduler.TASK + "&")
                        .json(200))
                .isEmpty();

        server.scheduler().start(SESSION, "0a600000-0000-4000-8000-000000000002");
        JsonNode sessions = get("/qrs/executionsession?").json(200);
        // Read without a look whether it is there.
        assertThat(sessions.get(0).get("reloadTask").get("id").textValue()).isEqualTo(Scheduler.TASK);
        assertThat(sessions.get(0).get("id").textValue()).isEqualTo(SESSION);
        assertThat(get("/qrs/executionsession?filter=reloadTask.id%20eq%20" + Scheduler.TASK + "&")
                        .json(200))
                .hasSize(1);
        assertThat(status()).isEqualTo(1);

        server.scheduler().proceed(SESSION);
        assertThat(status()).isEqualTo(2);
        server.scheduler().finish(SESSION);
        assertThat(status()).isEqualTo(7);
        assertThat(get("/qrs/executionsession?").json(200)).isEmpty();
    }

    private static int status() throws IOException {
        JsonNode results = get("/qrs/executionresult?filter=ExecutionId%20eq%20" + SESSION + "&")
                .json(200);
        assertThat(results.get(0).get("status").isInt()).isTrue();
        return results.get(0).get("status").intValue();
    }

    private static ClientSocket.Answer get(String path) throws IOException {
        return server.socket().send("""
                GET %sxrfkey=K2p9QmWx7LrT4vBn HTTP/1.1
                Host: 127.0.0.1:4242
                Connection: keep-alive
                User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36
                Accept: application/json, text/plain, */*
                X-Qlik-Xrfkey: K2p9QmWx7LrT4vBn
                Referer: http://127.0.0.1:4242/sense/app/a9900000-0000-4000-8000-000000000001
                Accept-Encoding: gzip, deflate, br
                Accept-Language: en-US,en;q=0.9
                Cookie: X-Qlik-Session=2c3a4d6e-6f7a-4b8c-9d0e-1f2a3b4c5d6e
                """.formatted(path));
    }
}
