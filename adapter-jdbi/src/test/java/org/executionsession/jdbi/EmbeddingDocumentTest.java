package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the code for hosts in docs/embedding.md to the code that the tests run. */
class EmbeddingDocumentTest {

    @Test
    void theClassForJta_isTheTestedOne() throws Exception {
        String source = Files.readString(
                Path.of("src", "test", "java", "org", "executionsession", "jdbi", "support", "JtaTransactions.java"));
        String type = source.substring(source.indexOf("class JtaTransactions"));
        assertThat(Files.readString(Path.of("..", "docs", "embedding.md"))).contains("```java\n" + type + "```");
    }
}
