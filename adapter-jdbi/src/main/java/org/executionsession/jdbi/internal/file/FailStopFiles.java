package org.executionsession.jdbi.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
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

    /** The files that are open or not synced, by path. A file can be closed without a sync. Guarded by itself. */
    private static final Map<String, UnsyncedRanges> UNSYNCED = new HashMap<>();

    /** Adds this file system to those of H2. */
    public static void register() {
        FilePath.register(new FailStopFiles());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    /**
     * Runs an action, unless this file system has the file open. Nothing else opens a file in it meanwhile.
     *
     * @param file the path, in any file system of H2
     */
    public static void runUnlessOpen(String file, Runnable action) {
        synchronized (UNSYNCED) {
            UnsyncedRanges ranges = UNSYNCED.get(onDisk(FilePath.get(file)));
            if (ranges == null || !ranges.isOpen()) {
                action.run();
            }
        }
    }

    /** Returns the path of a file on its disk, which is the same in all file systems that wrap another one. */
    public static String onDisk(FilePath path) {
        FilePath inner = path;
        while (inner instanceof FilePathWrapper) {
            inner = inner.unwrap();
        }
        return inner.toString();
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        synchronized (UNSYNCED) {
            FileChannel file = getBase().open(mode);
            UnsyncedRanges unsynced = UNSYNCED.computeIfAbsent(onDisk(this), path -> new UnsyncedRanges());
            unsynced.opened();
            return new FailStopFile(file, unsynced, () -> closed(unsynced));
        }
    }

    /** The file can have another path than when it was opened. */
    private static void closed(UnsyncedRanges unsynced) {
        synchronized (UNSYNCED) {
            if (unsynced.closed()) {
                UNSYNCED.values().remove(unsynced);
            }
        }
    }

    @Override
    public void delete() {
        synchronized (UNSYNCED) {
            super.delete();
            UNSYNCED.remove(onDisk(this));
        }
    }

    @Override
    public void moveTo(FilePath newName, boolean atomicReplace) {
        synchronized (UNSYNCED) {
            super.moveTo(newName, atomicReplace);
            UnsyncedRanges moved = UNSYNCED.remove(onDisk(this));
            if (moved == null) {
                UNSYNCED.remove(onDisk(newName));
            } else {
                UNSYNCED.put(onDisk(newName), moved);
            }
        }
    }
}
