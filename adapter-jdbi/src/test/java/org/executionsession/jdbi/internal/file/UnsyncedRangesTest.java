package org.executionsession.jdbi.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests which parts of a file are lost when several threads sync it. */
@Timeout(60)
class UnsyncedRangesTest {

    @TempDir
    Path folder;

    private final UnsyncedRanges ranges = new UnsyncedRanges();

    /** The operating system can report a failure to write the data of this sync to the other one. */
    @Test
    void aSyncDuringWhichAnotherOneFails_removesNothing() throws IOException {
        ranges.add(0, 1);
        ranges.sync(() -> {
            ranges.add(10, 1);
            assertThatIOException()
                    .isThrownBy(() -> ranges.sync(() -> {
                        throw new IOException("Input/output error");
                    }));
        });
        assertThat(ranges.areLost()).isTrue();
        assertThat(recovered()).containsExactly(0L, 10L);
        assertThat(ranges.areLost()).isFalse();
    }

    @Test
    void aSyncDuringAnotherOne_waits() throws Exception {
        AtomicBoolean hasRun = new AtomicBoolean();
        Thread other = new Thread(() -> {
            try {
                ranges.sync(() -> hasRun.set(true));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        ranges.sync(() -> {
            other.start();
            while (other.getState() != Thread.State.WAITING && other.getState() != Thread.State.TERMINATED) {
                Thread.onSpinWait();
            }
            assertThat(hasRun).isFalse();
        });
        other.join();
        assertThat(hasRun).isTrue();
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
    private static final class PositionsFile extends DelegatingFile {

        private final Set<Long> positions;

        PositionsFile(FileChannel file, Set<Long> positions) {
            super(file);
            this.positions = positions;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return file.write(source);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            positions.add(position);
            return file.write(source, position);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }
    }
}
