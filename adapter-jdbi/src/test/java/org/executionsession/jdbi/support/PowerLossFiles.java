package org.executionsession.jdbi.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.executionsession.jdbi.internal.file.DelegatingFile;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2 that knows which writes to a file are synced. So it can return what a power loss can leave: all synced writes, and any
 * of the others.
 */
public final class PowerLossFiles extends FilePathWrapper {

    /** The prefix of paths in this file system. */
    public static final String SCHEME = "powerloss";

    private static final Map<String, Disk> DISKS = new ConcurrentHashMap<>();

    /** Adds this file system to those of H2. */
    public static void register() {
        FilePath.register(new PowerLossFiles());
    }

    /** Returns the disk of a file. */
    public static Disk disk(String file) {
        return DISKS.computeIfAbsent(file, any -> new Disk());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Recorded(getBase().open(mode), disk(getBase().toString()));
    }

    /**
     * A write.
     *
     * @param position where it begins; the new size for a truncation
     * @param bytes what is written; null for a truncation
     */
    public record Write(long position, byte[] bytes) {}

    /** The bytes of a file on the disk. */
    public static final class Disk {

        private byte[] bytes = new byte[0];
        private List<Write> unsynced = new ArrayList<>();
        private Consumer<Disk> listener = disk -> {};
        private boolean failsNextSync;

        /** Sets what is called before each sync of writes. */
        public synchronized void beforeSync(Consumer<Disk> called) {
            listener = called;
        }

        /** Lets the next sync fail. As on Linux, a later one does not write what this one should have. */
        public synchronized void failNextSync() {
            failsNextSync = true;
        }

        /** Returns whether a write is not synced. */
        public synchronized boolean hasUnsynced(Predicate<Write> write) {
            return unsynced.stream().anyMatch(write);
        }

        /** Returns what is on the disk after a power loss, with some of the writes that are not synced. */
        public synchronized byte[] afterPowerLoss(Predicate<Write> isWritten) {
            byte[] left = bytes;
            for (Write write : unsynced) {
                if (isWritten.test(write)) {
                    left = with(write, left);
                }
            }
            return left.clone();
        }

        private synchronized void add(Write write) {
            unsynced.add(write);
        }

        private synchronized void failSync() throws IOException {
            if (failsNextSync) {
                failsNextSync = false;
                unsynced.removeIf(write -> write.bytes() != null);
                throw new IOException("Input/output error");
            }
        }

        private List<Write> beginSync() {
            Consumer<Disk> called;
            synchronized (this) {
                called = listener;
            }
            called.accept(this);
            synchronized (this) {
                return List.copyOf(unsynced);
            }
        }

        private synchronized void endSync(List<Write> synced) {
            // Another thread may have synced some of them meanwhile.
            for (Write write : synced) {
                if (unsynced.remove(write)) {
                    bytes = with(write, bytes);
                }
            }
        }

        private static byte[] with(Write write, byte[] before) {
            int position = (int) write.position();
            if (write.bytes() == null) {
                return before.length <= position ? before : Arrays.copyOf(before, position);
            }
            byte[] after = Arrays.copyOf(before, Math.max(before.length, position + write.bytes().length));
            System.arraycopy(write.bytes(), 0, after, position, write.bytes().length);
            return after;
        }
    }

    /** A file whose writes are recorded. H2 writes at positions only. */
    private static final class Recorded extends DelegatingFile {

        private final Disk disk;

        Recorded(FileChannel file, Disk disk) {
            super(file);
            this.disk = disk;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException("a write without a position");
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            synchronized (disk) {
                int written = file.write(source, position);
                disk.add(new Write(position, Arrays.copyOf(bytes, written)));
                return written;
            }
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            synchronized (disk) {
                file.truncate(size);
                disk.add(new Write(size, null));
            }
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            disk.failSync();
            List<Write> synced = disk.beginSync();
            file.force(metaData);
            disk.endSync(synced);
        }
    }
}
