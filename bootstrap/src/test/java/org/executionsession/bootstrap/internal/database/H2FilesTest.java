package org.executionsession.bootstrap.internal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.bootstrap.internal.database.DatabaseUrl.Login;
import org.executionsession.bootstrap.internal.startup.FilePermissions;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.bootstrap.support.LoggedMessages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read the files of a database, whatever the umask of the process that makes them. */
class H2FilesTest {

    /** The error codes of H2 for a database that does not exist and is not created. */
    private static final Set<Integer> DATABASE_NOT_FOUND = Set.of(90146, 90149);

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
    void createdFiles_areReadableByTheirOwnerAlone(String url) throws IOException {
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
    void aTraceToSlf4j_createsNoTraceFile() {
        open("jdbc:h2:file:" + folder + "/x;TRACE_LEVEL_FILE=4").close();
        assertThat(folder.resolve("x.trace.db")).doesNotExist();
    }

    @Test
    void existingFilesThatOthersCanRead_areReportedAndKeepTheirPermissions() throws IOException {
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
    void urlsWithWhichH2CreatesNoFile_createNoFile(String url) {
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
        "jdbc:h2:{}/a/x;AUTO\\_SERVER=t, AUTO_SERVER=T",
        "jdbc:h2:{}/a/x;AUTO_SERVER\\=y, AUTO_SERVER=Y",
        "jdbc:h2:{}/a/x;auto_ſerver=1, AUTO_SERVER=1",
        "jdbc:h2:{}/a/x;FILE_LOCK=SOCKET, FILE_LOCK=SOCKET",
        "jdbc:h2:{}/a/x;FILE_LOCK=file, FILE_LOCK=FILE",
        "jdbc:h2:{}/a/x;DEFRAG_ALWAYS=yes, DEFRAG_ALWAYS=YES"
    })
    void settingsThatCreateFilesForOthers_areRejected(String url, String named) {
        assertThatThrownBy(() -> open(url.replace("{}", folder.toString())))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(" cannot be used with " + named + ", ");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTO_SERVER=FALSE", "FILE_LOCK=FS", "DEFRAG_ALWAYS=0"})
    void settingsThatCreateNoFurtherFiles_areAccepted(String setting) throws IOException {
        open("jdbc:h2:file:" + folder + "/x;" + setting).close();
        assertThat(permissions(folder.resolve("x.mv.db"))).isEqualTo("rw-------");
    }

    /** Compares with the driver, which creates the database unless the setting is true. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUE", "true", "True", "t", "T", "yes", "YES", "y", "Y", "1", "\\1", "t\\rue", "FALSE", "f", "no", "N",
                "0", "on", "ON", "2", "01", "+1", "enabled", "tru", "true ", " true", "yess", ""
            })
    void booleanSettings_areReadAsH2ReadsThem(String value) throws SQLException {
        for (String setting : List.of("IFEXISTS", "ifexists", "FORBID_CREATION", "IF\\EXISTS", "ıfexists")) {
            String name = "/" + UUID.randomUUID();
            String settings = ";CACHE_SIZE=64;" + setting + "=" + value;
            boolean createdByH2 = isCreatedByH2("jdbc:h2:file:" + folder + name + "-h2" + settings);
            H2Files.of("jdbc:h2:file:" + folder + name + settings).orElseThrow().restrictToOwner();
            assertThat(Files.exists(folder.resolve(name.substring(1) + ".mv.db")))
                    .as("created with %s=%s", setting, value)
                    .isEqualTo(createdByH2);
        }
    }

    private static boolean isCreatedByH2(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.isValid(0);
        } catch (SQLException rejected) {
            if (DATABASE_NOT_FOUND.contains(rejected.getErrorCode())) {
                return false;
            }
            throw rejected;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE_LEVEL_FILE=3", "trace_level_file=0x2", "TRACE_LEVEL_FILE=+3", "TRACE_LEVEL_FILE=02"})
    void aTraceFile_isReadableByItsOwnerAloneAlsoBesideAnExistingDatabase(String setting) {
        String url = "jdbc:h2:file:" + folder + "/x";
        open(url).close();
        open(url + ";" + setting).close();
        assertThat(permissions(folder.resolve("x.trace.db"))).isEqualTo("rw-------");
    }

    @Test
    void aTraceFile_isNotCreatedAtLevelZero() {
        open("jdbc:h2:file:" + folder + "/x;TRACE_LEVEL_FILE=0").close();
        assertThat(folder.resolve("x.trace.db")).doesNotExist();
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

    private static String log(Runnable action) {
        return String.join("\n", LoggedMessages.of(FilePermissions.class, action));
    }
}
