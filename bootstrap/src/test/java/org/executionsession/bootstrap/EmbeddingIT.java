package org.executionsession.bootstrap;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the README's Java as a stranger would: with what the two artifacts bring, and nothing else. */
class EmbeddingIT {

    private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    /** What the artifacts for embedding do not bring; a host application would not have it. */
    private static final List<String> NOT_BROUGHT = List.of(
            "adapter-http",
            "bootstrap",
            "javalin",
            "jetty",
            "kotlin",
            "logback",
            "HikariCP",
            "picocli",
            "store-contract",
            "instancio",
            "archunit",
            "assertj",
            "junit",
            "byte-buddy",
            "test-classes");

    @TempDir
    Path folder;

    @Test
    void theSnippetsOfTheReadme_runWithoutHttpAndExit() throws Exception {
        List<String> snippets = snippets();
        assertThat(snippets).hasSize(2);
        for (String snippet : snippets) {
            String name = className(snippet);
            Path source = Files.writeString(folder.resolve(name + ".java"), snippet);
            assertThat(ToolProvider.getSystemJavaCompiler()
                            .run(null, null, null, "-cp", classPath(), "-Xlint:all", "-Werror", source.toString()))
                    .as("compiles")
                    .isZero();

            Path output = folder.resolve(name + ".txt");
            Process run = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            folder + System.getProperty("path.separator") + classPath(),
                            name)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            // A thread left behind would keep the process from ending.
            assertThat(run.waitFor()).as(Files.readString(output)).isZero();
            assertThat(Files.readString(output)).contains("recorded").doesNotContain("Exception");
        }
    }

    private static List<String> snippets() throws IOException {
        Matcher matcher = JAVA.matcher(Files.readString(Path.of("..", "README.md")));
        return matcher.results().map(result -> result.group(1)).toList();
    }

    private static String className(String snippet) {
        Matcher matcher = Pattern.compile("class (\\w+)").matcher(snippet);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .filter(entry ->
                        NOT_BROUGHT.stream().noneMatch(name -> fileNames(entry).contains(name)))
                .collect(joining(System.getProperty("path.separator")));
    }

    /** The last parts of a path: the folder of the checkout may be called anything. */
    private static String fileNames(String entry) {
        Path path = Path.of(entry);
        int names = path.getNameCount();
        return path.subpath(Math.max(0, names - 3), names).toString();
    }
}
