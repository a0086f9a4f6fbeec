package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A QRS client that nobody here wrote, as its package registry delivers it, against the real jar. */
class QrsClientPackageIT {

    private static final Path SCRIPTS = Path.of("src", "test", "node");

    @TempDir
    Path folder;

    @Test
    void qlikRepoApi_runsAllItsCallsUnchanged() throws Exception {
        assumeTrue(run("node", "--version") == 0, "Node.js is not there, so the client package is not tried");
        for (String file : new String[] {"package.json", "package-lock.json", ".npmrc", "qlik-repo-api.js"}) {
            Files.copy(SCRIPTS.resolve(file), folder.resolve(file));
        }
        assumeTrue(run("npm", "ci") == 0, "the client package cannot be installed, so it is not tried");
        try (RunnableJar server = RunnableJar.serve(folder)) {
            int status =
                    run("node", "qlik-repo-api.js", String.valueOf(server.url().getPort()));
            assertThat(status).as(Files.readString(folder.resolve("node.txt"))).isZero();
        }
    }

    private int run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("node.txt").toFile())
                    .start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("%s ended", command[0])
                    .isTrue();
            return process.exitValue();
        } catch (IOException notThere) {
            return -1;
        }
    }
}
