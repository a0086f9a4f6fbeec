package org.executionsession.jdbi.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.executionsession.jdbi.support.ForwardingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests which parts of a file are lost when several threads sync it. */
@Timeout(60)
class UnsyncedRangesTest {

    @TempDir
    Path folder;

    private final UnsyncedRanges ranges = new UnsyncedRanges();

    @Test
    void aSyncDuringAnotherOne_waits() throws Exception {
        AtomicBoolean hasRun = new AtomicBoolean();
        FutureTask<Void> other = sync(() -> hasRun.set(true));
        ranges.sync(() -> {
            startAndAwaitWaiting(other);
            assertThat(hasRun).isFalse();
        });
        other.get();
        assertThat(hasRun).isTrue();
    }

    /** The operating system can report a failure to write the data of the second one to the first one. */
    @Test
    void aSyncThatHasWaitedForOneThatFails_fails() throws Exception {
        AtomicBoolean hasRun = new AtomicBoolean();
        FutureTask<Void> other = sync(() -> hasRun.set(true));
        ranges.add(0, 1);
        assertThatIOException()
                .isThrownBy(() -> ranges.sync(() -> {
                    ranges.add(10, 1);
                    startAndAwaitWaiting(other);
                    throw new IOException("Input/output error");
                }));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(other::get)
                .withCauseInstanceOf(IOException.class);
        assertThat(hasRun).isFalse();
        assertThat(recovered()).containsExactly(0L, 10L);
        ranges.sync(() -> hasRun.set(true));
        assertThat(hasRun).isTrue();
    }

    private FutureTask<Void> sync(UnsyncedRanges.Sync sync) {
        return new FutureTask<>(() -> {
            ranges.sync(sync);
            return null;
        });
    }

    private static void startAndAwaitWaiting(FutureTask<Void> task) {
        Thread thread = new Thread(task);
        thread.start();
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }

    /** Returns the positions that are written again. */
    private Set<Long> recovered() throws IOException {
        Set<Long> positions = new TreeSet<>();
        Path path = Files.write(folder.resolve("file"), new byte[20]);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ranges.recover(new PositionsFile(file, positions));
        }
        return positions;
    }

    /** Notes where it is written to. */
    private static final class PositionsFile extends ForwardingFile {

        private final Set<Long> positions;

        PositionsFile(FileChannel file, Set<Long> positions) {
            super(file);
            this.positions = positions;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            positions.add(position);
            return file.write(source, position);
        }
    }
}
