package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.bootstrap.support.TaskClient;
import org.executionsession.bootstrap.support.WebhookReceiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver that the documents show works as it is, where Python is installed. */
@Timeout(300)
class WebhookExampleIT {

    private static final Pattern EXAMPLE = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void theReceiver_runsATaskAndReportsItsEnd() throws Exception {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "python3"))),
                "python3 is not installed");
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/tasks.md")));
        assertThat(example.find()).isTrue();
        Files.writeString(folder.resolve("receiver.py"), example.group(1));
        Files.writeString(folder.resolve("secret.txt"), WebhookReceiver.SECRET + "\n");
        String port = freePort();
        try (RunnableJar server = RunnableJar.serve(
                folder, "--task-webhook-url=http://localhost:" + port + "/", "--task-webhook-secret-file=secret.txt")) {
            // Separate files: a thread that logs a request could write in the middle of a printed line.
            File out = folder.resolve("out.txt").toFile();
            File log = folder.resolve("log.txt").toFile();
            Process receiver = new ProcessBuilder("python3", "receiver.py", server.url() + "/qrs", "secret.txt", port)
                    .directory(folder.toFile())
                    .redirectOutput(out)
                    .redirectError(log)
                    .start();
            try {
                TaskClient client = new TaskClient(server);
                // The first calls may come before the receiver listens, and are repeated.
                String session = client.start(client.create());
                client.awaitEnd(session);
                assertThat(client.statuses(session))
                        .as(() -> text(out) + text(log))
                        .containsExactly(7);
                assertThat(text(out)).contains("running Nightly");
                assertThat(text(log)).doesNotContain("Traceback");
            } finally {
                receiver.destroyForcibly().waitFor();
            }
        }
    }

    private static String text(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
