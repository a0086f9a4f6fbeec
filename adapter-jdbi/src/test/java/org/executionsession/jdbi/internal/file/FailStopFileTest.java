package org.executionsession.jdbi.internal.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that each failure of a write or a sync stops all writes, and no read. */
class FailStopFileTest {

    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path folder;

    private final UnsyncedRanges unsynced = new UnsyncedRanges();

    /** A way to change a file. */
    private enum Write {
        AT_END {
            @Override
            void to(FileChannel file) throws IOException {
                file.write(ByteBuffer.wrap(CONTENT));
            }
        },
        AT_POSITION {
            @Override
            void to(FileChannel file) throws IOException {
                file.write(ByteBuffer.wrap(CONTENT), 0);
            }
        },
        TRUNCATION {
            @Override
            void to(FileChannel file) throws IOException {
                file.truncate(1);
            }
        },
        SYNC {
            @Override
            void to(FileChannel file) throws IOException {
                file.force(true);
            }
        };

        abstract void to(FileChannel file) throws IOException;
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                        new IOException("No space left on device"), new IllegalStateException(), new OutOfMemoryError())
                .flatMap(failure -> Stream.of(Write.AT_END, Write.AT_POSITION, Write.SYNC)
                        .map(write -> Arguments.of(failure, write)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void afterAFailure_theFileIsOnlyRead(Throwable failure, Write failing) throws Exception {
        Path path = Files.write(folder.resolve("file"), CONTENT);
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE));
                FailStopFile file = file(disk)) {
            disk.failure = failure;
            assertThatThrownBy(() -> failing.to(file)).isSameAs(failure);
            disk.failure = null;
            for (Write write : Write.values()) {
                assertThatIOException()
                        .isThrownBy(() -> write.to(file))
                        .withMessage("an earlier write to this file failed")
                        .withCause(failure);
            }
            assertContent(file);
        }
        assertThat(path).hasBinaryContent(CONTENT);
    }

    private static void assertContent(FileChannel file) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(CONTENT.length);
        file.read(read, 0);
        assertThat(read.array()).isEqualTo(CONTENT);
        file.position(1);
        read.clear();
        assertThat(file.read(read)).isEqualTo(2);
        assertThat(file.position()).isEqualTo(file.size()).isEqualTo(CONTENT.length);
    }

    @Test
    void afterATruncationThatFailed_theFileIsWritten() throws Exception {
        Path path = Files.write(folder.resolve("file"), CONTENT);
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE));
                FailStopFile file = file(disk)) {
            disk.failure = new IOException("the file is mapped");
            assertThatThrownBy(() -> Write.TRUNCATION.to(file)).isSameAs(disk.failure);
            disk.failure = null;
            Write.TRUNCATION.to(file);
        }
        assertThat(path).hasBinaryContent(new byte[] {1});
    }

    @Test
    void withoutAFailure_allIsWritten() throws Exception {
        Path path = folder.resolve("file");
        try (FailStopFile file = file(FileChannel.open(path, CREATE, READ, WRITE))) {
            for (Write write : Write.values()) {
                write.to(file);
            }
            assertThat(file.tryLock(0, Long.MAX_VALUE, false).isValid()).isTrue();
        }
        assertThat(path).hasBinaryContent(new byte[] {1});
    }

    /** Each range is written again, also if there are many. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200})
    void whatAFailedSyncHasNotWritten_isWrittenAgainByTheNextOne(int writes) throws Exception {
        Path path = folder.resolve("file");
        byte[] content = new byte[writes * 20];
        Arrays.fill(content, (byte) 1);
        Files.write(path, content);
        BitSet lost;
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            FailStopFile file = file(disk);
            file.write(ByteBuffer.wrap(content), 0);
            file.force(true);
            disk.written.clear();
            for (int write = 0; write < writes; write++) {
                file.write(ByteBuffer.wrap(content, write * 20, 10), write * 20L);
            }
            lost = disk.written;
            disk.failure = new IOException("Input/output error");
            assertThatThrownBy(() -> file.force(true)).isSameAs(disk.failure);
        }
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            disk.failure = new IOException("Input/output error");
            assertThatThrownBy(() -> file(disk).tryLock(0, Long.MAX_VALUE, false))
                    .isSameAs(disk.failure);
        }
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            assertThat(file(disk).tryLock(0, Long.MAX_VALUE, false).isValid()).isTrue();
            lost.andNot(disk.written);
            assertThat(lost.cardinality()).isZero();
            assertThat(disk.isSynced).isTrue();
        }
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            file(disk).tryLock(0, Long.MAX_VALUE, false);
            assertThat(disk.written.cardinality()).isZero();
        }
        assertThat(path).hasBinaryContent(content);
    }

    /** What lies between ranges that are far from each other is not written again. */
    @Test
    void manyRangesInTwoPlaces_stayTwo() throws Exception {
        int far = 10_000_000;
        Path path = Files.write(folder.resolve("file"), new byte[far + 2_000]);
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            FailStopFile file = file(disk);
            for (int i = 0; i < 500; i++) {
                file.write(ByteBuffer.wrap(CONTENT), i % 2 * far + i * 4L);
            }
            disk.failure = new IOException("Input/output error");
            assertThatThrownBy(() -> file.force(true)).isSameAs(disk.failure);
        }
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            file(disk).tryLock(0, Long.MAX_VALUE, false);
            assertThat(disk.written.cardinality()).isBetween(500 * 3, 2 * 2_000);
        }
    }

    /** The sync has begun before the data was written, so it may not have written it. */
    @Test
    void whatIsWrittenDuringASync_isNotSynced() throws Exception {
        Path path = Files.write(folder.resolve("file"), CONTENT);
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            FailStopFile file = file(disk);
            disk.beforeWrite = () -> file.force(true);
            file.write(ByteBuffer.wrap(CONTENT), 0);
            disk.failure = new IOException("Input/output error");
            assertThatThrownBy(() -> file.force(true)).isSameAs(disk.failure);
        }
        assertThat(writtenByTheNextOpening(path)).isEqualTo(CONTENT.length);
    }

    @Test
    void aSyncOfAClosedFile_losesNothing() throws Exception {
        Path path = Files.write(folder.resolve("file"), CONTENT);
        assertThat(writtenAfterAFailedSync(path, new ClosedChannelException())).isZero();
        assertThat(writtenAfterAFailedSync(path, new ClosedByInterruptException()))
                .isEqualTo(CONTENT.length);
    }

    private int writtenAfterAFailedSync(Path path, IOException failure) throws IOException {
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            FailStopFile file = file(disk);
            file.write(ByteBuffer.wrap(CONTENT), 0);
            disk.failure = failure;
            assertThatThrownBy(() -> file.force(true)).isSameAs(failure);
        }
        return writtenByTheNextOpening(path);
    }

    private int writtenByTheNextOpening(Path path) throws IOException {
        try (Failing disk = new Failing(FileChannel.open(path, READ, WRITE))) {
            file(disk).tryLock(0, Long.MAX_VALUE, false);
            return disk.written.cardinality();
        }
    }

    private FailStopFile file(FileChannel disk) {
        return new FailStopFile(disk, unsynced, () -> {});
    }

    /** A file whose writes fail while it has a failure. */
    private static final class Failing extends DelegatingFile {

        private final BitSet written = new BitSet();
        private boolean isSynced = true;
        private Throwable failure;
        private UnsyncedRanges.Sync beforeWrite = () -> {};

        Failing(FileChannel file) {
            super(file);
        }

        private void fail() throws IOException {
            if (failure instanceof IOException expected) {
                throw expected;
            }
            if (failure instanceof RuntimeException expected) {
                throw expected;
            }
            if (failure instanceof Error expected) {
                throw expected;
            }
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            fail();
            return file.write(source);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            fail();
            beforeWrite.run();
            written.set((int) position, (int) position + source.remaining());
            isSynced = false;
            return file.write(source, position);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            fail();
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            fail();
            file.force(metaData);
            isSynced = true;
        }
    }
}
