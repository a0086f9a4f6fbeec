package org.executionsession.jdbi.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2 in which a file accepts no write after one that failed, until it is opened again.
 *
 * <p>H2 2.4.240 writes a version of a database as a chunk. If that fails in the background, as on a full disk, H2 closes the database only
 * with the next commit, and writes that commit before: a chunk that refers to the missing one, in space that an earlier version
 * needs. The next time, H2 opens a version that can be older than all data, or none.
 *
 * <p>After a sync that failed, the operating system can take what it could not write for written. So it is written again when the file is opened the next time.
 *
 * <p>H2 makes an instance for each path, so the class is public.
 */
public final class FailStopFiles extends FilePathWrapper {

    /** The name of this file system in the URL of a database. */
    public static final String SCHEME = "failstop";

    /** What was written to a file, and is not synced, by path. A file can be closed without a sync. */
    private static final Map<String, UnsyncedRanges> UNSYNCED = new ConcurrentHashMap<>();

    /** Adds this file system to those of H2. */
    public static void register() {
        FilePath.register(new FailStopFiles());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        String path = getBase().toString();
        FileChannel file = getBase().open(mode);
        UnsyncedRanges unsynced =
                UNSYNCED.compute(path, (same, ranges) -> (ranges == null ? new UnsyncedRanges() : ranges).opened());
        return new FailStopFile(
                file, unsynced, () -> UNSYNCED.computeIfPresent(path, (same, ranges) -> ranges.closed()));
    }
}
