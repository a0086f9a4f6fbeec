package org.executionsession.jdbi.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.jdbi.support.ForwardingFile;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests which files are known as open, and how long those are remembered whose sync has failed. */
@Timeout(60)
class FailStopFilesTest {

    private static final Set<Thread.State> WAITS = EnumSet.of(Thread.State.WAITING, Thread.State.BLOCKED);
    private static final AtomicInteger WRITES = new AtomicInteger();

    @TempDir
    Path folder;

    private FilePath file;

    @BeforeEach
    void register() {
        FailStopFiles.register();
        FilePath.register(new UnsyncableFiles());
        file = path("file");
    }

    private FilePath path(String name) {
        return FilePath.get("failstop:" + UnsyncableFiles.SCHEME + ":" + folder.resolve(name));
    }

    @Test
    void anOpenFile_isOpenInEachFileSystem() throws IOException {
        AtomicInteger runs = new AtomicInteger();
        FileChannel first = file.open("rw");
        FileChannel second = FilePath.get("failstop:" + folder.resolve("file")).open("rw");
        first.close();
        FailStopFiles.runUnlessOpen(folder.resolve("file").toString(), runs::incrementAndGet);
        FailStopFiles.runUnlessOpen("failstop:" + folder.resolve("file"), runs::incrementAndGet);
        FailStopFiles.runUnlessOpen(file.toString(), runs::incrementAndGet);
        assertThat(runs).hasValue(0);
        second.close();
        FailStopFiles.runUnlessOpen(file.toString(), runs::incrementAndGet);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aFile_isOpenedAfterTheActionWithIt() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        CompletableFuture<Integer> endedBefore = new CompletableFuture<>();
        FailStopFiles.runUnlessOpen(file.toString(), () -> {
            Thread opening = new Thread(() -> endedBefore.complete(endedWhenOpen(ended)));
            opening.start();
            while (!WAITS.contains(opening.getState()) && !endedBefore.isDone()) {
                Thread.onSpinWait();
            }
            ended.set(1);
        });
        assertThat(endedBefore.get()).isEqualTo(1);
    }

    private int endedWhenOpen(AtomicInteger ended) {
        try (FileChannel opened = file.open("rw")) {
            return opened.isOpen() ? ended.get() : -1;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void anotherFile_isOpenedAndClosedDuringAnAction() {
        AtomicBoolean isOpened = new AtomicBoolean();
        FailStopFiles.runUnlessOpen(
                file.toString(),
                () -> CompletableFuture.runAsync(() -> openAndClose(isOpened))
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join());
        assertThat(isOpened).isTrue();
    }

    private void openAndClose(AtomicBoolean isOpened) {
        try (FileChannel other = path("other").open("rw")) {
            isOpened.set(other.isOpen());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void anUnprotectedPath_hasTheOtherFileSystems() {
        String onDisk = folder.resolve("file").toString();
        String other = UnsyncableFiles.SCHEME + ":";
        assertThat(FailStopFiles.unprotected("failstop:" + other + onDisk)).isEqualTo(other + onDisk);
        assertThat(FailStopFiles.unprotected(other + "failstop:" + onDisk)).isEqualTo(other + onDisk);
        assertThat(FailStopFiles.unprotected("failstop:" + onDisk)).isEqualTo(onDisk);
        assertThat(FailStopFiles.unprotected(onDisk)).isEqualTo(onDisk);
    }

    @Test
    void aFileWhoseSyncHasFailed_isWrittenAgain() throws IOException {
        failToSync(file);
        assertThat(writesOfTheNextOpening(file)).isEqualTo(1);
    }

    @Test
    void aFileThatIsDeleted_isForgotten() throws IOException {
        failToSync(file);
        file.delete();
        assertThat(writesOfTheNextOpening(file)).isZero();
    }

    @Test
    void aFileThatIsMoved_isWrittenAgainThere() throws IOException {
        failToSync(file);
        FilePath moved = path("moved");
        failToSync(moved);
        file.moveTo(moved, true);
        assertThat(writesOfTheNextOpening(file)).isZero();
        assertThat(writesOfTheNextOpening(moved)).isEqualTo(1);
    }

    private static void failToSync(FilePath path) throws IOException {
        try (FileChannel opened = path.open("rw")) {
            opened.write(ByteBuffer.wrap(new byte[] {1}), 0);
            assertThatIOException().isThrownBy(() -> opened.force(true));
        }
    }

    private static int writesOfTheNextOpening(FilePath path) throws IOException {
        try (FileChannel opened = path.open("rw")) {
            opened.write(ByteBuffer.wrap(new byte[] {1}), 1);
            WRITES.set(0);
            try {
                opened.tryLock(0, Long.MAX_VALUE, false);
            } catch (IOException unsynced) {
                assertThat(unsynced).hasMessage(UnsyncableFiles.FAILURE);
            }
            return WRITES.get();
        }
    }

    /** A file system whose syncs fail. */
    public static final class UnsyncableFiles extends FilePathWrapper {

        static final String SCHEME = "unsyncable";
        static final String FAILURE = "Input/output error";

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new ForwardingFile(getBase().open(mode)) {
                @Override
                public int write(ByteBuffer source, long position) throws IOException {
                    WRITES.incrementAndGet();
                    return file.write(source, position);
                }

                @Override
                public void force(boolean metaData) throws IOException {
                    throw new IOException(FAILURE);
                }
            };
        }
    }
}
