package org.executionsession.jdbi.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.jspecify.annotations.Nullable;

/** A file that accepts no write after one that failed. It can still be read. */
final class FailStopFile extends DelegatingFile {

    private final UnsyncedRanges unsynced;
    private final Runnable onClose;

    /** Why a write failed; null if none did. */
    private volatile @Nullable Throwable failure;

    /**
     * Protects a file.
     *
     * @param unsynced what was written to it before, and is not synced
     */
    FailStopFile(FileChannel file, UnsyncedRanges unsynced, Runnable onClose) {
        super(file);
        this.unsynced = unsynced;
        this.onClose = onClose;
    }

    /** A write to the file that returns a result. */
    @FunctionalInterface
    private interface Write<T> {

        T write() throws IOException;
    }

    /** An error also stops the file: without memory for its buffer, a write is as incomplete as without space. */
    private <T> T write(Write<T> write) throws IOException {
        rejectAfterFailure();
        try {
            return write.write();
        } catch (IOException | RuntimeException | Error failed) {
            failure = failed;
            throw failed;
        }
    }

    private void rejectAfterFailure() throws IOException {
        Throwable earlier = failure;
        if (earlier != null) {
            throw new IOException("an earlier write to this file failed", earlier);
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return write(file.position(), source, () -> file.write(source));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return write(position, source, () -> file.write(source, position));
    }

    private int write(long position, ByteBuffer source, Write<Integer> write) throws IOException {
        int length = source.remaining();
        return write(() -> {
            unsynced.add(position, length);
            try {
                return write.write();
            } finally {
                // A sync that has begun in the meantime may not have written all of it.
                unsynced.add(position, length);
            }
        });
    }

    /** If this fails, the file is longer, and has the same data. H2 tries it again. */
    @Override
    public FileChannel truncate(long size) throws IOException {
        rejectAfterFailure();
        file.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        write(() -> {
            unsynced.sync(() -> file.force(metaData));
            return null;
        });
    }

    /** With the lock, it writes again what a sync before has lost, since no other process changes it then. */
    @Override
    public FileLock tryLock(long position, long size, boolean isShared) throws IOException {
        FileLock lock = super.tryLock(position, size, isShared);
        if (lock != null && !isShared && unsynced.areLost()) {
            unsynced.recover(this);
        }
        return lock;
    }

    @Override
    protected void implCloseChannel() throws IOException {
        try {
            super.implCloseChannel();
        } finally {
            onClose.run();
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
