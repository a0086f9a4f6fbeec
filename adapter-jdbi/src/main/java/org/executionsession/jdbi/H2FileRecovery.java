package org.executionsession.jdbi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
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
final class H2FileRecovery {

    /** The size of each of the two copies of the header. */
    private static final int BLOCK = 4096;

    /** The size of the end of a chunk. */
    private static final int FOOTER = 128;

    /** The first bytes of each copy of the header. */
    private static final String HEADER = "H:2,";

    private static final Logger LOG = LoggerFactory.getLogger(H2File.class);

    /** The path of the file, as H2 names it. */
    private final String file;

    private final H2FileKey key;

    H2FileRecovery(String file, H2FileKey key) {
        this.file = file;
        this.key = key;
    }

    /**
     * What the header of a file says.
     *
     * @param version the newest version
     * @param isClean whether H2 has closed the file
     */
    private record Header(long version, boolean isClean) {}

    /**
     * The versions of a file that does not have what its header names.
     *
     * @param named the version that the header names
     * @param opened the version that H2 would open; 0 for an empty database, negative if it would open none
     * @param newest the newest complete version in the whole file
     * @param isClean whether H2 has closed the file
     */
    private record Versions(long named, long opened, long newest, boolean isClean) {

        /** Returns whether the end of the file was cut off, as by an incomplete copy. A power loss leaves a version, except in the moment of a clean end. */
        boolean isCut() {
            if (isClean && opened < 0) {
                return true;
            }
            boolean findsNone = newest <= opened;
            return findsNone && (isClean || opened <= 0);
        }
    }

    /**
     * Recovers the file of a database if H2 would open an older version than its header names, and the whole file has a newer one.
     *
     * @return whether the file was recovered
     * @throws IllegalArgumentException if the end of the file is missing
     * @throws UncheckedIOException if a newer version cannot be read completely, or cannot be written
     */
    boolean recover() {
        if (endsWithinHeader()) {
            throw incomplete("it ends within its header");
        }
        Optional<Versions> versions = versionsIfBehind();
        return versions.isPresent() && recover(versions.get());
    }

    private boolean recover(Versions versions) {
        if (versions.isCut()) {
            throw incomplete("its header names version " + versions.named() + ", and the newest complete one is "
                    + Math.max(0, versions.opened()));
        }
        if (versions.newest() <= versions.opened()) {
            LOG.warn(
                    "{} has no complete version that is newer than {}; its header names {}",
                    file,
                    versions.opened(),
                    versions.named());
            return false;
        }
        return rewrite(versions);
    }

    private IllegalArgumentException incomplete(String reason) {
        return new IllegalArgumentException(
                "the file " + file + " is incomplete or damaged: " + reason + "; replace it by a complete copy");
    }

    /** Returns whether a file ends before the end of its header. H2 would overwrite an encrypted one. A file without any byte of a database is new. */
    private boolean endsWithinHeader() {
        if (!FileUtils.exists(file)) {
            return false;
        }
        try (FileChannel stored = FileUtils.open(file, "r")) {
            long size = key.sizeOfDatabase(stored.size());
            boolean isNew = stored.size() == 0 || size == 0;
            return !isNew
                    && size < 2L * BLOCK
                    && (key.isEncrypted() || read(stored, 0, HEADER.length()).equals(HEADER));
        } catch (IOException | RuntimeException failure) {
            LOG.debug("cannot read {}", file, failure);
            return false;
        }
    }

    /** Returns the versions of a file if H2 would open an older one than its header names. */
    private Optional<Versions> versionsIfBehind() {
        try {
            Optional<Header> header = headerToCheck();
            if (header.isEmpty()) {
                return Optional.empty();
            }
            long named = header.get().version();
            long opened = version(reader());
            return opened >= named
                    ? Optional.empty()
                    : Optional.of(new Versions(
                            named,
                            opened,
                            version(reader().recoveryMode()),
                            header.get().isClean()));
        } catch (IOException | RuntimeException failure) {
            LOG.debug("cannot read {}", file, failure);
            return Optional.empty();
        }
    }

    private boolean rewrite(Versions versions) {
        // A damaged length can end the process, with the option that ends it for want of memory.
        LOG.warn(
                "reading version {} of {}, to recover it; if the process ends now for want of memory, that version is damaged",
                versions.newest(),
                file);
        Optional<MVStore> opened = open(versions);
        if (opened.isEmpty()) {
            return false;
        }
        MVStore store = opened.get();
        // Open until the end, so that no other process opens the file meanwhile.
        try {
            if (store.isReadOnly()) {
                return false;
            }
            long version = store.getCurrentVersion();
            if (version < versions.newest()) {
                throw damaged(versions, "its list of chunks cannot be read");
            }
            new H2FileReplacement(file, key).replaceBy(store);
            LOG.warn(
                    "recovered version {} of {}, whose header names {}; H2 would have opened {}",
                    version,
                    file,
                    versions.named(),
                    Math.max(0, versions.opened()));
            return true;
        } catch (IOException | RuntimeException failure) {
            throw failed(versions, failure);
        } finally {
            store.closeImmediately();
        }
    }

    /** Opens a file for the recovery, which writes nothing to it. It is empty if another process has it open. */
    private Optional<MVStore> open(Versions versions) {
        try {
            return Optional.of(SearchedFile.open(file, key));
        } catch (RuntimeException failure) {
            if (failure instanceof MVStoreException open && open.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                LOG.debug("cannot recover {}", file, failure);
                return Optional.empty();
            }
            throw failed(versions, failure);
        }
    }

    private UncheckedIOException failed(Versions versions, Exception failure) {
        Exception reported = failure instanceof MVStoreException damage && isDamage(damage)
                ? damaged(versions, damage.getMessage())
                : failure;
        return new UncheckedIOException(
                "the newest version of the file " + file + " cannot be recovered, and H2 would overwrite it: "
                        + reason(reported).getMessage(),
                new IOException(failure));
    }

    private static boolean isDamage(MVStoreException failure) {
        return failure.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT
                || failure.getErrorCode() == DataUtils.ERROR_CHUNK_NOT_FOUND;
    }

    /** The operator decides what to do: the newest version can be one that was never acknowledged, or one that the disk has damaged later. */
    private static IOException damaged(Versions versions, String reason) {
        boolean opensOne = versions.opened() > 0;
        return new IOException("version " + versions.newest() + " is damaged (" + reason
                + "); the header names version " + versions.named() + ", and H2 would open "
                + (opensOne ? "version " + versions.opened() : "no version")
                + "; keep a copy of the file, and then replace it by a backup"
                + (opensOne ? ", or let a tool of H2 open it, which loses what is newer" : ""));
    }

    /** H2 wraps the reason. */
    private static Throwable reason(Exception failure) {
        Throwable reason = failure;
        while (!(reason instanceof IOException) && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason;
    }

    private MVStore.Builder reader() {
        return key.applyTo(new MVStore.Builder()).fileName(file).readOnly().autoCommitDisabled();
    }

    /** Returns the version that a store opens; negative if it opens none, since the file is damaged. */
    private static long version(MVStore.Builder reader) {
        MVStore store;
        try {
            store = reader.open();
        } catch (MVStoreException failure) {
            if (failure.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT) {
                return -1;
            }
            throw failure;
        }
        try {
            return store.getCurrentVersion();
        } finally {
            store.closeImmediately();
        }
    }

    /** Returns the header of a file. It is empty if there is none, or if H2 has closed the file and its last chunk is complete. */
    private Optional<Header> headerToCheck() throws IOException {
        if (!FileUtils.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel stored = FileUtils.open(file, "r")) {
            FileChannel channel = key.decrypted(file, stored);
            String first = read(channel, 0, BLOCK);
            String second = read(channel, BLOCK, BLOCK);
            Map<String, String> attributes = attributes(first);
            boolean isClean = line(first).equals(line(second)) && attributes.containsKey("clean");
            long version = Math.max(version(first), version(second));
            return version == 0 || isClean && hasLastChunk(channel, attributes)
                    ? Optional.empty()
                    : Optional.of(new Header(version, isClean));
        }
    }

    private static long version(String header) {
        return header.startsWith(HEADER) ? number(attributes(header), "version") : 0;
    }

    /** Returns whether the last chunk is in the file to its end, which repeats its number. */
    private static boolean hasLastChunk(FileChannel channel, Map<String, String> header) throws IOException {
        long start = number(header, "block") * BLOCK;
        Map<String, String> chunk = attributes(read(channel, start, BLOCK));
        long end = start + number(chunk, "len") * BLOCK;
        Map<String, String> footer = attributes(read(channel, end - FOOTER, FOOTER));
        return end <= channel.size()
                && number(chunk, "chunk") == number(header, "chunk")
                && number(footer, "chunk") == number(header, "chunk");
    }

    private static long number(Map<String, String> attributes, String name) {
        return Long.parseLong(attributes.getOrDefault(name, "0"), 16);
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
