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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.support.FullDiskFiles;
import org.executionsession.jdbi.support.FullDiskFiles.Shortage;
import org.executionsession.jdbi.support.PowerLossFiles;
import org.executionsession.jdbi.support.PowerLossFiles.Disk;
import org.executionsession.jdbi.support.PowerLossFiles.Write;
import org.h2.jdbc.JdbcSQLNonTransientConnectionException;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the files that power losses can leave: each acknowledged session is in them. */
@Timeout(180)
class H2FileRecoveryTest {

    /** Space is reused, and the background thread of H2 compacts the file, sooner than by default. */
    private static final String BUSY = ";WRITE_DELAY=30;RETENTION_TIME=1000";

    private static final int LOSSES = 40;
    private static final int FAILED_SYNCS = 20;
    private static final int STORED = 150;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<UUID> stored = new ArrayList<>();
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    /** What a power loss has left, and the sessions that were acknowledged before. */
    private record Loss(byte[] file, Set<UUID> acknowledged) {}

    @Test
    void aHeaderThatIsWrittenBeforeItsChunk_losesNoSession() throws Exception {
        assertNothingLost(disk -> disk.hasUnsynced(H2FileRecoveryTest::isHeader), H2FileRecoveryTest::isHeader);
    }

    @Test
    void anyOfTheLastWrites_loseNoSession() throws Exception {
        assertNothingLost(disk -> random.nextInt(10) == 0, write -> random.nextBoolean());
    }

    private static boolean isHeader(Write write) {
        return write.position() == 0;
    }

    private void assertNothingLost(Predicate<Disk> isLost, Predicate<Write> isWritten) throws Exception {
        PowerLossFiles.register();
        AtomicReference<Loss> loss = new AtomicReference<>();
        Path database = folder.resolve("sessions");
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:" + PowerLossFiles.SCHEME + ":file:" + database + BUSY, "sa", "");
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
                    assertThat(recovered(next.file())).as("seed %d", seed).containsAll(stillStored(next));
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

    private Set<UUID> recovered(byte[] file) throws IOException, SQLException {
        Path database = folder.resolve("recovered");
        Files.write(folder.resolve("recovered.mv.db"), file);
        assertFailedRecoveryIsReported(database);
        String url = "jdbc:h2:file:" + database + ";IFEXISTS=TRUE";
        try (Connection connection = DriverManager.getConnection(H2File.prepare(url), "sa", "");
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
    private static void assertFailedRecoveryIsReported(Path database) {
        FullDiskFiles.register();
        Shortage shortage = FullDiskFiles.failNextWrite();
        boolean isReported = false;
        try {
            H2File.prepare("jdbc:h2:" + FullDiskFiles.SCHEME + ":" + database);
        } catch (UncheckedIOException reported) {
            assertThat(reported).hasMessageContaining("No space left on device");
            isReported = true;
        } finally {
            FullDiskFiles.freeDisk();
        }
        assertThat(isReported).isEqualTo(shortage.hasHappened());
    }

    @Test
    void aFailedSync_losesNoSessionThatIsAcknowledgedAfterIt() throws Exception {
        PowerLossFiles.register();
        Path database = folder.resolve("sessions");
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                H2File.prepare("jdbc:h2:" + PowerLossFiles.SCHEME + ":file:" + database + BUSY), "sa", "");
        try {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
            Disk disk = PowerLossFiles.disk(database + ".mv.db");
            for (int failures = 0; failures < FAILED_SYNCS; failures++) {
                changeUntilAcknowledged(store, 5);
                disk.failNextSync();
                changeUntilAcknowledged(store, 1);
                assertThat(recovered(disk.afterPowerLoss(write -> false)))
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
        assertThat(H2FileRecovery.recover(file.toString())).as("no file").isFalse();
        try (Connection connection = DriverManager.getConnection(url(file), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int)");
        }
        byte[] before = Files.readAllBytes(file);
        assertThat(H2FileRecovery.recover(file.toString())).isFalse();
        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no database",
                "H:2,no database",
                "H:2,block:2,chunk:1",
                "H:2,block:7fffffffffffffff,chunk:1",
                "H2encrypt\n"
            })
    void aFileThatCannotBeRecovered_isNotChanged(String content) throws Exception {
        Path file = folder.resolve("other.mv.db");
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, bytes);
        assertThat(H2FileRecovery.recover(file.toString())).isFalse();
        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void aClosedFileWithNothingButItsHeader_isRejected() throws Exception {
        Path file = folder.resolve("copy.mv.db");
        assertCutIsRejected(file, Arrays.copyOf(closedFile(file), 2 * 4096));
    }

    /** H2 would open it as an empty database, since it was compacted: all tables are in the last chunk. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 4_096})
    void aClosedFileWithoutItsEnd_isRejected(int missingBytes) throws Exception {
        Path file = folder.resolve("copy.mv.db");
        byte[] all = closedFile(file);
        assertCutIsRejected(file, Arrays.copyOf(all, all.length - missingBytes));
        Files.write(file, all);
        assertThat(H2FileRecovery.recover(file.toString()))
                .as("the complete file")
                .isFalse();
        assertThat(file).hasBinaryContent(all);
    }

    private static void assertCutIsRejected(Path file, byte[] cut) throws IOException {
        Files.write(file, cut);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> H2FileRecovery.recover(file.toString()))
                .withMessageContaining(file + " is incomplete")
                .withMessageContaining("replace it by a complete copy");
        assertThat(file).hasBinaryContent(cut);
    }

    private static String url(Path file) {
        return "jdbc:h2:file:" + file.toString().replace(".mv.db", "");
    }

    private static byte[] closedFile(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection(url(file), "sa", "")) {
            connection.createStatement().execute("create table t (id int)");
            connection.createStatement().execute("shutdown compact");
        } catch (JdbcSQLNonTransientConnectionException closed) {
            assertThat((Throwable) closed).hasMessageContaining("already closed");
        }
        return Files.readAllBytes(file);
    }
}
