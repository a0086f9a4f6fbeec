package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.OtherVersion;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two versions of the server on one database, of which the newer one knows a property that the older one does not. */
class RollingUpgradeIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void columns_agreeWithDocumentsInEveryOrderOfServers(boolean olderFirst) throws Exception {
        Path newer = OtherVersion.withProperty("planted", folder);
        try (PostgresqlServer database = PostgresqlServer.start(folder)) {
            String[] arguments = {"--database", database.url()};
            try (RunnableJar first = olderFirst
                            ? RunnableJar.serve(folder, arguments)
                            : RunnableJar.serveOtherVersion(newer, folder, arguments);
                    RunnableJar second = olderFirst
                            ? RunnableJar.serveOtherVersion(newer, folder, arguments)
                            : RunnableJar.serve(folder, arguments)) {
                HttpCaller old = new HttpCaller((olderFirst ? first : second).url());
                HttpCaller modern = new HttpCaller((olderFirst ? second : first).url());
                assertAgreement(old, modern);
                // A server of the older version that starts anew takes nothing back.
                try (RunnableJar again = RunnableJar.serve(folder, arguments)) {
                    assertAgreement(new HttpCaller(again.url()), modern);
                }
            }
            // Nor does what it has written in the absence of all newer ones stay unknown to them.
            String written;
            try (RunnableJar alone = RunnableJar.serve(folder, arguments)) {
                written = record(new HttpCaller(alone.url()), 77);
            }
            try (RunnableJar later = RunnableJar.serveOtherVersion(newer, folder, arguments)) {
                assertThat(found(new HttpCaller(later.url()), "planted", 77)).contains(written);
            }
        }
    }

    private static void assertAgreement(HttpCaller old, HttpCaller modern) throws IOException {
        String byOld = record(old, 5);
        String byModern = record(modern, 5);
        assertThat(found(modern, "planted", 5)).contains(byOld, byModern);

        for (String id : new String[] {byOld, byModern}) {
            String session = old.get("/executionsession/" + id).body();
            assertThat(old.put("/executionsession/" + id, session.replace("\"retries\":5", "\"retries\":6"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(found(modern, "planted", 6)).contains(id);
            assertThat(found(modern, "planted", 5)).doesNotContain(id);
            assertThat(found(old, "retries", 6)).contains(id);
        }
    }

    private static String record(HttpCaller server, int retries) throws IOException {
        String id = UUID.randomUUID().toString();
        assertThat(server.post("/executionsession", "{\"id\":\"" + id + "\",\"retries\":" + retries + "}")
                        .statusCode())
                .isEqualTo(201);
        return id;
    }

    private static String found(HttpCaller server, String property, int value) throws IOException {
        return server.get("/executionsession?filter=" + property + "%20eq%20" + value)
                .body();
    }
}
