package org.executionsession.jdbi.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 on a disk that needs 25 milliseconds for each sync. */
public final class SlowDiskFiles extends FilePathWrapper {

    /** The prefix of paths in this file system. */
    public static final String SCHEME = "slowdisk";

    private static final Duration SYNC = Duration.ofMillis(25);

    /** Adds this file system to those of H2. */
    public static void register() {
        FilePath.register(new SlowDiskFiles());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new SlowlySynced(getBase().open(mode));
    }

    private static final class SlowlySynced extends ForwardingFile {

        SlowlySynced(FileChannel file) {
            super(file);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            long end = System.nanoTime() + SYNC.toNanos();
            file.force(metaData);
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
    }
}
