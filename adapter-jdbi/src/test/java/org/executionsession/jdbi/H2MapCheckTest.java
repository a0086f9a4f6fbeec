package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
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

    /** With these bytes, H2 begins values of the SQL types of those names. */
    private static final byte ROW = 27;

    private static final byte ARRAY = 17;

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
                            + " c clob, l blob, a int array, e enum('one', 'two'), k varchar_ignorecase)");
            statement.execute("create index t_k on t (k desc, v)");
            statement.execute("create unique index t_e on t (e, u)");
            statement.execute("insert into t select i, true, 1.5, 2.5, 3.5, current_date, current_timestamp,"
                    + " interval '1-2' year to month, random_uuid(), json '{\"a\": 1}', 'text', x'0102',"
                    + " space(100000), x'03', array[i, 2], 'two', 'k' || i from system_range(1, 1000) s(i)");
            statement.execute("insert into t (i) values (0)");
        }
        assertThat(uncheckedMaps(database)).isEmpty();
    }

    /** H2 reads values of this type only with the columns of their table. */
    @ParameterizedTest
    @ValueSource(strings = {"row(p int, q varchar)", "row(p int, q varchar) array", "\"d\""})
    void mapsWithValuesOfTypeRow_areNotChecked(String type) throws Exception {
        Path database = folder.resolve("rows");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + database, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (i int primary key, v varchar)");
            statement.execute("insert into t select x, 'text' from system_range(1, 1000)");
            statement.execute("create domain \"d\" as row(p int, q varchar)");
            statement.execute("create table r (i int primary key, w " + type + ")");
            String value = type.endsWith("array") ? "array[row(1, 'q')]" : "row(1, 'q')";
            statement.execute("insert into r values (1, " + value + ")");
        }
        assertThat(uncheckedMaps(database)).singleElement().asString().startsWith("table.");
    }

    /** As long as the database has no values of this type, a byte that says so is damage. */
    @Test
    void aValueThatBecameARow_isDamage() throws Exception {
        Path database = tableOfTexts();
        byte[] content = Files.readAllBytes(file(database));
        positionsOf("<0700>", content).forEach(position -> content[position - 2] = ROW);
        Files.write(file(database), content);
        assertThatThrownBy(() -> uncheckedMaps(database))
                .isInstanceOfSatisfying(
                        MVStoreException.class,
                        damage -> assertThat(damage.getErrorCode()).isEqualTo(DataUtils.ERROR_FILE_CORRUPT));
        assertThatThrownBy(() -> readAll(database)).isInstanceOf(SQLException.class);
    }

    /** A disk can write a block to the place of another one, or not write it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void aFileThatPassesWithABlockOfAnotherPlace_canBeRead(int distance) throws Exception {
        Path intact = tableOfTexts();
        byte[] complete = Files.readAllBytes(file(intact));
        long version = version(intact);
        Path database = folder.resolve("torn");
        int damaged = 0;
        for (int block = (2 + distance) * BLOCK; block + BLOCK <= complete.length; block += BLOCK) {
            byte[] torn = complete.clone();
            System.arraycopy(complete, block - distance * BLOCK, torn, block, BLOCK);
            Files.write(file(database), torn);
            try {
                // Without the beginning of the newest chunk, H2 opens an older version, which the check of the header
                // finds.
                if (version(database) < version) {
                    continue;
                }
                uncheckedMaps(database);
            } catch (MVStoreException damage) {
                damaged++;
                continue;
            }
            assertThatCode(() -> readAll(database)).as("block at %d", block).doesNotThrowAnyException();
        }
        assertThat(damaged).isPositive();
    }

    /** H2 reserves memory for a text before it reads it. */
    @Test
    void aLengthThatExceedsTheHeap_isDamage() throws Exception {
        Path database = tableOfTexts();
        byte[] content = Files.readAllBytes(file(database));
        positionsOf("<0700>", content).forEach(position -> writeLongestLength(content, position - 1));
        Files.write(file(database), content);
        assertThatThrownBy(() -> uncheckedMaps(database))
                .isInstanceOf(MVStoreException.class)
                .hasMessageContaining("has a damaged length, or is larger than the heap");
    }

    /** A text can become an array of an array and so on. */
    @Test
    void aValueWithTooManyArraysWithinEachOther_isDamage() throws Exception {
        Path database = folder.resolve("deep");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + database, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (i int primary key, payload varchar)");
            statement.execute("insert into t values (1, '<0001>' || repeat(char(" + ARRAY + "), 100000))");
        }
        byte[] content = Files.readAllBytes(file(database));
        // The text has its type and a length of three bytes before it.
        positionsOf("<0001>", content).forEach(position -> Arrays.fill(content, position - 4, position + 6, ARRAY));
        Files.write(file(database), content);
        assertThatThrownBy(() -> uncheckedMaps(database))
                .isInstanceOf(MVStoreException.class)
                .hasMessageContaining("has too many arrays within each other");
    }

    /** Without the option of the JVM that ends the process, an error that is no exception would end it, and it would be started again. */
    @Test
    void aFileWithALengthThatExceedsTheHeap_isNotReplaced() throws Exception {
        byte[] torn = RecoverableFile.create(folder, ROWS, 300);
        // The length of 300, and the first two characters of a random UUID, which fill the text.
        for (int at = 2 * BLOCK; at < torn.length - 300; at++) {
            boolean isLength = torn[at] == (byte) (300 & 127 | 128) && torn[at + 1] == 300 >> 7;
            if (isLength && torn[at + 2] == torn[at + 250]) {
                writeLongestLength(torn, at);
            }
        }
        assertThat(isRejected(torn)).isTrue();
    }

    /** Writes 2^31 - 1, for which Java reports at once that there is no memory. */
    private static void writeLongestLength(byte[] content, int position) {
        Arrays.fill(content, position, position + 4, (byte) -1);
        content[position + 4] = 7;
    }

    /** Texts that are read as values of type ROW where the end of another one is expected. */
    private Path tableOfTexts() throws SQLException {
        Path database = folder.resolve("texts");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + database, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (i int primary key, payload varchar)");
            statement.execute("insert into t select x, '<' || lpad(x, 4, '0') || '>' || repeat(char(" + ROW
                    + "), 40 + mod(x, 50)) from system_range(1, 2000)");
        }
        return database;
    }

    private static Path file(Path database) {
        return Path.of(database + ".mv.db");
    }

    /** The file can have old copies of a page. */
    private static List<Integer> positionsOf(String text, byte[] content) {
        List<Integer> positions = Pattern.compile(text)
                .matcher(new String(content, StandardCharsets.ISO_8859_1))
                .results()
                .map(MatchResult::start)
                .toList();
        assertThat(positions).isNotEmpty();
        return positions;
    }

    private static void readAll(Path database) throws SQLException {
        assertThat(rows("jdbc:h2:" + database)).isNotNegative();
    }

    private static List<String> uncheckedMaps(Path database) {
        return read(database, store -> {
            H2MapCheck check = new H2MapCheck(store);
            check.checkNames();
            return check.checkEntries();
        });
    }

    private static long version(Path database) {
        return read(database, MVStore::getCurrentVersion);
    }

    private static <T> T read(Path database, Function<MVStore, T> reader) {
        MVStore store = new MVStore.Builder()
                .fileName(file(database).toString())
                .readOnly()
                .autoCommitDisabled()
                .open();
        try {
            return reader.apply(store);
        } finally {
            store.closeImmediately();
        }
    }
}
