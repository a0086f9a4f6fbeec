package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What comments cite as a part of the contract is a part of the page that states it, in one spelling: {@code contract, part 1.1}. */
class ContractCitationsTest {

    private static final Path PAGE = Path.of("../docs/contract.md");

    /** The source and the numbers of a citation; a number without a source is an error. */
    private static final Pattern CITATION = Pattern.compile(
            "(?:(contract|RFC [0-9]+), )?\\bparts? ([0-9]+(?:\\.[0-9]+)?)(?: and ([0-9]+(?:\\.[0-9]+)?))?");

    private static final Pattern HEADING = Pattern.compile("(?m)^##+ ([0-9]+(?:\\.[0-9]+)?)\\.? ");

    private static final Pattern COMMENT = Pattern.compile("\\s*(?:/\\*\\*|\\*|//)(.*)");

    @Test
    void everyCitedPart_exists() throws IOException {
        List<String> parts = HEADING.matcher(Files.readString(PAGE))
                .results()
                .map(heading -> heading.group(1))
                .toList();
        List<String> cited = citations().stream()
                .filter(citation -> "contract".equals(citation.group(1)))
                .flatMap(citation -> Stream.of(citation.group(2), citation.group(3)))
                .filter(Objects::nonNull)
                .toList();
        assertThat(parts).doesNotHaveDuplicates().contains("2.2", "2.4", "5.2", "6.1", "7.3", "10");
        assertThat(cited).hasSizeGreaterThan(60);
        assertThat(parts).containsAll(cited);
    }

    @Test
    void everyCitation_namesItsSource() throws IOException {
        assertThat(citations().stream()
                        .filter(citation -> citation.group(1) == null)
                        .map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void everyModule_isRead() throws IOException {
        assertThat(sources().stream()
                        .map(folder -> folder.getParent().getFileName().toString()))
                .contains(
                        "domain",
                        "store-contract",
                        "application",
                        "adapter-http",
                        "adapter-jdbi",
                        "bootstrap",
                        "benchmarks");
    }

    private static List<MatchResult> citations() throws IOException {
        List<MatchResult> citations = new ArrayList<>();
        for (Path folder : sources()) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    CITATION.matcher(comments(file)).results().forEach(citations::add);
                }
            }
        }
        return citations;
    }

    /** Returns the folders of sources of all modules, and of modules in modules. */
    private static List<Path> sources() throws IOException {
        try (Stream<Path> folders =
                Files.find(Path.of(".."), 3, (path, file) -> file.isDirectory() && path.endsWith("src"))) {
            return folders.toList();
        }
    }

    /** Returns the comments of a file as one line: a citation can begin at the end of a line. */
    private static String comments(Path file) throws IOException {
        return Files.readString(file)
                .lines()
                .map(COMMENT::matcher)
                .filter(Matcher::matches)
                .map(comment -> comment.group(1).strip())
                .collect(Collectors.joining(" "));
    }
}
