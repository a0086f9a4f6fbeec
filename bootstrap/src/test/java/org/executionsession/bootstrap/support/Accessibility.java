package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks pages with axe-core against the levels A and AA of WCAG 2.2. */
public final class Accessibility {

    private static final String RULES = """
            const done = arguments[arguments.length - 1];
            axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(
                result => done(result.violations.flatMap(violation => violation.nodes.map(node =>
                    violation.id + ": " + node.target + ": " + node.failureSummary.replaceAll("\\n", " ")))),
                failure => done(["axe failed: " + failure]));
            """;

    private Accessibility() {}

    /** Expects that the page that a browser shows, as it is now, has no violation. */
    @SuppressWarnings("unchecked")
    public static void check(Browser browser) throws IOException {
        try (InputStream axe = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            browser.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat((List<String>) browser.executeAsyncScript(RULES)).isEmpty();
    }
}
