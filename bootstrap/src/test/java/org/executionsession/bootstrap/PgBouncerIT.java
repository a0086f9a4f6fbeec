package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.Load;
import org.executionsession.bootstrap.support.PgBouncer;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server behind a pooler that gives its connection to another client after each transaction. */
class PgBouncerIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        // As it is delivered, and with what was asked of it for drivers of Java before.
        "transaction, ''",
        "transaction, 'extra_float_digits,options'",
        "session, ''"
    })
    void twoServers_writeAndReadOverAFewConnections(String poolMode, String ignored) throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                PgBouncer pooler = PgBouncer.start(folder, database, poolMode, ignored);
                RunnableJar one = RunnableJar.serve(folder, "--database", pooler.url());
                RunnableJar other = RunnableJar.serve(folder, "--database", pooler.url());
                Load load = Load.on(one.url(), 8);
                Load another = Load.on(other.url(), 8)) {
            HttpCaller caller = new HttpCaller(other.url());
            for (int round = 0; round < 10; round++) {
                load.awaitAcknowledged(30);
                another.awaitAcknowledged(30);
                assertThat(caller.get("/executionsession?filter=user%20ne%20%27x%27")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(caller.get("/health/ready").statusCode()).isEqualTo(200);
            }
            load.stop();
            another.stop();
            assertThat(load.rejections()).isEmpty();
            assertThat(another.rejections()).isEmpty();
            int all = load.acknowledged().size() + another.acknowledged().size();
            assertThat(caller.get("/executionsession/count?filter=user%20ne%20%27x%27")
                            .body())
                    .isEqualTo("{\"value\":" + all + "}");
            assertThat(one.err()).isEmpty();
        }
    }
}
