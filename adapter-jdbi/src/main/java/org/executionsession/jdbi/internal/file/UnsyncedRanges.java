package org.executionsession.jdbi.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The parts of a file that were written since its last sync. They can be more than that, but not less. */
final class UnsyncedRanges {

    /** Of more ranges, the two nearest become one, so that a file that is never synced needs no more memory. */
    private static final int MAX = 64;

    private static final int BUFFER = 1024 * 1024;

    /** Held during a sync. */
    private final Lock syncing = new ReentrantLock();

    // Guarded by this object. In the order of their positions, with space between them.
    private List<Range> ranges = new ArrayList<>();

    private boolean lost;
    private int openings;
    private int syncs;

    /** From a position, inclusive, to another one, exclusive. */
    private record Range(long from, long to) {

        Range with(Range other) {
            return new Range(Math.min(from, other.from), Math.max(to, other.to));
        }
    }

    synchronized void add(long position, long length) {
        add(new Range(position, position + length));
    }

    private void add(Range added) {
        int place = 0;
        while (place < ranges.size() && ranges.get(place).to() < added.from()) {
            place++;
        }
        Range range = added;
        while (place < ranges.size() && ranges.get(place).from() <= range.to()) {
            range = range.with(ranges.remove(place));
        }
        ranges.add(place, range);
        if (ranges.size() > MAX) {
            joinNearest();
        }
    }

    private void joinNearest() {
        int nearest = 0;
        for (int i = 1; i < ranges.size() - 1; i++) {
            nearest = distanceToNext(i) < distanceToNext(nearest) ? i : nearest;
        }
        ranges.set(nearest, ranges.get(nearest).with(ranges.remove(nearest + 1)));
    }

    private long distanceToNext(int range) {
        return ranges.get(range + 1).from() - ranges.get(range).to();
    }

    /** Notes that the file is opened once more. */
    synchronized void opened() {
        openings++;
    }

    synchronized boolean isOpen() {
        return openings > 0;
    }

    /** Notes that the file is closed once. Returns whether it is not open any more, and all is synced: a sync in progress can fail. */
    synchronized boolean closed() {
        openings--;
        return openings == 0 && ranges.isEmpty() && syncs == 0;
    }

    /** A way to sync a file. */
    @FunctionalInterface
    interface Sync {

        void run() throws IOException;
    }

    /**
     * Removes the ranges that a sync writes. If it fails, they stay, and are lost, unless the file was closed before. The operating system reports a failure
     * once, which can be that of data of the next sync, too. So one sync runs at a time, and those that have waited for one that failed, fail, too.
     */
    void sync(Sync sync) throws IOException {
        syncing.lock();
        try {
            run(sync);
        } finally {
            syncing.unlock();
        }
    }

    private void run(Sync sync) throws IOException {
        List<Range> written;
        synchronized (this) {
            if (lost) {
                throw new IOException("an earlier sync of this file has failed");
            }
            written = ranges;
            ranges = new ArrayList<>();
            syncs++;
        }
        try {
            sync.run();
        } catch (IOException | RuntimeException | Error failed) {
            synchronized (this) {
                written.forEach(this::add);
                // A subclass of this exception is of a file that was closed during the sync.
                lost |= failed.getClass() != ClosedChannelException.class;
            }
            throw failed;
        } finally {
            synchronized (this) {
                syncs--;
            }
        }
    }

    /** Returns whether a sync has failed. The operating system can take what it has not written for written, until it is written again. */
    synchronized boolean areLost() {
        return lost;
    }

    /** Writes what the file has there again, and syncs it. */
    void recover(FileChannel file) throws IOException {
        List<Range> all;
        synchronized (this) {
            all = List.copyOf(ranges);
            lost = false;
        }
        try {
            rewrite(file, all);
            file.force(true);
        } catch (IOException | RuntimeException | Error failed) {
            synchronized (this) {
                all.forEach(this::add);
                lost = true;
            }
            throw failed;
        }
    }

    private static void rewrite(FileChannel file, List<Range> ranges) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (Range range : ranges) {
            long end = Math.min(range.to(), file.size());
            for (long position = range.from(); position < end; position += buffer.limit()) {
                buffer.clear().limit((int) Math.min(BUFFER, end - position));
                transfer(buffer, file, position);
                if (buffer.limit() == 0) {
                    break;
                }
            }
        }
    }

    private static void transfer(ByteBuffer buffer, FileChannel file, long position) throws IOException {
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = file.read(buffer, position + buffer.position());
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer, position + buffer.position());
        }
    }
}
