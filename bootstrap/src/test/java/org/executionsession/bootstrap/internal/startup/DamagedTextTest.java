package org.executionsession.bootstrap.internal.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.executionsession.bootstrap.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve --writers=ACME\\j\uFFFD|argument 2 (--writers) contains U+FFFD",
                "--writers ACME\\j\uFFFD\uFFFDrgen|argument 2 (--writers) contains U+FFFD",
                "--database=jdbc:h2:\uFFFD --port=0|argument 1 (--database) contains U+FFFD",
                "serve \uFFFD|argument 2 contains U+FFFD",
                "--wr\uFFFDters=x|argument 1 (--wr?ters) contains U+FFFD"
            })
    void aDamagedArgument_isNamedWithoutItsValue(String arguments, String fault) {
        assertThat(DamagedText.fault(arguments.split(" "), Map.of()))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith(fault)
                        .contains("LC_ALL", "LANG")
                        .doesNotContain("\uFFFD", "ACME", "jdbc"));
    }

    @Test
    void aDamagedVariable_isNamedIfItIsAnOption() {
        assertThat(DamagedText.fault(new String[0], Map.of("EXECUTION_SESSIONS_WRITERS", "A\\j\uFFFD")))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith("the environment variable EXECUTION_SESSIONS_WRITERS contains U+FFFD"));
        assertThat(DamagedText.fault(new String[] {"--writers=ACME\\jürgen"}, Map.of("PS1", "\uFFFD")))
                .isEmpty();
    }

    /** As the JVM reads it: a process of its own, in each locale without UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-9"})
    void aNameInALocaleWithoutUtf8_isRejected(String locale, @TempDir Path folder) throws Exception {
        assertThat(run(locale, folder, "serve --writers 'ACME\\jürgen'"))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith("execution-sessions: argument 3 (--writers) contains U+FFFD")
                        .hasLineCount(1));
        assertThat(run(locale, folder, "EXECUTION_SESSIONS_READERS='ACME\\jürgen'", "serve --port=0"))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith(
                                "execution-sessions: the environment variable EXECUTION_SESSIONS_READERS contains"));
    }

    @Test
    void aNameInALocaleWithUtf8_isAccepted(@TempDir Path folder) throws Exception {
        assertThat(run("C.UTF-8", folder, "--writers 'ACME\\jürgen' --no-such-option"))
                .hasValueSatisfying(said -> assertThat(said).startsWith("There is no such option"));
    }

    private static Optional<String> run(String locale, Path folder, String... parts) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = parts.length == 1 ? "" : parts[0] + " ";
        // A script is bytes: the JVM of this test may not be able to hand over the letter itself.
        Path script = Files.writeString(
                folder.resolve("run.sh"),
                "export LC_ALL=" + locale + "\n" + command + "'" + java + "' -cp '"
                        + System.getProperty("java.class.path") + "' " + Main.class.getName() + " "
                        + parts[parts.length - 1] + "\n",
                StandardCharsets.UTF_8);
        Process process = new ProcessBuilder(List.of("bash", script.toString()))
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isEqualTo(2);
        return read(folder.resolve("err"));
    }

    private static Optional<String> read(Path file) throws IOException {
        return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.contains("setlocale") && !line.contains("LC_ALL: cannot change"))
                .limit(1)
                .reduce("", String::concat));
    }
}
