package org.executionsession.bootstrap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.executionsession.bootstrap.support.ClientProgram;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Case A8 with tasks: what the operators of Airflow users do, sent by the library requests, against the real jar. */
class PythonClientIT {

    private static final String PYTHON = "python3";

    @TempDir
    Path folder;

    /** A server that executes tasks for a second, and one on which no task ends by itself. */
    @Test
    void requests_startsWatchesAndStopsTasks() throws Exception {
        ClientProgram programs = new ClientProgram(folder);
        assumeTrue(
                programs.run(PYTHON, "-c", "import requests") == 0,
                "Python with the library requests is not there, so its client is not tried");
        try (RunnableJar server =
                        RunnableJar.serve(Files.createDirectory(folder.resolve("server")), "--task-simulation=1s");
                RunnableJar endless =
                        RunnableJar.serve(Files.createDirectory(folder.resolve("endless")), "--task-simulation=1h")) {
            programs.assertRuns(
                    PYTHON,
                    Path.of("src", "test", "python", "task_operator.py"),
                    server.url().getPort(),
                    endless.url().getPort());
        }
    }
}
