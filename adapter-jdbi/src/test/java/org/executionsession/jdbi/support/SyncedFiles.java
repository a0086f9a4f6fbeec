package org.executionsession.jdbi.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.executionsession.jdbi.internal.file.DelegatingFile;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 that counts the bytes that are written to files, and those of them that are synced. */
public final class SyncedFiles extends FilePathWrapper {

    /** The prefix of paths in this file system. */
    public static final String SCHEME = "counted";

    private static final AtomicLong WRITTEN = new AtomicLong();
    private static final AtomicLong SYNCED = new AtomicLong();

    /** Adds this file system to those of H2. */
    public static void register() {
        FilePath.register(new SyncedFiles());
    }

    /** Returns how many bytes have been written. */
    public static long written() {
        return WRITTEN.get();
    }

    /** Returns how many bytes had been written when the last sync began. */
    public static long synced() {
        return SYNCED.get();
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Counted(getBase().open(mode));
    }

    /** A file whose writes and syncs are counted. */
    private static final class Counted extends DelegatingFile {

        Counted(FileChannel file) {
            super(file);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return counted(file.write(source));
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return counted(file.write(source, position));
        }

        private static int counted(int bytes) {
            WRITTEN.addAndGet(bytes);
            return bytes;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            long written = WRITTEN.get();
            file.force(metaData);
            SYNCED.accumulateAndGet(written, Math::max);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }
    }
}
