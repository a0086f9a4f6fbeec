package org.executionsession.bootstrap.internal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.bootstrap.internal.database.DatabaseUrl.Login;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read the files of a database, whatever the umask of the process that makes them. */
class H2FilesTest {

    @TempDir
    Path folder;

    @BeforeEach
    void havePermissions() {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:{}/a/b/x",
                "jdbc:h2:{}/a/b/x",
                "jdbc:h2:nio:{}/a/b/x",
                "jdbc:h2:file:{}/a/b/x;TRACE_LEVEL_FILE=3",
                "jdbc:h2:file:{}/a/b/x;USER=es;PASSWORD=abc"
            })
    void whatIsMade_isTheOwnersAlone(String url) throws IOException {
        open(url.replace("{}", folder.toString())).close();
        assertThat(permissions(folder.resolve("a"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("a/b"))).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder.resolve("a/b"))) {
            List<Path> all = files.toList();
            assertThat(all).contains(folder.resolve("a/b/x.mv.db"));
            assertThat(all).allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
        }
    }

    @Test
    void whatIsThere_isLeftAndReported() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-xr-x"));
        String url = "jdbc:h2:file:" + there + "/x";
        assertThat(log(() -> open(url).close())).contains("the folder of the database", "chmod o-rwx " + there);
        assertThat(permissions(there)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(there.resolve("x.mv.db"))).isEqualTo("rw-------");
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-x---"));
        Files.setPosixFilePermissions(there.resolve("x.mv.db"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(log(() -> open(url).close()))
                .contains("the file of the database", "chmod o-rwx " + there.resolve("x.mv.db"))
                .doesNotContain("the folder");
        assertThat(permissions(there.resolve("x.mv.db"))).isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:{}/a/x;IFEXISTS=TRUE",
                "jdbc:h2:file:{}/a/x;CACHE_SIZE=1;forbid_creation=true",
                "jdbc:h2:mem:{}/a/x",
                "jdbc:h2:tcp://127.0.0.1:1/{}/a/x",
                "jdbc:h2:zip:{}/a/x",
                "jdbc:h2:"
            })
    void whereH2MakesNothing_nothingIsMade(String url) {
        H2Files.of(url.replace("{}", folder.toString())).ifPresent(H2Files::restrictToOwner);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:split:{}/a/x, split:",
        "jdbc:h2:split:20:{}/a/x, split:",
        "jdbc:h2:nio:split:{}/a/x, split:",
        "jdbc:h2:file:{}/a/x;AUTO_SERVER=TRUE, AUTO_SERVER=TRUE",
        "jdbc:h2:{}/a/x;CACHE_SIZE=1;Auto_Server=1, AUTO_SERVER=1",
        "jdbc:h2:{}/a/x;AUTO_SERVER=\\true, AUTO_SERVER=TRUE",
        "jdbc:h2:{}/a/x;FILE_LOCK=SOCKET, FILE_LOCK=SOCKET",
        "jdbc:h2:{}/a/x;FILE_LOCK=file, FILE_LOCK=FILE",
        "jdbc:h2:{}/a/x;DEFRAG_ALWAYS=yes, DEFRAG_ALWAYS=YES"
    })
    void whatMakesFilesForOthers_isRejected(String url, String named) {
        assertThatThrownBy(() -> open(url.replace("{}", folder.toString())))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(" cannot be used with " + named + ", ");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTO_SERVER=FALSE", "FILE_LOCK=FS", "DEFRAG_ALWAYS=0"})
    void settingsThatMakeNoFurtherFiles_areAccepted(String setting) throws IOException {
        open("jdbc:h2:file:" + folder + "/x;" + setting).close();
        assertThat(permissions(folder.resolve("x.mv.db"))).isEqualTo("rw-------");
    }

    @Test
    void aTraceFile_isTheOwnersAloneAlsoBesideADatabaseThatIsThere() {
        String url = "jdbc:h2:file:" + folder + "/x";
        open(url).close();
        open(url + ";TRACE_LEVEL_FILE=3").close();
        assertThat(permissions(folder.resolve("x.trace.db"))).isEqualTo("rw-------");
    }

    private static DatabasePool open(String url) {
        return DatabasePool.open(DatabaseUrl.of(url, new Login(null, null)), false, Duration.ofSeconds(20));
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The log goes to stderr. */
    private static String log(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return printed.toString();
    }
}
