package org.executionsession.jdbi.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 on a disk that has no space for one write, as if something else had used it for a moment. */
public final class FullDiskFiles extends FilePathWrapper {

    /** The prefix of paths in this file system. */
    public static final String SCHEME = "fulldisk";

    private static final AtomicReference<Shortage> NEXT = new AtomicReference<>();

    /** Adds this file system to those of H2. */
    public static void register() {
        FilePath.register(new FullDiskFiles());
    }

    /** Lets the next write fail that makes its file longer. As on a real disk, its beginning is written. */
    public static Shortage failNextExtension() {
        return failNext(false, position -> true);
    }

    /** Lets the next write fail that makes its file longer, and begins at a position or after it. */
    public static Shortage failNextExtensionFrom(long position) {
        return failNext(false, next -> next >= position);
    }

    /** Lets the next write fail, wherever it is, as on a disk that does not replace data in place. */
    public static Shortage failNextWrite() {
        return failNext(true, position -> true);
    }

    private static Shortage failNext(boolean inPlace, LongPredicate positions) {
        Shortage shortage = new Shortage(inPlace, positions);
        NEXT.set(shortage);
        return shortage;
    }

    /** Ends a shortage that has not happened. */
    public static void freeDisk() {
        NEXT.set(null);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Limited(getBase().open(mode));
    }

    /** A write that failed, and what happened to its file afterwards. */
    public static final class Shortage {

        private final boolean inPlace;
        private final LongPredicate positions;
        private final AtomicBoolean happened = new AtomicBoolean();
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicInteger laterWrites = new AtomicInteger();

        private Shortage(boolean inPlace, LongPredicate positions) {
            this.inPlace = inPlace;
            this.positions = positions;
        }

        private boolean concerns(long position, boolean isLonger) {
            return (inPlace || isLonger) && positions.test(position);
        }

        /** Returns whether a write has failed. */
        public boolean hasHappened() {
            return happened.get();
        }

        /** Waits until the file to which the write failed is closed. */
        public void awaitClosed() throws InterruptedException {
            closed.await();
        }

        /** Returns how often the file was written to after the write that failed. */
        public int laterWrites() {
            return laterWrites.get();
        }
    }

    private static final class Limited extends ForwardingFile {

        private static final int BLOCK = 4096;

        private volatile Shortage shortage;

        Limited(FileChannel file) {
            super(file);
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException("a write without a position");
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            countLaterWrite();
            Shortage next = NEXT.get();
            boolean isLonger = position + source.remaining() > file.size();
            if (next == null || !next.concerns(position, isLonger) || !NEXT.compareAndSet(next, null)) {
                return file.write(source, position);
            }
            shortage = next;
            shortage.happened.set(true);
            if (isLonger) {
                file.write(source.duplicate().limit(source.position() + BLOCK), position);
            }
            throw new IOException("No space left on device");
        }

        private void countLaterWrite() {
            if (shortage != null) {
                shortage.laterWrites.incrementAndGet();
            }
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            countLaterWrite();
            return super.truncate(size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            super.implCloseChannel();
            if (shortage != null) {
                shortage.closed.countDown();
            }
        }
    }
}
