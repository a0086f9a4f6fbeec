package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.executionsession.jdbi.support.ForkedJvm;
import org.executionsession.jdbi.support.FullDiskFiles;
import org.executionsession.jdbi.support.FullDiskFiles.Shortage;
import org.h2.api.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the URL of a protected file, and what a failed write leaves in it. The recovery has a test of its own. */
@Timeout(60)
class H2FileTest {

    private static final int ROWS = 300;

    /** The one of the file, if it is encrypted, and the one of the user. */
    private static final String PASSWORDS = "file user";

    @TempDir
    Path folder;

    /**
     * The thread of H2 that writes in the background does not close the database when a write fails. Without the protection, it then writes
     * versions that need the missing one.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", ";CIPHER=AES", ";RETENTION_TIME=5000", ";RETENTION_TIME=5000;CIPHER=AES"})
    void afterAFailedWriteInTheBackground_nothingIsWrittenUntilTheNextConnection(String settings) throws Exception {
        FullDiskFiles.register();
        String url = H2File.prepare(
                "jdbc:h2:" + FullDiskFiles.SCHEME + ":" + folder.resolve("sessions") + ";WRITE_DELAY=1" + settings);
        createRows(url);
        Shortage shortage = FullDiskFiles.failNextExtension();
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> replaceRows(url));
        shortage.awaitClosed();
        assertThat(shortage.laterWrites()).isZero();
        try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORDS);
                Statement statement = connection.createStatement()) {
            assertThat(count(statement)).isEqualTo(ROWS);
            statement.execute("insert into t values (0, 'there is space again')");
            assertThat(count(statement)).isEqualTo(ROWS + 1);
        }
    }

    /** On Linux, closing any descriptor of a file releases the locks of the process on it. */
    @Test
    void aFileThatIsOpenWhenItIsPreparedAgain_staysLocked() throws Exception {
        String url = "jdbc:h2:" + folder.resolve("sessions");
        try (Connection open = DriverManager.getConnection(H2File.prepare(url), "sa", "")) {
            assertThat(H2File.prepare(url)).isEqualTo(H2File.prepare(url));
            assertThat(ForkedJvm.run(OtherProcess.class, List.of(), url).strip())
                    .isEqualTo(String.valueOf(ErrorCode.DATABASE_ALREADY_OPEN_1));
            assertThat(open.isValid(0)).isTrue();
        }
        assertThat(ForkedJvm.run(OtherProcess.class, List.of(), url).strip()).isEqualTo("0");
    }

    /** Prints the error of a connection, or 0. */
    static final class OtherProcess {

        public static void main(String... arguments) {
            int error = 0;
            try {
                DriverManager.getConnection(arguments[0], "sa", "").close();
            } catch (SQLException failure) {
                error = failure.getErrorCode();
            }
            System.out.println(error);
        }
    }

    private static void createRows(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORDS);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int primary key, payload varchar)");
            statement.execute("insert into t select x, repeat(random_uuid(), 100) from system_range(1, " + ROWS + ")");
        }
    }

    /** Replaces all rows in one transaction until the database is closed. */
    private static void replaceRows(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORDS);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (true) {
                statement.execute("update t set payload = repeat(random_uuid(), 100)");
            }
        }
    }

    private static int count(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select count(*) from t")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:./x, jdbc:h2:failstop:./x",
        "jdbc:h2:~/x, jdbc:h2:failstop:~/x",
        "jdbc:h2:/x/y, jdbc:h2:failstop:/x/y",
        "jdbc:h2:file:./x;RETENTION_TIME=5000, jdbc:h2:failstop:./x;RETENTION_TIME=5000",
        "jdbc:h2:nio:./x, jdbc:h2:failstop:nio:./x",
        "jdbc:h2:./x;CIPHER=AES, jdbc:h2:failstop:./x;CIPHER=AES",
        "jdbc:h2:./x;CIPHER=AES;PASSWORD_HASH=TRUE, jdbc:h2:failstop:./x;CIPHER=AES;PASSWORD_HASH=TRUE",
        "jdbc:h2:./x;CIPHER=AES;PASSWORD=a b, jdbc:h2:failstop:./x;CIPHER=AES;PASSWORD=a b",
        "jdbc:h2:./x;;RETENTION_TIME=5000;, jdbc:h2:failstop:./x;;RETENTION_TIME=5000;",
        "jdbc:h2:failstop:./x, jdbc:h2:failstop:./x"
    })
    void aUrlOfAFile_isThatOfTheProtectedFile(String url, String expected) {
        assertThat(H2File.prepare(url)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:x",
                "jdbc:h2:tcp://localhost/x",
                "jdbc:h2:x",
                "jdbc:h2:file:./x;NO=SETTING",
                "jdbc:h2:file:./\0x",
                "jdbc:postgresql://localhost/x",
                ""
            })
    void otherUrls_stayAsTheyAre(String url) {
        assertThat(H2File.prepare(url)).isEqualTo(url);
    }
}
