package org.executionsession.examples.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example as a user does: as a process of its own, twice, in one folder. */
class NightlyJobsTest {

    @TempDir
    Path folder;

    @Test
    void theHistory_hasAllAttempts() throws Exception {
        run("first");
        List<String> lines = run("second");
        assertThat(lines).hasSize(6);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("nightly.Upload failed in")
                        && line.contains("org.quartz.JobExecutionException: the archive does not respond"))
                .hasSize(2);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("nightly.Upload succeeded in"))
                .hasSize(2);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("nightly.Sales report succeeded in")
                        && line.endsWith("half of the rows, Result: 120 rows"))
                .hasSize(2);
    }

    private List<String> run(String name) throws Exception {
        Path output = folder.resolve(name + ".txt");
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NightlyJobs.class.getName())
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(status).isZero();
        return Files.readAllLines(output);
    }
}
