package org.executionsession.jdbi;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.h2.engine.ConnectionInfo;
import org.h2.engine.Constants;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers the newest version in the file of an H2 database after a power loss.
 *
 * <p>A commit of H2 writes a chunk of data and then, often, the header of the file, which refers to the chunk. If the header has reached
 * the disk and the chunk, or an earlier one that it needs, has not, H2 2.4.240 opens the file with the chunk at its end, which can be tens of
 * seconds old: it loses all commits after that, although they were synced. A search of the whole file finds the newest one.
 */
public final class H2FileRecovery {

    /** The size of each of the two copies of the header. */
    private static final int BLOCK = 4096;

    /** The first bytes of each copy of the header, unless the file is encrypted. */
    private static final String HEADER = "H:2,";

    private static final Logger LOG = LoggerFactory.getLogger(H2FileRecovery.class);

    private H2FileRecovery() {}

    /**
     * Recovers the file of a database if H2 would open an older version than its header names, and the whole file has a newer one. It writes
     * to the file only then. After a clean shutdown it reads two blocks. It does nothing if the URL is not that of a file of H2 in this
     * process, or if the file does not exist, is encrypted, cannot be written, or is open in another process. H2 reports a file that cannot
     * be recovered.
     *
     * <p>Call this before the first connection to the database, and never while this process has it open: on Linux, that releases the lock
     * of H2 on the file.
     *
     * @param url the JDBC URL of the database; not null
     * @return whether the file was recovered
     */
    public static boolean recover(String url) {
        requireNonNull(url, "url");
        return file(url).filter(H2FileRecovery::recoverFile).isPresent();
    }

    private static Optional<String> file(String url) {
        if (!url.startsWith(Constants.START_URL)) {
            return Optional.empty();
        }
        try {
            ConnectionInfo database = new ConnectionInfo(url, null, null, null);
            return database.isRemote() || !database.isPersistent()
                    ? Optional.empty()
                    : Optional.of(database.getName() + Constants.SUFFIX_MV_FILE);
        } catch (DbException | IllegalArgumentException malformed) {
            // H2 reports the error. It can contain a password, so it is not logged here.
            return Optional.empty();
        }
    }

    private static boolean recoverFile(String file) {
        try {
            long named = versionOfHeader(file);
            if (named == 0) {
                return false;
            }
            long opened = version(reader(file));
            if (opened >= named) {
                return false;
            }
            // A file whose end is missing may have nothing to recover. It is not written to.
            if (version(reader(file).recoveryMode()) <= opened) {
                LOG.warn("{} has no complete version that is newer than {}; its header names {}", file, opened, named);
                return false;
            }
            return recover(file, opened, named);
        } catch (IOException | RuntimeException failure) {
            LOG.debug("cannot recover {}", file, failure);
            return false;
        }
    }

    private static boolean recover(String file, long opened, long named) {
        MVStore store = new MVStore.Builder()
                .fileName(file)
                .recoveryMode()
                .autoCommitDisabled()
                .open();
        boolean isWritable = !store.isReadOnly();
        long recovered = store.getCurrentVersion();
        store.close();
        if (isWritable) {
            LOG.warn(
                    "recovered version {} of {}, whose header names {}; H2 would have opened {}",
                    recovered,
                    file,
                    named,
                    opened);
        }
        return isWritable;
    }

    private static MVStore.Builder reader(String file) {
        return new MVStore.Builder().fileName(file).readOnly().autoCommitDisabled();
    }

    private static long version(MVStore.Builder reader) {
        MVStore store = reader.open();
        try {
            return store.getCurrentVersion();
        } finally {
            store.closeImmediately();
        }
    }

    /** Returns the newest version that the header names; 0 if the file needs no recovery, or has no header. */
    private static long versionOfHeader(String file) throws IOException {
        if (!FileUtils.exists(file)) {
            return 0;
        }
        try (FileChannel channel = FileUtils.open(file, "r")) {
            String first = read(channel, 0, BLOCK);
            String second = read(channel, BLOCK, BLOCK);
            boolean isClean =
                    line(first).equals(line(second)) && attributes(first).containsKey("clean");
            return isClean ? 0 : Math.max(version(first), version(second));
        }
    }

    private static long version(String header) {
        return header.startsWith(HEADER) ? Long.parseLong(attributes(header).getOrDefault("version", "0"), 16) : 0;
    }

    private static String read(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(bytes);
        int read = 0;
        while (read >= 0 && block.hasRemaining()) {
            read = channel.read(block, position + block.position());
        }
        return new String(block.array(), StandardCharsets.ISO_8859_1);
    }

    private static String line(String block) {
        int end = block.indexOf('\n');
        return end < 0 ? block : block.substring(0, end);
    }

    /** Parses attributes in the format of H2, such as {@code chunk:1a,len:5}. The numbers are hexadecimal. */
    private static Map<String, String> attributes(String block) {
        Map<String, String> attributes = new HashMap<>();
        for (String attribute : line(block).strip().split(",")) {
            int colon = attribute.indexOf(':');
            attributes.put(attribute.substring(0, Math.max(0, colon)), attribute.substring(colon + 1));
        }
        return attributes;
    }
}
