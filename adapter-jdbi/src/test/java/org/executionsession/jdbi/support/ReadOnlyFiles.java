package org.executionsession.jdbi.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 on a disk that can be read-only for a while, as after a failure of the disk. */
public final class ReadOnlyFiles extends FilePathWrapper {

    /** The prefix of paths in this file system. */
    public static final String SCHEME = "readonly";

    private static final AtomicBoolean READ_ONLY = new AtomicBoolean();

    /** Adds this file system to those of H2. */
    public static void register() {
        FilePath.register(new ReadOnlyFiles());
    }

    /** Lets files be opened only to read, or no longer. */
    public static void setReadOnly(boolean isReadOnly) {
        READ_ONLY.set(isReadOnly);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public boolean canWrite() {
        return !READ_ONLY.get() && super.canWrite();
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        if (READ_ONLY.get() && !mode.equals("r")) {
            throw new IOException("Read-only file system");
        }
        return super.open(mode);
    }
}
