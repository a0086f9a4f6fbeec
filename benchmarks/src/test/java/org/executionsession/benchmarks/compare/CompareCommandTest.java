package org.executionsession.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CompareCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter messages = new StringWriter();

    @Test
    void missingPeer_isAnErrorThatNamesTheCommandThatBuildsIt() {
        int status = execute("--peers", folder.toString(), "--peer", "vertx-json", "--folder", folder.toString());

        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(messages.toString()).contains("mvn -f " + folder.resolve("vertx-peer") + " package");
    }

    @Test
    void unknownPeer_isAnErrorThatNamesThePeers() {
        assertThat(execute("--peer", "other")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(messages.toString()).contains("'--peer'", "vertx-json", "small-heap");
    }

    @ParameterizedTest
    @CsvSource({
        "both, vertx, true",
        "h2, vertx, true",
        "both, small-heap, false",
        "postgresql, vertx, false",
    })
    void introduction_saysThatPeersDoNotSyncH2_onlyWhenPeersRunOnIt(String database, String peer, boolean said) {
        CompareCommand command = new CompareCommand();
        new CommandLine(command).parseArgs("--database", database, "--peer", peer);

        assertThat(command.introduction().contains("not by the peers")).isEqualTo(said);
    }

    private int execute(String... arguments) {
        return new CommandLine(new CompareCommand())
                .setErr(new PrintWriter(messages, true))
                .execute(arguments);
    }
}
