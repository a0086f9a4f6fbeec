package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The table of settings says what the command line does: every option, its environment variable and its default. */
class ConfigurationReferenceTest {

    /** Wherever it stands, it is the one table of these columns. */
    private static final List<Path> DOCUMENTS = List.of(Path.of("../README.md"), Path.of("../docs/configuration.md"));

    private static final Pattern ROW =
            Pattern.compile("\\| `(--[a-z0-9-]+)` \\| `([A-Z0-9_]+)` \\|([^|]*)\\| [^|]+ \\|");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Z0-9_]+)(?::-(.*))?}");

    /**
     * A row of the table.
     *
     * @param value the default, in backquotes; words without them, or nothing, when there is none
     */
    private record Setting(String flag, String variable, String value) {}

    static List<OptionSpec> options() {
        return Main.commandLine().getSubcommands().get("serve").getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOption_hasItsRow(OptionSpec option) throws IOException {
        Matcher variable = variable(option);
        assertThat(variable.group(1))
                .isEqualTo("EXECUTION_SESSIONS_"
                        + option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
        assertThat(table())
                .filteredOn(setting -> setting.flag().equals(option.longestName()))
                .as("the rows of %s", option.longestName())
                .singleElement()
                .satisfies(setting -> {
                    assertThat(setting.variable()).isEqualTo(variable.group(1));
                    if (variable.group(2) != null) {
                        assertThat(setting.value()).isEqualTo("`" + variable.group(2) + "`");
                    } else {
                        assertThat(setting.value()).doesNotContain("`");
                    }
                });
    }

    @Test
    void everyRow_isAnOption() throws IOException {
        assertThat(table())
                .extracting(Setting::flag)
                .containsExactlyInAnyOrderElementsOf(
                        options().stream().map(OptionSpec::longestName).toList());
    }

    @ParameterizedTest
    @MethodSource("options")
    void help_namesTheDefault(OptionSpec option) {
        String value = variable(option).group(2);
        // What is off until it is asked for needs no words.
        if (value != null && !option.typeInfo().isBoolean()) {
            assertThat(String.join(" ", option.description())).contains("default: " + value);
        }
    }

    private static Matcher variable(OptionSpec option) {
        // As it is written: of the option itself, the variable is replaced by its value here.
        String written = ((AnnotatedElement) option.userObject())
                .getAnnotation(Option.class)
                .defaultValue();
        Matcher variable = VARIABLE.matcher(written);
        assertThat(variable.matches())
                .as("the default of %s, '%s', is an environment variable", option.longestName(), written)
                .isTrue();
        return variable;
    }

    private static List<Setting> table() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path document : DOCUMENTS) {
            text.append(Files.exists(document) ? Files.readString(document) : "");
        }
        return text.toString()
                .lines()
                .filter(line -> line.startsWith("| `--"))
                .map(line -> {
                    Matcher row = ROW.matcher(line);
                    assertThat(row.matches())
                            .as("a row of flag, environment variable, default and meaning: %s", line)
                            .isTrue();
                    return new Setting(row.group(1), row.group(2), row.group(3).strip());
                })
                .toList();
    }
}
