package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.List;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.JavaInstallation;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.bootstrap.support.VirtualThreadHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the build made with each other Java on this machine. To run all tests with one, use {@code mvn verify -Djvm=…}. */
class OtherJavaVersionsIT {

    private static final String SESSION = "6f1d2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b";

    @TempDir
    Path folder;

    private static List<JavaInstallation> others(int since) {
        List<JavaInstallation> others = JavaInstallation.others().stream()
                .filter(java -> java.version() >= since)
                .toList();
        assumeFalse(others.isEmpty(), "no other Java since " + since + " beside " + System.getProperty("java.home"));
        return others;
    }

    @Test
    void theServer_recordsAndFindsASessionAgain() throws Exception {
        for (JavaInstallation java : others(17)) {
            Path data = folder.resolve("server" + java.version());
            assertThat(data.toFile().mkdir()).isTrue();
            try (RunnableJar server = RunnableJar.serveWithJava(java.java(), data)) {
                var created =
                        new HttpCaller(server.url()).post("/qrs/executionsession", "{\"id\": \"" + SESSION + "\"}");
                assertThat(created.statusCode()).as("%s", java).isEqualTo(201);
                server.terminate();
                assertThat(server.awaitEnd()).isZero();
            }
            try (RunnableJar again = RunnableJar.serveWithJava(java.java(), data)) {
                var found = new HttpCaller(again.url()).get("/qrs/executionsession/" + SESSION);
                assertThat(found.statusCode()).as("%s", java).isEqualTo(200);
                assertThat(again.err()).as("%s", java).isEmpty();
            }
        }
    }

    @Test
    void fiveThousandVirtualThreadsAtOnce_areServed() throws Exception {
        for (JavaInstallation java : others(21)) {
            Path data = folder.resolve("virtual" + java.version());
            assertThat(data.toFile().mkdir()).isTrue();
            assertThat(java.run(System.getProperty("java.class.path"), VirtualThreadHost.class, data))
                    .as("%s", java)
                    .contains("created " + VirtualThreadHost.SESSIONS);
        }
    }
}
