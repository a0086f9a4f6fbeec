package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the programs of clients in other languages, each as a process in one folder. */
public final class ClientProgram {

    private static final long PATIENCE_SECONDS = 120;

    private final Path folder;
    private final Path output;

    public ClientProgram(Path folder) {
        this.folder = folder;
        this.output = folder.resolve("output.txt");
    }

    /** Returns the exit status, or -1 if the program is not installed. */
    public int run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended)
                    .as("%s ended within %s s", command[0], PATIENCE_SECONDS)
                    .isTrue();
            return process.exitValue();
        } catch (IOException notInstalled) {
            return -1;
        }
    }

    /** Expects that the program runs the script, with these arguments, without an error. */
    public void assertRuns(String program, Path script, Object... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(program, script.getFileName().toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Files.copy(script, folder.resolve(script.getFileName()));
        int status = run(command.toArray(String[]::new));
        assertThat(status).as(Files.readString(output)).isZero();
    }
}
