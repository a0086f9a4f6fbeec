package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.Load;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers see while the database is away, and after. */
class DatabaseOutageIT {

    @TempDir
    Path folder;

    @Test
    void aRestartedPostgresql_causesNeitherLossNorDuplicates() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url());
                Load load = Load.on(server.url(), 8)) {
            load.awaitAcknowledged(200);
            database.kill();
            load.awaitRejected(8);
            database.start();
            load.awaitAcknowledged(200);
            load.stop();

            assertUnavailable(load);
            assertExactlyOnce(new HttpCaller(server.url()), load);
        }
    }

    @Test
    void aFrozenPostgresql_causesRejectionsInBoundedTimeUntilItResumes() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url());
                Load load = Load.on(server.url(), 8)) {
            load.awaitAcknowledged(100);
            database.freeze();
            load.awaitRejected(8);
            database.thaw();
            load.awaitAcknowledged(100);
            load.stop();

            assertUnavailable(load);
            assertThat(load.slowestRejection()).isLessThan(Duration.ofSeconds(60));
            assertExactlyOnce(new HttpCaller(server.url()), load);
        }
    }

    @Test
    void cutConnections_failOnlyTheirOwnWrites() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url());
                Load load = Load.on(server.url(), 8)) {
            int cut = 0;
            for (int round = 0; round < 5; round++) {
                load.awaitAcknowledged(100);
                int cutNow = database.cutConnections();
                assertThat(cutNow).as("connections cut").isPositive();
                cut += cutNow;
            }
            load.awaitAcknowledged(100);
            load.stop();

            assertUnavailable(load);
            assertThat(load.rejections())
                    .as("a connection fails at most what shared its transaction")
                    .hasSizeLessThanOrEqualTo(8 * cut);
            assertExactlyOnce(new HttpCaller(server.url()), load);
        }
    }

    @Test
    void aLockedRow_causesARejectionInBoundedTimeUntilItIsUnlocked() throws Exception {
        String id = UUID.randomUUID().toString();
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url())) {
            HttpCaller caller = new HttpCaller(server.url());
            String session = caller.post("/executionsession", Load.body(id)).body();
            try (Connection other = database.connection()) {
                other.setAutoCommit(false);
                other.createStatement().execute("select 1 from execution_session for update");
                assertUnavailableSoon(() -> caller.put("/executionsession/" + id, session));
                assertThat(caller.get("/executionsession/" + id).statusCode())
                        .as("reading is not held up")
                        .isEqualTo(200);
                other.rollback();
            }
            assertThat(caller.put("/executionsession/" + id, session).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aLockedTable_blocksRequestsForABoundedTime() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url())) {
            HttpCaller caller = new HttpCaller(server.url());
            String id = UUID.randomUUID().toString();
            try (Connection other = database.connection()) {
                other.setAutoCommit(false);
                other.createStatement().execute("lock table execution_session in access exclusive mode");
                assertUnavailableSoon(() -> caller.post("/executionsession", Load.body(id)));
                assertUnavailableSoon(() -> caller.get("/executionsession/" + id));
                assertUnavailableSoon(() -> caller.get("/executionsession"));
                other.rollback();
            }
            assertThat(caller.get("/executionsession/" + id).statusCode()).isEqualTo(404);
            assertThat(caller.post("/executionsession", Load.body(id)).statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void aFullDisk_causesRejectionsUntilThereIsSpace() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithFilesOfAtMost(4 * 1024 * 1024, folder);
                Load load = Load.on(server.url(), 4)) {
            load.awaitRejected(4);
            server.allowFilesOfAnySize();
            load.awaitAcknowledged(100);
            load.stop();

            assertUnavailable(load);
            assertExactlyOnce(new HttpCaller(server.url()), load);
        }
    }

    /** Every caller has got its answers, and what was rejected, was rejected for this alone. */
    private static void assertUnavailable(Load load) {
        assertThat(load.lost()).isEmpty();
        assertThat(load.rejections()).allSatisfy(DatabaseOutageIT::assertUnavailable);
    }

    private static void assertUnavailableSoon(Callable<HttpResponse<String>> call) throws Exception {
        long sent = System.nanoTime();
        assertUnavailable(call.call());
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(20));
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    /** What was acknowledged is there; what was not is there after another try, and nothing is there twice. */
    private static void assertExactlyOnce(HttpCaller caller, Load load) throws IOException, SQLException {
        for (String id : load.acknowledged()) {
            assertThat(caller.get("/executionsession/" + id).statusCode())
                    .as("acknowledged session %s", id)
                    .isEqualTo(200);
        }
        for (String id : load.inDoubt()) {
            assertThat(caller.post("/executionsession", Load.body(id)).statusCode())
                    .as("another try of %s", id)
                    .isIn(201, 409);
        }
        int all = load.acknowledged().size() + load.inDoubt().size();
        assertThat(caller.get("/executionsession/count").body()).isEqualTo("{\"value\":" + all + "}");
        assertThat(caller.get("/executionresult/count").body()).isEqualTo("{\"value\":" + all + "}");
        assertThat(caller.get("/executionresult/detail/count").body()).isEqualTo("{\"value\":" + all + "}");
    }
}
