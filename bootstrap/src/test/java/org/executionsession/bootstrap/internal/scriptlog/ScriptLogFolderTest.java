package org.executionsession.bootstrap.internal.scriptlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.executionsession.domain.model.ScriptLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads script logs below a folder, and nothing else. */
class ScriptLogFolderTest {

    @TempDir
    Path parent;

    private Path folder;
    private ScriptLogFolder logs;

    @BeforeEach
    void create() throws IOException {
        folder = Files.createDirectories(parent.resolve("logs"));
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/42.log"), "text");
        Files.writeString(parent.resolve("secret"), "secret");
        logs = new ScriptLogFolder(folder);
    }

    private void assertNotRead(String location) {
        assertThat(logs.read(location)).as(location).isEmpty();
        assertThat(logs.size(location)).as(location).isEmpty();
    }

    @Test
    void aFileBelowTheFolder_isRead() throws IOException {
        assertThat(logs.read("a/b/42.log")).contains(new ScriptLog("text"));
        assertThat(logs.size("a/b/42.log")).hasValue(4);
        Files.writeString(folder.resolve("..log"), "");
        assertThat(logs.read("..log")).contains(new ScriptLog(""));
        assertThat(ScriptLogFolder.isSupported(folder)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a",
                "a/b",
                "absent.log",
                "a//b/42.log",
                "absent/42.log",
                "a/b/42.log/x",
                "../secret",
                "../logs/a/b/42.log",
                "a/../../secret",
                "a/b/../b/42.log",
                "./a/b/42.log",
                "/etc/passwd",
                "a\u0000",
                "a\\..\\..\\secret"
            })
    void everythingElse_isNotRead(String location) {
        assertNotRead(location);
    }

    @Test
    void anAbsolutePathOfAFileInTheFolder_isNotRead() {
        assertNotRead(folder.resolve("a/b/42.log").toAbsolutePath().toString());
    }

    @Test
    void links_areNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.log"), parent.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("inside.log"), folder.resolve("a/b/42.log"));
        Files.createSymbolicLink(folder.resolve("up"), parent);
        Files.createSymbolicLink(folder.resolve("a/same"), folder.resolve("a/b"));
        assertNotRead("link.log");
        assertNotRead("inside.log");
        assertNotRead("up/secret");
        assertNotRead("a/same/42.log");
    }

    /** The operator names the folder, which may be a link. */
    @Test
    void aFolderThatIsALink_isRead() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
        assertThat(new ScriptLogFolder(link).read("a/b/42.log")).contains(new ScriptLog("text"));
    }

    @Test
    void aPipe_doesNotBlock() throws Exception {
        Process process =
                new ProcessBuilder("mkfifo", folder.resolve("pipe.log").toString()).start();
        assertThat(process.waitFor()).isZero();
        assertNotRead("pipe.log");
    }

    /** Somebody replaces a folder by a link to another one, again and again. */
    @Test
    void aFolderThatBecomesALink_neverLeadsOut() throws Exception {
        Path outside = Files.createDirectories(parent.resolve("outside"));
        Files.writeString(outside.resolve("42.log"), "secret");
        Path real = folder.resolve("a/b");
        Path hidden = folder.resolve("a/hidden");
        Path link = Files.createSymbolicLink(parent.resolve("to-outside"), outside);
        AtomicBoolean isDone = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            var swaps = thread.submit(() -> {
                while (!isDone.get()) {
                    Files.move(real, hidden);
                    Files.move(link, real);
                    Files.move(real, link);
                    Files.move(hidden, real);
                }
                return null;
            });
            for (int i = 0; i < 20_000; i++) {
                logs.read("a/b/42.log").ifPresent(log -> assertThat(log.text()).isEqualTo("text"));
            }
            isDone.set(true);
            swaps.get();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void ofALargeFile_theBeginningAndTheEndAreRead() throws IOException {
        byte[] large = new byte[5_000_000];
        java.util.Arrays.fill(large, (byte) 'x');
        byte[] begin = "begin".getBytes(StandardCharsets.UTF_8);
        byte[] end = "end\n".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(begin, 0, large, 0, begin.length);
        System.arraycopy(end, 0, large, large.length - end.length, end.length);
        Files.write(folder.resolve("large.log"), large);
        assertThat(logs.size("large.log")).hasValue(5_000_000);
        String text = logs.read("large.log").orElseThrow().text();
        assertThat(text)
                .startsWith("begin")
                .endsWith("end\n")
                .containsPattern("\n\\.\\.\\. \\d+ bytes of the script log were left out \\.\\.\\.\n");
        assertThat(text.length()).isLessThanOrEqualTo(ScriptLog.LENGTH_MAX);
    }

    @Test
    void aFileInAnotherEncoding_isReadAsFarAsPossible() throws IOException {
        Files.write(folder.resolve("latin.log"), new byte[] {'a', (byte) 0xE9, 'b'});
        assertThat(logs.read("latin.log")).contains(new ScriptLog("a\ufffdb"));
    }
}
