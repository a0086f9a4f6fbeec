package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.support.FullDiskFiles;
import org.executionsession.jdbi.support.FullDiskFiles.Shortage;
import org.executionsession.jdbi.support.PowerLossFiles;
import org.executionsession.jdbi.support.PowerLossFiles.Disk;
import org.executionsession.jdbi.support.PowerLossFiles.Write;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the files that power losses can leave: each acknowledged session is in them. */
@Timeout(600)
class H2FileRecoveryTest {

    /** Space is reused, and the background thread of H2 compacts the file, sooner than by default. */
    private static final String BUSY = ";WRITE_DELAY=30;RETENTION_TIME=1000";

    private static final int LOSSES = 40;
    private static final int OPEN_LOSSES = 8;
    private static final int ROWS = 100;
    private static final int FAILED_SYNCS = 20;
    private static final int STORED = 150;

    private static final int BLOCK = 4096;
    private static final String ENCRYPTED = ";CIPHER=AES";

    /** The one of the file, with characters of which H2 uses the low byte, and the one of the user. */
    private static final String PASSWORDS = "f\u00efle\u0161 user";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<UUID> stored = new ArrayList<>();
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    /** What a power loss has left, and the sessions that were acknowledged before. */
    private record Loss(byte[] file, Set<UUID> acknowledged) {}

    @ParameterizedTest
    @ValueSource(strings = {"", ENCRYPTED})
    void aHeaderThatIsWrittenBeforeItsChunk_losesNoSession(String settings) throws Exception {
        int header = settings.isEmpty() ? 0 : BLOCK;
        Predicate<Write> isHeader = write -> write.position() == header;
        assertNothingLost(settings, disk -> disk.hasUnsynced(isHeader), isHeader);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ENCRYPTED})
    void anyOfTheLastWrites_loseNoSession(String settings) throws Exception {
        assertNothingLost(settings, disk -> random.nextInt(10) == 0, write -> random.nextBoolean());
    }

    private void assertNothingLost(String settings, Predicate<Disk> isLost, Predicate<Write> isWritten)
            throws Exception {
        PowerLossFiles.register();
        AtomicReference<Loss> loss = new AtomicReference<>();
        Path database = folder.resolve("sessions");
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:" + PowerLossFiles.SCHEME + ":file:" + database + BUSY + settings, "sa", PASSWORDS);
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
            Disk disk = PowerLossFiles.disk(database + ".mv.db");
            disk.beforeSync(synced -> {
                if (loss.get() == null && isLost.test(synced)) {
                    Set<UUID> before = new HashSet<>(acknowledged);
                    loss.set(new Loss(synced.afterPowerLoss(isWritten), before));
                }
            });
            for (int losses = 0; losses < LOSSES; ) {
                change(store);
                Loss next = loss.get();
                if (next != null) {
                    losses++;
                    assertThat(recovered(next.file(), settings))
                            .as("seed %d", seed)
                            .containsAll(stillStored(next));
                    loss.set(null);
                }
            }
            disk.beforeSync(synced -> {});
        } finally {
            pool.dispose();
        }
    }

    private void change(JdbiExecutionSessionStore store) {
        if (stored.size() > STORED && random.nextBoolean()) {
            UUID id = stored.remove(random.nextInt(stored.size()));
            acknowledged.remove(id);
            store.sessions().remove(id);
        } else {
            ExecutionSession session = ExecutionSession.create(
                    ExecutionSessionDraft.builder()
                            .user("ACME\\jo " + "x".repeat(500))
                            .build(),
                    Instant.parse("2026-11-24T10:20:30.456Z"),
                    Caller.SERVICE,
                    UUID::randomUUID);
            store.sessions().add(session);
            stored.add(session.id());
            acknowledged.add(session.id());
        }
    }

    /** The power loss can be in the middle of a removal that has not been acknowledged. */
    private Set<UUID> stillStored(Loss loss) {
        Set<UUID> ids = new HashSet<>(loss.acknowledged());
        ids.retainAll(acknowledged);
        return ids;
    }

    private Set<UUID> recovered(byte[] file, String settings) throws IOException, SQLException {
        Path database = folder.resolve("recovered");
        Files.write(folder.resolve("recovered.mv.db"), file);
        assertFailedRecoveryIsReported(database + settings);
        String url = H2File.prepare("jdbc:h2:file:" + database + ";IFEXISTS=TRUE" + settings, PASSWORDS);
        try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORDS);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, document from execution_session")) {
            Set<UUID> ids = new HashSet<>();
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    /** Otherwise H2 would open an older version, and overwrite the newest one. */
    private static void assertFailedRecoveryIsReported(String database) {
        FullDiskFiles.register();
        Shortage shortage = FullDiskFiles.failNextWrite();
        boolean isReported = false;
        try {
            H2File.prepare("jdbc:h2:" + FullDiskFiles.SCHEME + ":" + database, PASSWORDS);
        } catch (UncheckedIOException reported) {
            assertThat(reported).hasMessageContaining("No space left on device");
            isReported = true;
        } finally {
            FullDiskFiles.freeDisk();
        }
        assertThat(isReported).isEqualTo(shortage.hasHappened());
    }

    /** H2 moves chunks to the beginning of the file when it closes it. */
    @ParameterizedTest
    @ValueSource(strings = {"", ENCRYPTED})
    void aPowerLossWhileTheFileIsClosed_losesNoRow(String settings) throws Exception {
        PowerLossFiles.register();
        Path database = folder.resolve("closing");
        String url = "jdbc:h2:" + PowerLossFiles.SCHEME + ":file:" + database + ";RETENTION_TIME=5000" + settings;
        Disk disk = PowerLossFiles.disk(database + ".mv.db");
        int acknowledged = 0;
        for (int round = 0; round < 4; round++) {
            List<byte[]> losses = new ArrayList<>();
            try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORDS);
                    Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists t (id int, payload varchar)");
                for (int i = 0; i < 6; i++) {
                    int rows = i % 3 == 0 ? 300 : 1;
                    statement.execute("insert into t select 1, random_uuid() from system_range(1, " + rows + ")");
                    statement.execute("checkpoint sync");
                    acknowledged += rows;
                }
                disk.beforeSync(synced -> losses.addAll(lossesOf(synced)));
            }
            losses.addAll(lossesOf(disk));
            disk.beforeSync(synced -> {});
            for (byte[] loss : losses) {
                assertNoRowIsLost(loss, settings, acknowledged);
            }
        }
    }

    /** The build disables the assertions of H2. One of them failed in some runs of these tests. */
    @Test
    void theAssertionsOfH2_areDisabled() {
        assertThat(MVStore.class.desiredAssertionStatus()).isFalse();
        assertThat(H2FileRecovery.class.desiredAssertionStatus()).isTrue();
    }

    /** The undo log of a transaction refers to maps by their numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"", ENCRYPTED})
    void aTransactionThatWasOpen_isRolledBack(String settings) throws Exception {
        PowerLossFiles.register();
        Path database = folder.resolve("open");
        String url = "jdbc:h2:" + PowerLossFiles.SCHEME + ":file:" + database + BUSY + settings;
        Disk disk = PowerLossFiles.disk(database + ".mv.db");
        int header = settings.isEmpty() ? 0 : BLOCK;
        Predicate<Write> isHeader = write -> write.position() == header;
        List<byte[]> losses = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORDS);
                Statement statement = connection.createStatement();
                Connection open = DriverManager.getConnection(url, "sa", PASSWORDS);
                Statement uncommitted = open.createStatement()) {
            createTables(statement);
            open.setAutoCommit(false);
            disk.beforeSync(synced -> {
                if (synced.hasUnsynced(isHeader)) {
                    losses.add(synced.afterPowerLoss(isHeader));
                }
            });
            while (losses.size() < OPEN_LOSSES) {
                uncommitted.execute("insert into t select 2, random_uuid() from system_range(1, 20)");
                uncommitted.execute("update t set id = 3 where id = 1");
                statement.execute("checkpoint sync");
            }
            disk.beforeSync(synced -> {});
        }
        for (byte[] loss : losses) {
            assertRows(loss, settings, ROWS);
        }
    }

    /** The numbers of the maps of a file have gaps. */
    private static void createTables(Statement statement) throws SQLException {
        statement.execute("create table dropped (id int primary key, payload varchar)");
        statement.execute("create table t (id int, payload varchar)");
        statement.execute("create index t_payload on t (payload)");
        statement.execute("insert into t select 1, random_uuid() from system_range(1, " + ROWS + ")");
        statement.execute("drop table dropped");
        statement.execute("checkpoint sync");
    }

    private void assertRows(byte[] loss, String settings, int rows) throws Exception {
        Path database = folder.resolve("closed");
        Files.write(folder.resolve("closed.mv.db"), loss);
        String url = H2File.prepare("jdbc:h2:file:" + database + ";IFEXISTS=TRUE" + settings, PASSWORDS);
        try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORDS);
                Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery(
                        "select count(*), count(*) filter (where id = 1), count(distinct payload) from t")) {
            counted.next();
            assertThat(List.of(counted.getInt(1), counted.getInt(2), counted.getInt(3)))
                    .containsOnly(rows);
        }
    }

    /** Returns what is left of each set of the writes that are not synced, or of many random sets. */
    private List<byte[]> lossesOf(Disk disk) {
        List<byte[]> losses = new ArrayList<>();
        for (int set = 0; set < 64; set++) {
            int bits = set;
            AtomicInteger write = new AtomicInteger();
            losses.add(disk.afterPowerLoss(
                    any -> write.get() < 6 ? (bits >> write.getAndIncrement() & 1) == 1 : random.nextBoolean()));
        }
        return losses;
    }

    /** A file that H2 has just closed can be rejected: it looks like an incomplete copy. */
    private void assertNoRowIsLost(byte[] loss, String settings, int acknowledged) throws Exception {
        Path database = folder.resolve("closed");
        Path file = folder.resolve("closed.mv.db");
        Files.write(file, loss);
        String url = "jdbc:h2:file:" + database + ";IFEXISTS=TRUE" + settings;
        try {
            url = H2File.prepare(url, PASSWORDS);
        } catch (IllegalArgumentException rejected) {
            assertThat(file).hasBinaryContent(loss);
            return;
        }
        try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORDS);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from t")) {
            rows.next();
            assertThat(rows.getInt(1)).as("seed %d", seed).isGreaterThanOrEqualTo(acknowledged);
        }
    }

    @Test
    void aFailedSync_losesNoSessionThatIsAcknowledgedAfterIt() throws Exception {
        PowerLossFiles.register();
        Path database = folder.resolve("sessions");
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                H2File.prepare("jdbc:h2:" + PowerLossFiles.SCHEME + ":file:" + database + BUSY), "sa", PASSWORDS);
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
            Disk disk = PowerLossFiles.disk(database + ".mv.db");
            for (int failures = 0; failures < FAILED_SYNCS; failures++) {
                changeUntilAcknowledged(store, 5);
                disk.failNextSync();
                changeUntilAcknowledged(store, 1);
                assertThat(recovered(disk.afterPowerLoss(write -> false), ""))
                        .as("seed %d", seed)
                        .containsAll(acknowledged);
            }
        } finally {
            pool.dispose();
        }
    }

    /** The connections of the pool are replaced one after the other. */
    private void changeUntilAcknowledged(JdbiExecutionSessionStore store, int changes) {
        int done = 0;
        while (done < changes) {
            try {
                change(store);
                done++;
            } catch (StoreUnavailableException closed) {
                assertThat(closed).hasMessageContaining("the database cannot");
            }
        }
    }

    @Test
    void aFileThatIsComplete_isNotChanged() throws Exception {
        Path file = folder.resolve("complete.mv.db");
        assertThat(recover(file)).as("no file").isFalse();
        try (Connection connection = DriverManager.getConnection(url(file), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int)");
        }
        byte[] before = Files.readAllBytes(file);
        assertThat(recover(file)).isFalse();
        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no database", "H2encrypt\n"})
    void aFileThatCannotBeRecovered_isNotChanged(String content) throws Exception {
        Path file = folder.resolve("other.mv.db");
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, bytes);
        assertThat(recover(file)).isFalse();
        assertThat(file).hasBinaryContent(bytes);
    }

    private static boolean recover(Path file) {
        return new H2FileRecovery(file.toString(), H2FileKey.NONE).recover();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H:2,no database", "H:2,block:2,chunk:1", "H:2,block:7fffffffffffffff,chunk:1"})
    void aFileWithADamagedHeader_isNotChanged(String header) throws Exception {
        Path file = folder.resolve("other.mv.db");
        byte[] bytes = Arrays.copyOf(header.getBytes(StandardCharsets.ISO_8859_1), 3 * BLOCK);
        Files.write(file, bytes);
        assertThat(recover(file)).isFalse();
        assertThat(file).hasBinaryContent(bytes);
    }

    static Stream<String> encryptions() {
        return Stream.of("", ENCRYPTED, ENCRYPTED + ";PASSWORD=" + PASSWORDS);
    }

    /** H2 would open an encrypted one as an empty database, and one that is not as no database or an empty one. */
    @ParameterizedTest
    @MethodSource("encryptions")
    void aClosedFileWithoutItsEnd_isRejected(String settings) throws Exception {
        Path file = folder.resolve("copy.mv.db");
        String url = url(file) + settings;
        String password = settings.contains("PASSWORD") ? null : PASSWORDS;
        byte[] all = closedFile(url, password);
        int header = settings.isEmpty() ? 2 * BLOCK : 3 * BLOCK;
        List<Integer> lengths = new ArrayList<>(List.of(
                header - 1, header, header + 1, header + BLOCK, all.length / 10, all.length / 2, all.length * 3 / 4));
        for (int missing : List.of(1, 1_000, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 5 * BLOCK)) {
            lengths.add(all.length - missing);
        }
        for (int length : lengths) {
            byte[] cut = Arrays.copyOf(all, length);
            Files.write(file, cut);
            assertThatIllegalArgumentException()
                    .as("%s of %s bytes", length, all.length)
                    .isThrownBy(() -> H2File.prepare(url, password))
                    .withMessageContaining(file + " is incomplete")
                    .withMessageContaining("replace it by a complete copy");
            assertThat(file).hasBinaryContent(cut);
        }
        Files.write(file, all);
        H2File.prepare(url, password);
        assertThat(file).as("the complete file").hasBinaryContent(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, BLOCK - 1, BLOCK + 1, 3 * BLOCK - 1})
    void anEncryptedFileThatEndsWithinItsHeader_isRejectedWithoutItsPassword(int length) throws Exception {
        Path file = folder.resolve("copy.mv.db");
        String url = url(file) + ENCRYPTED;
        byte[] cut = Arrays.copyOf(closedFile(url, PASSWORDS), length);
        Files.write(file, cut);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> H2File.prepare(url))
                .withMessageContaining(file + " is incomplete");
        assertThat(file).hasBinaryContent(cut);
    }

    /** So it is left by a process that is killed while it creates the file. */
    @ParameterizedTest
    @ValueSource(ints = {0, BLOCK})
    void anEncryptedFileWithoutAHeader_isNew(int length) throws Exception {
        Path file = folder.resolve("new.mv.db");
        String url = url(file) + ENCRYPTED;
        Files.write(file, Arrays.copyOf(closedFile(url, PASSWORDS), length));
        assertThat(closedFile(H2File.prepare(url, PASSWORDS), PASSWORDS)).isNotEmpty();
    }

    @Test
    void anEncryptedFileWithAnotherPassword_isNotChanged() throws Exception {
        Path file = folder.resolve("other.mv.db");
        String url = url(file) + ENCRYPTED;
        byte[] all = closedFile(url, PASSWORDS);
        for (String password : Arrays.asList("other user", "none", "", null)) {
            H2File.prepare(url, password);
            assertThat(file).hasBinaryContent(all);
        }
    }

    private static String url(Path file) {
        return "jdbc:h2:file:" + file.toString().replace(".mv.db", "");
    }

    private byte[] closedFile(String url, String password) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "sa", password);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int, payload varchar)");
            statement.execute("insert into t select x, random_uuid() from system_range(1, 5000)");
        }
        return Files.readAllBytes(
                Path.of(url.replaceFirst("jdbc:h2:(file|failstop):", "").replaceFirst(";.*", "") + ".mv.db"));
    }
}
