package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a file is replaced only by a version that can be read. */
@Timeout(180)
class H2MapCheckTest {

    private static final int BLOCK = 4096;
    private static final int ROWS = 100;

    @TempDir
    Path folder;

    /** A power loss can leave the beginning and the end of a chunk without a block between them. */
    @ParameterizedTest
    @ValueSource(ints = {0, 200})
    void aFileWithABlockOfZeros_isReplacedByAReadableVersionOnly(int kept) throws Exception {
        byte[] complete = RecoverableFile.create(folder, ROWS, 300);
        int rejected = 0;
        for (int block = 2 * BLOCK; block < complete.length; block += BLOCK) {
            byte[] torn = complete.clone();
            Arrays.fill(torn, block + kept, Math.min(block + BLOCK, torn.length) - kept, (byte) 0);
            if (isRejected(torn)) {
                rejected++;
            }
        }
        assertThat(rejected).isPositive();
    }

    private boolean isRejected(byte[] torn) throws IOException, SQLException {
        Path file = folder.resolve("torn.mv.db");
        Files.write(file, torn);
        String url = "jdbc:h2:" + folder.resolve("torn");
        try {
            H2File.prepare(url);
        } catch (UncheckedIOException damaged) {
            assertThat(damaged)
                    .hasMessageMatching(
                            "the newest version of the file \\S+torn.mv.db cannot be recovered, and H2 would"
                                    + " overwrite it: version \\d+ is damaged \\(.+\\); the header names version \\d+,"
                                    + " and H2 would open (no version|version \\d+); keep a copy of the file, and .+");
            assertThat(file).hasBinaryContent(torn);
            return true;
        } catch (IllegalArgumentException incomplete) {
            assertThat(file).hasBinaryContent(torn);
            return false;
        }
        boolean isReplaced = !Arrays.equals(torn, Files.readAllBytes(file));
        if (isReplaced) {
            assertThat(rows(url)).isEqualTo(ROWS);
        }
        return false;
    }

    private static int rows(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(payload) from t")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void valuesOfAllTypes_canBeRead() throws Exception {
        Path database = folder.resolve("types");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + database, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("set collation english");
            statement.execute(
                    "create table t (i int primary key, b boolean, n numeric(20, 3), f decfloat, r real, d date,"
                            + " z timestamp with time zone, y interval year to month, u uuid, j json, v varchar, x varbinary,"
                            + " c clob, l blob, a int array, e enum('one', 'two'), w row(p int, q varchar), k varchar_ignorecase)");
            statement.execute("create index t_k on t (k desc, v)");
            statement.execute("create unique index t_e on t (e, u)");
            statement.execute(
                    "insert into t select i, true, 1.5, 2.5, 3.5, current_date, current_timestamp,"
                            + " interval '1-2' year to month, random_uuid(), json '{\"a\": 1}', 'text', x'0102',"
                            + " space(100000), x'03', array[i, 2], 'two', row(cast(i as int), 'q'), 'k' || i from system_range(1, 1000) s(i)");
            statement.execute("insert into t (i) values (0)");
        }
        try (MVStore store = new MVStore.Builder()
                .fileName(database + ".mv.db")
                .readOnly()
                .autoCommitDisabled()
                .open()) {
            H2MapCheck check = new H2MapCheck(store);
            assertThatCode(check::checkNames).doesNotThrowAnyException();
            assertThatCode(check::checkEntries).doesNotThrowAnyException();
        }
    }
}
