package org.executionsession.jdbi.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
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

    /** Not held while an action runs: it takes as long as the file is large, and other files are opened and closed meanwhile. */
    private static final Lock LOCK = new ReentrantLock();

    private static final Condition ACTION_ENDED = LOCK.newCondition();

    /** The files that are open or not synced, by path. A file can be closed without a sync. Guarded by the lock. */
    private static final Map<String, UnsyncedRanges> UNSYNCED = new HashMap<>();

    /** The paths of the files with which an action runs. Guarded by the lock. */
    private static final Set<String> IN_ACTION = new HashSet<>();

    /** Adds this file system to those of H2. */
    public static void register() {
        FilePath.register(new FailStopFiles());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    /**
     * Runs an action, unless this file system has the file open. Another thread that opens the file in it waits until the action has ended. So the action uses
     * the path {@link #unprotected}.
     *
     * @param file the path, in any file system of H2
     */
    public static void runUnlessOpen(String file, Runnable action) {
        String path = onDisk(FilePath.get(file));
        if (begin(path)) {
            try {
                action.run();
            } finally {
                end(path);
            }
        }
    }

    /** Returns whether an action can begin. */
    private static boolean begin(String path) {
        LOCK.lock();
        try {
            awaitAction(path);
            UnsyncedRanges ranges = UNSYNCED.get(path);
            return (ranges == null || !ranges.isOpen()) && IN_ACTION.add(path);
        } finally {
            LOCK.unlock();
        }
    }

    private static void end(String path) {
        LOCK.lock();
        try {
            IN_ACTION.remove(path);
            ACTION_ENDED.signalAll();
        } finally {
            LOCK.unlock();
        }
    }

    /** Waits until no action runs with a file. The caller has the lock. */
    private static void awaitAction(String path) {
        while (IN_ACTION.contains(path)) {
            ACTION_ENDED.awaitUninterruptibly();
        }
    }

    /** Returns the path of a file without this file system, but with all others. */
    public static String unprotected(String file) {
        return unprotected(FilePath.get(file)).toString();
    }

    private static FilePath unprotected(FilePath path) {
        if (path instanceof FailStopFiles) {
            return unprotected(path.unwrap());
        }
        return path instanceof FilePathWrapper wrapper ? wrapper.wrap(unprotected(wrapper.unwrap())) : path;
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
        LOCK.lock();
        try {
            awaitAction(onDisk(this));
            FileChannel file = getBase().open(mode);
            UnsyncedRanges unsynced = UNSYNCED.computeIfAbsent(onDisk(this), path -> new UnsyncedRanges());
            unsynced.opened();
            return new FailStopFile(file, unsynced, () -> closed(unsynced));
        } finally {
            LOCK.unlock();
        }
    }

    /** The file can have another path than when it was opened. */
    private static void closed(UnsyncedRanges unsynced) {
        LOCK.lock();
        try {
            if (unsynced.closed()) {
                UNSYNCED.values().remove(unsynced);
            }
        } finally {
            LOCK.unlock();
        }
    }

    @Override
    public void delete() {
        LOCK.lock();
        try {
            super.delete();
            UNSYNCED.remove(onDisk(this));
        } finally {
            LOCK.unlock();
        }
    }

    @Override
    public void moveTo(FilePath newName, boolean atomicReplace) {
        LOCK.lock();
        try {
            super.moveTo(newName, atomicReplace);
            UnsyncedRanges moved = UNSYNCED.remove(onDisk(this));
            if (moved == null) {
                UNSYNCED.remove(onDisk(newName));
            } else {
                UNSYNCED.put(onDisk(newName), moved);
            }
        } finally {
            LOCK.unlock();
        }
    }
}
