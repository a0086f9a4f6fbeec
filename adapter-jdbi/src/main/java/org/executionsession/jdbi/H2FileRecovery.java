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
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers the newest version in the file of an H2 database after a power loss.
 *
 * <p>A commit of H2 writes a chunk of data and then, often, the header of the file, which refers to the chunk. If the header has reached
 * the disk and the chunk has not, H2 2.4.240 opens the file with the chunk at its end, which can be tens of seconds old: it loses all commits
 * after that, although they were synced. A search of the whole file finds the newest one.
 */
public final class H2FileRecovery {

    /** The file, its chunks, and the two copies of its header have this unit of size. */
    private static final int BLOCK = 4096;

    /** The first bytes of each copy of the header, unless the file is encrypted. */
    private static final String HEADER = "H:2,";

    /** The copy of the header of a chunk at its end. */
    private static final int FOOTER_BYTES = 128;

    private static final Logger LOG = LoggerFactory.getLogger(H2FileRecovery.class);

    private H2FileRecovery() {}

    /**
     * Recovers the file of a database if its header refers to a chunk that is not complete. Call this before the first connection to the
     * database. It reads a few blocks in general, and the whole file if it must recover it. It does nothing if the URL is not that of a file of H2
     * in this process, or if the file does not exist, is encrypted, or is in use. H2 reports a file that cannot be recovered.
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
        } catch (DbException malformed) {
            // H2 reports the error. It can contain a password, so it is not logged here.
            return Optional.empty();
        }
    }

    private static boolean recoverFile(String file) {
        try {
            if (!needsRecovery(file)) {
                return false;
            }
            new MVStore.Builder()
                    .fileName(file)
                    .recoveryMode()
                    .autoCommitDisabled()
                    .open()
                    .close();
            LOG.warn("the last write to {} was incomplete; the newest complete version was recovered", file);
            return true;
        } catch (IOException | MVStoreException failure) {
            LOG.debug("cannot recover {}", file, failure);
            return false;
        }
    }

    private static boolean needsRecovery(String file) throws IOException {
        if (!FileUtils.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileUtils.open(file, "r")) {
            String first = read(channel, 0, BLOCK);
            String second = read(channel, BLOCK, BLOCK);
            boolean isReadable = first.startsWith(HEADER) || second.startsWith(HEADER);
            return isReadable && !(line(first).equals(line(second)) && hasChunk(channel, attributes(first)));
        }
    }

    /** Returns whether the chunk to which a header refers has a beginning and an end. */
    private static boolean hasChunk(FileChannel channel, Map<String, String> header) throws IOException {
        try {
            long start = number(header, "block") * BLOCK;
            Map<String, String> chunk = attributes(read(channel, start, BLOCK));
            long end = start + number(chunk, "len") * BLOCK;
            Map<String, String> footer = attributes(read(channel, end - FOOTER_BYTES, FOOTER_BYTES));
            return number(chunk, "chunk") == number(header, "chunk")
                    && number(footer, "chunk") == number(header, "chunk")
                    && number(footer, "version") == number(chunk, "version");
        } catch (IllegalArgumentException otherData) {
            // A number is missing, or is no position.
            return false;
        }
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

    /** Returns a number. Throws {@link NumberFormatException} if it is missing. */
    private static long number(Map<String, String> attributes, String name) {
        return Long.parseLong(attributes.getOrDefault(name, ""), 16);
    }
}
