package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What supervisors hear that can only run a command. */
class HealthIT {

    @TempDir
    Path folder;

    @Test
    void health_exitsWithTheStatusOfTheServer() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder)) {
            String count = server.url() + "/executionsession/count";
            assertThat(RunnableJar.run(folder, Map.of(), "health", "--url", count))
                    .isEqualTo(new RunnableJar.Ended(0, "", ""));
            RunnableJar.Ended elsewhere =
                    RunnableJar.run(folder, Map.of("EXECUTION_SESSIONS_HEALTH_URL", server.url() + "/no"), "health");
            assertThat(elsewhere.status()).isEqualTo(1);
            assertThat(elsewhere.err().strip())
                    .isEqualTo("execution-sessions: " + server.url() + "/no responds with status 404");
            server.kill();
            RunnableJar.Ended gone = RunnableJar.run(folder, Map.of(), "health", "--url", count);
            assertThat(gone.status()).isEqualTo(1);
            assertThat(gone.err().strip())
                    .isEqualTo("execution-sessions: " + count + " does not respond: Connection refused");
        }
    }

    @Test
    void health_rejectsAMalformedUrl() throws IOException {
        for (String url : new String[] {"nonsense", "file:/etc/hosts"}) {
            RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), "health", "--url", url);
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.err()).contains("Invalid value for option '--url'", "Usage: ");
        }
    }
}
