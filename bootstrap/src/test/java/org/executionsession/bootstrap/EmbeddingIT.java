package org.executionsession.bootstrap;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java programs of the documents, only with what their artifacts bring. */
@Timeout(300)
class EmbeddingIT {

    private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    /** What the artifacts for embedding do not bring; a host application would not have it. */
    private static final List<String> NOT_BROUGHT = List.of(
            "bootstrap",
            "logback",
            "HikariCP",
            "picocli",
            "store-contract",
            "spring-boot-starter",
            "instancio",
            "archunit",
            "assertj",
            "junit",
            "byte-buddy",
            "test-classes");

    /** What only the HTTP adapter brings. */
    private static final List<String> HTTP = List.of("adapter-http", "javalin", "jetty", "kotlin");

    @TempDir
    Path folder;

    @Test
    void theProgramsOfTheReadme_runWithoutHttpAndExit() throws Exception {
        List<String> programs = programs(Path.of("..", "README.md"));
        assertThat(programs).hasSize(2);
        for (String program : programs) {
            assertRuns(program, classPath(Stream.concat(NOT_BROUGHT.stream(), HTTP.stream())), "recorded");
        }
    }

    @Test
    void theProgramOfPeriodicTasks_runsWithoutHttpAndExits() throws Exception {
        assertRuns(
                embeddingProgram("PeriodicTasks"),
                classPath(Stream.concat(NOT_BROUGHT.stream(), HTTP.stream())),
                "sessions: 0");
    }

    @Test
    void theProgramOfAWatchedSession_seesItsEnd() throws Exception {
        assertRuns(
                embeddingProgram("WatchedSession"),
                classPath(Stream.concat(NOT_BROUGHT.stream(), HTTP.stream())),
                "the session has ENDED");
    }

    @Test
    void theProgramOfATransaction_recordsWhatIsCommitted() throws Exception {
        assertRuns(
                embeddingProgram("OrderAndSession"),
                classPath(Stream.concat(NOT_BROUGHT.stream(), HTTP.stream())),
                "recorded 1 of 2");
    }

    @Test
    void theProgramOfATask_runsIt() throws Exception {
        assertRuns(
                programs(Path.of("..", "docs", "tasks.md")).get(0),
                classPath(Stream.concat(NOT_BROUGHT.stream(), HTTP.stream())),
                "the last result is FinishedSuccess");
    }

    @Test
    void theProgramOfTheHttpServer_servesAndExits() throws Exception {
        assertRuns(embeddingProgram("SessionServer"), classPath(NOT_BROUGHT.stream()), "serving on port");
    }

    /** Compiles a program and starts it. Once it prints the expected text, its input ends, and it must exit by itself. */
    private void assertRuns(String program, String classPath, String expected) throws Exception {
        String name = className(program);
        Path source = Files.writeString(folder.resolve(name + ".java"), program);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", classPath, "-Xlint:all", "-Werror", source.toString()))
                .as("compiles")
                .isZero();

        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + System.getProperty("path.separator") + classPath,
                        name)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        StringBuilder output = new StringBuilder();
        try (BufferedReader printed = run.inputReader()) {
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                output.append(line).append('\n');
                if (line.contains(expected)) {
                    run.getOutputStream().close();
                }
            }
        }
        // A thread left behind would keep the process from ending.
        assertThat(run.waitFor()).as(output.toString()).isZero();
        assertThat(output.toString()).contains(expected).doesNotContain("Exception");
    }

    private static String embeddingProgram(String className) throws IOException {
        return programs(Path.of("..", "docs", "embedding.md")).stream()
                .filter(program -> program.contains("class " + className + " {"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> programs(Path document) throws IOException {
        Matcher matcher = JAVA.matcher(Files.readString(document));
        return matcher.results().map(result -> result.group(1)).toList();
    }

    private static String className(String snippet) {
        Matcher matcher = Pattern.compile("class (\\w+)").matcher(snippet);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String classPath(Stream<String> excluded) {
        List<String> names = excluded.toList();
        return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .filter(entry ->
                        names.stream().noneMatch(name -> fileNames(entry).contains(name)))
                .collect(joining(System.getProperty("path.separator")));
    }

    /** The last parts of a path: the folder of the checkout may be called anything. */
    private static String fileNames(String entry) {
        Path path = Path.of(entry);
        int names = path.getNameCount();
        return path.subpath(Math.max(0, names - 3), names).toString();
    }
}
