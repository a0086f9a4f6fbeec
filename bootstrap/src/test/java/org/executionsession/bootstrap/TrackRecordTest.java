package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each test that the track record names is in the sources. */
class TrackRecordTest {

    private static final Path PAGE = Path.of("../docs/track-record.md");

    /** A row: the fault, its commits, its tests. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\|.*\\|.*\\|(.*`.*)\\|\\s*$");

    private static final Pattern NAMED = Pattern.compile("`([^`#]+)(?:#([^`]+))?`");

    @Test
    void everyNamedTest_isInTheSources() throws IOException {
        List<MatchResult> named = ROW.matcher(Files.readString(PAGE))
                .results()
                .flatMap(row -> NAMED.matcher(row.group(1)).results())
                .toList();
        Map<String, String> sources = testSources();
        List<String> missing = new ArrayList<>();
        for (MatchResult test : named) {
            String source = sources.get(test.group(1));
            String method = test.group(2);
            if (source == null || method != null && !source.contains("void " + method + "(")) {
                missing.add(test.group());
            }
        }
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(missing).isEmpty();
    }

    /** The text of each test class, by its simple name. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        List<Path> folders = Stream.concat(
                        Stream.of(Path.of("../store-contract/src/main/java")),
                        Stream.of("domain", "application", "adapter-http", "adapter-jdbi", "bootstrap")
                                .map(module -> Path.of("..", module, "src", "test", "java")))
                .toList();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}
