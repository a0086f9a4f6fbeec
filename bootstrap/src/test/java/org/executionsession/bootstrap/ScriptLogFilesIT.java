package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.bootstrap.support.TaskClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar serves script logs that executors write to a folder. */
class ScriptLogFilesIT {

    @TempDir
    Path folder;

    private static HttpResponse<String> name(HttpCaller caller, String result, String location) throws IOException {
        return caller.put(
                "/qrs/executionresult/" + result + "/scriptlogfile", "{\"scriptLogLocation\":\"" + location + "\"}");
    }

    @Test
    void aFileInTheFolder_isDownloaded() throws IOException {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(logs.resolve("nightly"));
        Files.writeString(logs.resolve("nightly/42.log"), "line 1\nline 2\n");
        Files.writeString(folder.resolve("secret"), "secret");
        try (RunnableJar server =
                RunnableJar.serve(folder, "--task-simulation=1h", "--script-log-folder", logs.toString())) {
            HttpCaller caller = new HttpCaller(server.url());
            TaskClient client = new TaskClient(server);
            String task = client.create();
            client.start(task);
            String result = client.lastResult(task).get("id").textValue();
            for (String location :
                    List.of("../secret", "nightly/../../secret", "/etc/passwd", "absent.log", "nightly/42.log/")) {
                HttpResponse<String> rejected = name(caller, result, location);
                assertThat(rejected.statusCode()).isEqualTo(404);
                assertThat(rejected.body()).contains("is the file '" + location + "'");
            }
            assertThat(name(caller, result, "nightly/42.log").statusCode()).isEqualTo(204);
            assertThat(client.lastResult(task).get("scriptLogSize").intValue()).isEqualTo(14);
            String ticket = caller.get("/qrs/reloadtask/" + task + "/scriptlogfile?executionResultId=" + result)
                    .body()
                    .replaceAll(".*\"value\":\"([0-9a-f-]+)\".*", "$1");
            String download = "/qrs/download/reloadtask/" + ticket + "/Nightly.log";
            assertThat(caller.get(download).body()).isEqualTo("line 1\nline 2\n");
            Files.delete(logs.resolve("nightly/42.log"));
            assertThat(caller.get(download).statusCode()).isEqualTo(404);
            assertThat(server.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "., --database, jdbc:h2:file:./new/sessions",
        "keys, --database-password-file, keys/password",
        "link, --notification-secret-file, keys/password",
        "keys, --task-webhook-secret-file, link/password"
    })
    void aFolderWithTheFileOfAnotherOption_preventsTheStart(String logs, String option, String value)
            throws IOException {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(keys.resolve("password"), "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");
        Files.createSymbolicLink(folder.resolve("link"), keys);
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--port=0", "--script-log-folder", logs, option, value));
        if (option.contains("webhook")) {
            arguments.add("--task-webhook-url=http://127.0.0.1:9/run");
        }
        RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), arguments.toArray(String[]::new));
        assertThat(ended.status()).isOne();
        assertThat(ended.err())
                .contains("the folder of script logs, " + logs + " (--script-log-folder), contains ")
                .contains(" (" + option + "), which callers could then read")
                .doesNotContain("\tat ");
    }

    @Test
    void aMissingFolder_preventsTheStart() throws IOException {
        RunnableJar.Ended ended =
                RunnableJar.run(folder, Map.of(), "serve", "--port=0", "--script-log-folder", "absent");
        assertThat(ended.status()).isOne();
        assertThat(ended.err())
                .contains("the folder of script logs, absent (--script-log-folder), is not a folder")
                .doesNotContain("\tat ");
    }
}
