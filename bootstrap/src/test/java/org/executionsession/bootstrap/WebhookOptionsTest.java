package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Wrong options of webhooks are reported before the database is opened, without the URL or the secret. */
class WebhookOptionsTest {

    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

    @TempDir
    Path folder;

    private record Ended(int status, String err) {}

    private Ended serve(String secret, String... options) throws Exception {
        // If the options were accepted, the missing database would end the server.
        List<String> arguments = new ArrayList<>(
                List.of("serve", "--port=0", "--database=jdbc:h2:" + folder.resolve("none") + ";IFEXISTS=TRUE"));
        if (secret != null) {
            arguments.add("--task-webhook-secret-file=" + Files.writeString(folder.resolve("secret"), secret));
        }
        arguments.addAll(List.of(options));
        StringWriter err = new StringWriter();
        int status = Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments.toArray(String[]::new));
        return new Ended(status, err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--task-webhook-hosts=a.example | The options --task-webhook-... need --task-webhook-url",
                "--task-webhook-url=http://a.example/xyzzy | Invalid value for option '--task-webhook-url': must begin with https",
                "--task-webhook-url=xyzzy | Invalid value for option '--task-webhook-url': must be a URL such as",
                "--task-webhook-url=https://u:xyzzy@a.example/ | Invalid value for option '--task-webhook-url': must be a URL such as",
                "--task-webhook-url=https://a.example/xyzzy --task-webhook-timeout=21s | Invalid value for option"
                        + " '--task-webhook-timeout': must be at most 20s",
                "--task-webhook-url=https://a.example/xyzzy --task-webhook-hosts=* | Invalid value for option"
                        + " '--task-webhook-hosts': must be HOST or HOST:PORT, separated by commas",
                "--task-webhook-url=https://a.example/xyzzy --task-simulation=1s | Set either --task-simulation or"
                        + " --task-webhook-url"
            })
    void wrongOptions_areWrongUsage(String options, String message) throws Exception {
        Ended ended = serve(SECRET, options.split(" "));
        assertThat(ended.status()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(ended.err()).startsWith(message).doesNotContain("xyzzy", SECRET);
    }

    @Test
    void aUrlWithoutSecret_isWrongUsage() throws Exception {
        Ended ended = serve(null, "--task-webhook-url=https://a.example/");
        assertThat(ended.status()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(ended.err()).startsWith("The option --task-webhook-url needs --task-webhook-secret-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "xyzzy\nyzzyx", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "whsec_c2hvcnQ=", "whsec_no Base64"})
    void aFileWithoutSecret_isNamed(String secret) throws Exception {
        Ended ended = serve(secret, "--task-webhook-url=https://a.example/");
        assertThat(ended.status()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(ended.err()).contains(folder.resolve("secret").toString(), " must ");
        assertThat(Stream.of(secret.split("\n")).filter(line -> !line.isEmpty()))
                .noneMatch(line -> ended.err().contains(line));
    }
}
