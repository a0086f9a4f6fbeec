package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.Load;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashIT {

    private static final int ROUNDS = 4;
    private static final int ACKNOWLEDGED_A_ROUND = 150;

    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> inDoubt = new HashSet<>();

    @TempDir
    Path folder;

    @Test
    void killedServerOnH2_losesAndDuplicatesNoAcknowledgedSession() throws Exception {
        killAgainAndAgain("jdbc:h2:file:./data/sessions");
    }

    @Test
    void killedServerOnH2WithoutFsync_losesAndDuplicatesNoAcknowledgedSession() throws Exception {
        killAgainAndAgain("jdbc:h2:file:./data/sessions", "--no-fsync");
    }

    @Test
    void killedServerOnPostgresql_losesAndDuplicatesNoAcknowledgedSession() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder)) {
            killAgainAndAgain(database.url());
        }
    }

    private void killAgainAndAgain(String database, String... options) throws Exception {
        String[] arguments = Stream.concat(Stream.of("--database", database), Stream.of(options))
                .toArray(String[]::new);
        for (int round = 0; round < ROUNDS; round++) {
            try (RunnableJar server = RunnableJar.serve(folder, arguments);
                    Load load = Load.on(server.url(), 8)) {
                load.awaitAcknowledged(ACKNOWLEDGED_A_ROUND);
                server.kill();
                load.stop();
                acknowledged.addAll(load.acknowledged());
                inDoubt.addAll(load.inDoubt());
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * ACKNOWLEDGED_A_ROUND);
        try (RunnableJar server = RunnableJar.serve(folder, arguments)) {
            assertExactlyOnce(new HttpCaller(server.url()));
        }
    }

    private void assertExactlyOnce(HttpCaller caller) throws IOException {
        for (String id : acknowledged) {
            HttpResponse<String> answer = caller.get("/qrs/executionsession/" + id);
            assertThat(answer.statusCode()).as("session %s", id).isEqualTo(200);
            assertThat(answer.body()).contains("\"user\":\"" + id + "\"", "\"message\":\"" + id + "\"");
        }
        for (String id : inDoubt) {
            assertThat(caller.post("/executionsession", Load.body(id)).statusCode())
                    .as("another try of %s", id)
                    .isIn(201, 409);
        }
        assertThat(caller.get("/executionsession/count").body())
                .isEqualTo("{\"value\":" + (acknowledged.size() + inDoubt.size()) + "}");
    }
}
