package org.executionsession.jdbi.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process with the classes of the tests, for what depends on the options of a JVM. */
public final class ForkedJvm {

    private ForkedJvm() {}

    /** Runs a main class to its end, which must be a good one; what it prints to its output. */
    public static String run(Class<?> main, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        Stream<String> command = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        options.stream(),
                        Stream.of(
                                "-Dslf4j.internal.verbosity=ERROR",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()),
                        Stream.of(arguments))
                .flatMap(part -> part);
        // Apart from the output, whose lines the callers count.
        Process process = new ProcessBuilder(command.toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
