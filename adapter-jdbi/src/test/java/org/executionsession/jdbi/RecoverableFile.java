package org.executionsession.jdbi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.executionsession.jdbi.support.PowerLossFiles;
import org.executionsession.jdbi.support.PowerLossFiles.Disk;
import org.executionsession.jdbi.support.PowerLossFiles.Write;

/** The file of a database, after a power loss, of which H2 would open an older version than the newest complete one. */
final class RecoverableFile {

    /** Old chunks are replaced at once, so that the newest one is often not at the end of the file. */
    private static final String REPLACED_AT_ONCE = ";RETENTION_TIME=0;WRITE_DELAY=0";

    private RecoverableFile() {}

    /**
     * Returns such a file, with a table {@code t} of two columns.
     *
     * @param rows how many rows it has
     * @param characters the size of each
     */
    static byte[] create(Path folder, int rows, int characters) throws IOException, SQLException {
        PowerLossFiles.register();
        Path database = folder.resolve("recoverable");
        Disk disk = PowerLossFiles.disk(database + ".mv.db");
        Predicate<Write> isHeader = write -> write.position() == 0;
        AtomicReference<byte[]> loss = new AtomicReference<>();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:" + PowerLossFiles.SCHEME + ":file:" + database + REPLACED_AT_ONCE, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int primary key, payload varchar)");
            statement.execute("insert into t select x, rpad('', " + characters
                    + ", random_uuid()) from system_range(1, " + rows + ")");
            statement.execute("checkpoint sync");
            disk.beforeSync(synced -> {
                if (loss.get() == null && synced.hasUnsynced(isHeader)) {
                    loss.set(synced.afterPowerLoss(isHeader));
                }
            });
            while (loss.get() == null || !isRecovered(folder.resolve("tried.mv.db"), loss.get())) {
                loss.set(null);
                statement.execute("update t set payload = random_uuid() where id <= 10");
                statement.execute("checkpoint sync");
            }
            disk.beforeSync(synced -> {});
        }
        return loss.get();
    }

    private static boolean isRecovered(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new H2FileRecovery(file.toString(), H2FileKey.NONE).recover();
    }
}
