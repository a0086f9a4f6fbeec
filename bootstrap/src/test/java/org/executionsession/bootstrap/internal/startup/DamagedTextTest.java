package org.executionsession.bootstrap.internal.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

    private static final String UTF_8 = "UTF-8";

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
        assertThat(DamagedText.fault(arguments.split(" "), Map.of(), UTF_8, UTF_8))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith(fault)
                        .contains("LC_ALL", "LANG")
                        .doesNotContain("\uFFFD", "ACME", "jdbc"));
    }

    @Test
    void aDamagedVariable_isNamedIfItIsAnOption() {
        assertThat(DamagedText.fault(new String[0], Map.of("EXECUTION_SESSIONS_WRITERS", "A\\j\uFFFD"), UTF_8, UTF_8))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith("the environment variable EXECUTION_SESSIONS_WRITERS contains U+FFFD"));
        assertThat(DamagedText.fault(new String[] {"--writers=ACME\\jürgen"}, Map.of("PS1", "\uFFFD"), UTF_8, UTF_8))
                .isEmpty();
    }

    /** The bytes of UTF-8 for {@code ö} and {@code я}, as each encoding decodes them. */
    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1, j\u00c3\u00b6",
        "ISO-8859-15, j\u00c3\u00b6",
        "windows-1252, j\u00c3\u00b6",
        "KOI8-R, j\u0446\u2564",
        "GBK, j\u8c33",
        "Shift_JIS, j\uff83\uff76",
        "ANSI_X3.4-1968, j\u00f6",
        "'', j\u00f6"
    })
    void aNameBeyondAsciiInAnotherEncoding_isRejected(String encoding, String name) {
        assertThat(DamagedText.fault(
                        new String[] {"serve", "--writers", "ACME\\" + name}, Map.of(), encoding, encoding))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith("argument 3 (--writers) contains characters beyond ASCII")
                        .contains("LC_ALL", "LANG", encoding)
                        .doesNotContain("ACME", name));
        assertThat(DamagedText.fault(new String[0], Map.of("EXECUTION_SESSIONS_HOST", name), encoding, encoding))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith("the environment variable EXECUTION_SESSIONS_HOST contains characters beyond"));
        assertThat(DamagedText.fault(
                        new String[] {"serve", "--writers=ACME\\jo"},
                        Map.of("EXECUTION_SESSIONS_HOST", "localhost", "PS1", name),
                        encoding,
                        encoding))
                .isEmpty();
    }

    @Test
    void argumentsAndVariables_haveEncodingsOfTheirOwn() {
        String[] arguments = {"--writers=ACME\\j\u00f6"};
        Map<String, String> variables = Map.of("EXECUTION_SESSIONS_WRITERS", "ACME\\j\u00f6");
        assertThat(DamagedText.fault(arguments, Map.of(), UTF_8, "ISO-8859-1")).isEmpty();
        assertThat(DamagedText.fault(arguments, Map.of(), "ISO-8859-1", UTF_8)).isPresent();
        assertThat(DamagedText.fault(new String[0], variables, "ISO-8859-1", UTF_8))
                .isEmpty();
        assertThat(DamagedText.fault(new String[0], variables, UTF_8, "ISO-8859-1"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "utf-8", "UTF8"})
    void aNameBeyondAsciiInUtf8_isAccepted(String encoding) {
        assertThat(DamagedText.fault(
                        new String[] {"--writers=ACME\\j\u00f6"},
                        Map.of("EXECUTION_SESSIONS_READERS", "ACME\\\u042f"),
                        encoding,
                        encoding))
                .isEmpty();
    }

    /** As the JVM reads it, in locales that the test makes. */
    @ParameterizedTest
    @CsvSource({"de_DE, ISO-8859-1", "ru_RU, KOI8-R", "zh_CN, GBK", "ja_JP, EUC-JP", "de_DE, ISO-8859-15"})
    void aNameInALocaleOfAnotherEncoding_isRejected(String language, String encoding, @TempDir Path folder)
            throws Exception {
        String locale = language + "." + encoding;
        assumeTrue(makeLocale(language, encoding, folder.resolve(locale)), "there is no localedef for " + locale);
        assertThat(run(locale, folder, "serve --writers 'ACME\\jürgen'"))
                .hasValueSatisfying(
                        said -> assertThat(said).startsWith("execution-sessions: argument 3 (--writers) contains "));
        assertThat(run(locale, folder, "EXECUTION_SESSIONS_READERS='ACME\\jürgen'", "serve --port=0"))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith(
                                "execution-sessions: the environment variable EXECUTION_SESSIONS_READERS contains"));
        assertThat(run(locale, folder, "--writers 'ACME\\jo' --no-such-option"))
                .hasValueSatisfying(said -> assertThat(said).startsWith("There is no such option"));
    }

    /** Returns whether the system could make a locale. */
    private static boolean makeLocale(String language, String encoding, Path into) throws Exception {
        try {
            return new ProcessBuilder(
                                            "localedef",
                                            "-i",
                                            language,
                                            "-f",
                                            encoding,
                                            "--no-archive",
                                            "-c",
                                            into.toString())
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start()
                                    .waitFor()
                            <= 1
                    && Files.isDirectory(into);
        } catch (IOException missing) {
            return false;
        }
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
                (Files.isDirectory(folder.resolve(locale)) ? "export LOCPATH='" + folder + "'\n" : "")
                        + "export LC_ALL=" + locale + "\n" + command + "'" + java + "' -cp '"
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
