package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What comments cite as a part of the contract is a part of the page that states it. */
class ContractCitationsTest {

    private static final Path PAGE = Path.of("../docs/contract.md");

    private static final Pattern CITATION =
            Pattern.compile("\\bparts? ([0-9]+(?:\\.[0-9]+)?)(?: and ([0-9]+(?:\\.[0-9]+)?))?");

    private static final Pattern HEADING = Pattern.compile("(?m)^##+ ([0-9]+(?:\\.[0-9]+)?)\\.? ");

    @Test
    void everyCitedPart_exists() throws IOException {
        List<String> parts = HEADING.matcher(Files.readString(PAGE))
                .results()
                .map(heading -> heading.group(1))
                .toList();
        List<String> cited = cited();
        assertThat(parts).doesNotHaveDuplicates().contains("2.2", "2.4", "5.2", "6.1", "7.3", "10");
        assertThat(cited).hasSizeGreaterThan(40);
        assertThat(parts).containsAll(cited);
    }

    private static List<String> cited() throws IOException {
        List<String> cited = new ArrayList<>();
        for (String module : List.of("domain", "application", "adapter-http", "adapter-jdbi", "bootstrap")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    Files.readString(file)
                            .lines()
                            .filter(line -> !line.contains("RFC") && line.matches("\\s*(/\\*\\*|\\*|//).*"))
                            .forEach(line -> CITATION.matcher(line).results().forEach(citation -> {
                                cited.add(citation.group(1));
                                if (citation.group(2) != null) {
                                    cited.add(citation.group(2));
                                }
                            }));
                }
            }
        }
        return cited;
    }
}
