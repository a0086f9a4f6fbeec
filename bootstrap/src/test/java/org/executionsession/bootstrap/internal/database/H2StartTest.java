package org.executionsession.bootstrap.internal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.executionsession.bootstrap.internal.database.DatabaseUrl.Login;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.bootstrap.support.LoggedMessages;
import org.executionsession.jdbi.H2File;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what the server does with an H2 database when it starts: recovery after a power loss, and the reuse of space. */
class H2StartTest {

    private static final int BLOCK = 4096;

    @TempDir
    Path folder;

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("sessions");
    }

    private static void start(String url) {
        start(url, new Login(null, null));
    }

    private static void start(String url, Login login) {
        DatabasePool.open(DatabaseUrl.of(url, login), false, Duration.ofSeconds(20))
                .close();
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "sa", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private int query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private int retention() throws SQLException {
        return query("select setting_value from information_schema.settings where setting_name = 'RETENTION_TIME'");
    }

    @Test
    void space_isReusedSoonerThanByDefault() throws SQLException {
        execute("create table t (id int)");
        assertThat(retention()).isEqualTo(45_000);
        start(url());
        assertThat(retention()).isEqualTo(5_000);
    }

    @Test
    void theFile_isProtectedFromFailedWrites() throws SQLException {
        try (DatabasePool pool =
                        DatabasePool.open(DatabaseUrl.of(url(), new Login(null, null)), false, Duration.ofSeconds(20));
                Connection connection = pool.dataSource().getConnection()) {
            assertThat(connection.getMetaData().getURL()).startsWith("jdbc:h2:failstop:");
        }
    }

    @Test
    void aRetentionTimeOfTheOperator_isKept() throws SQLException {
        start(url() + ";RETENTION_TIME=60000");
        assertThat(retention()).isEqualTo(60_000);
    }

    /** The power failed when the header of the file was on the disk and the last chunk was not. */
    @Test
    void theHeader_isCheckedAfterAPowerLoss() throws Exception {
        execute("set retention_time 600000", "create table t (id int)", "insert into t values (1), (2)");
        pointHeaderBehindTheEnd();
        List<String> logged = LoggedMessages.of(H2File.class, () -> start(url()));
        assertThat(query("select count(*) from t")).isEqualTo(2);
        assertThat(logged).singleElement().asString().contains("its header names 4095");
    }

    /** Only the first bytes of the file were copied. H2 would open it as an empty database. */
    @Test
    void aFileWithoutAnyData_isRejected() throws Exception {
        execute("create table t (id int)");
        pointHeaderBehindTheEnd();
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("sessions.mv.db").toFile(), "rw")) {
            file.setLength(2 * BLOCK);
        }
        assertThatExceptionOfType(StartupException.class)
                .isThrownBy(() -> start(url()))
                .withMessageContaining("sessions.mv.db is incomplete or damaged: its header names version 4095")
                .withMessageContaining("replace it by a complete copy");
        assertThat(folder.resolve("sessions.mv.db")).hasSize(2 * BLOCK);
    }

    /** H2 would open it as an empty database, and overwrite it. */
    @Test
    void anEncryptedFileWithoutItsEnd_isRejected() throws Exception {
        String url = url() + ";CIPHER=AES";
        Path file = folder.resolve("sessions.mv.db");
        for (Login login : List.of(new Login("sa", "file user"), new Login(null, null))) {
            String withLogin = login.password() == null ? url + ";USER=sa;PASSWORD=file user" : url;
            start(withLogin, login);
            byte[] all = Files.readAllBytes(file);
            byte[] cut = Arrays.copyOf(all, all.length - BLOCK);
            Files.write(file, cut);
            assertThatExceptionOfType(StartupException.class)
                    .isThrownBy(() -> start(withLogin, login))
                    .withMessageContaining(file + " is incomplete");
            assertThat(file).hasBinaryContent(cut);
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 0", ";CIPHER=AES, 0", ";CIPHER=AES, 4096"})
    void aFileWithoutData_isReported(String settings, int size) throws Exception {
        String url = url() + settings;
        Login login = new Login("sa", "file user");
        Path file = folder.resolve("sessions.mv.db");
        assertThat(LoggedMessages.of(H2Files.class, () -> start(url, login))).isEmpty();
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), size));
        assertThat(LoggedMessages.of(H2Files.class, () -> start(url, login)))
                .containsExactly("the file of the database " + file + " has no data: a new database is created in it");
        assertThat(LoggedMessages.of(H2Files.class, () -> start(url, login))).isEmpty();
    }

    /** Also if the newest part of the file is there, and refers to parts that are missing. */
    @ParameterizedTest
    @CsvSource({"''", ";CIPHER=AES"})
    void aFileWithoutItsEnd_isReportedAsIncomplete(String settings) throws Exception {
        String url = url() + settings;
        Login login = new Login("sa", "file user");
        try (DatabasePool pool = DatabasePool.open(DatabaseUrl.of(url, login), false, Duration.ofSeconds(20));
                Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int, payload varchar)");
            for (int i = 0; i < 50; i++) {
                statement.execute("insert into t select x, random_uuid() from system_range(1, 100)");
            }
        }
        Path file = folder.resolve("sessions.mv.db");
        byte[] all = Files.readAllBytes(file);
        for (int eighths = 1; eighths < 8; eighths++) {
            byte[] cut = Arrays.copyOf(all, all.length * eighths / 8);
            Files.write(file, cut);
            assertThatExceptionOfType(StartupException.class)
                    .isThrownBy(() -> start(url, login))
                    .withMessageContaining(file.toString())
                    .withMessageContaining(" is incomplete or damaged")
                    .withMessageContaining("replace it by a complete copy");
            assertThat(file).hasBinaryContent(cut);
        }
    }

    /** What H2 advises must not be done with the file of a server, and the prefix is not in the URL of the operator. */
    @Test
    void aDamagedFile_isReportedWithoutTheAdviceOfH2() throws Exception {
        Path file = Files.write(folder.resolve("sessions.mv.db"), new byte[3 * BLOCK]);
        assertThatExceptionOfType(StartupException.class)
                .isThrownBy(() -> start(url()))
                .withMessageContaining(file.toString())
                .satisfies(failure -> assertThat(failure.getMessage())
                        .doesNotContain("failstop")
                        .doesNotContain("Possible")
                        .doesNotContain("recovery tool"));
    }

    private void pointHeaderBehindTheEnd() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("sessions.mv.db").toFile(), "rw")) {
            byte[] block = new byte[BLOCK];
            file.readFully(block);
            String text = new String(block, StandardCharsets.ISO_8859_1);
            String changed = text.substring(0, text.indexOf(",fletcher:"))
                    .replaceFirst("block:\\w+", "block:" + Long.toHexString(file.length() / BLOCK + 1_000))
                    .replaceFirst("chunk:\\w+", "chunk:fff")
                    .replaceFirst("version:\\w+", "version:fff")
                    .replace(",clean:1", "");
            byte[] bytes = changed.getBytes(StandardCharsets.ISO_8859_1);
            String header = changed + ",fletcher:"
                    + Integer.toHexString(DataUtils.getFletcher32(bytes, 0, bytes.length)) + "\n";
            byte[] written = new byte[2 * BLOCK];
            byte[] copy = header.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(copy, 0, written, 0, copy.length);
            System.arraycopy(copy, 0, written, BLOCK, copy.length);
            file.seek(0);
            file.write(written);
        }
    }
}
