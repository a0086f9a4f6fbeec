package org.executionsession.jdbi.internal.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.executionsession.jdbi.support.DelegatingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that each failure of a write or a sync stops all writes, and no read. */
class FailStopFileTest {

    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path folder;

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
                FailStopFile file = new FailStopFile(disk)) {
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
                FailStopFile file = new FailStopFile(disk)) {
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
        try (FailStopFile file = new FailStopFile(FileChannel.open(path, CREATE, READ, WRITE))) {
            for (Write write : Write.values()) {
                write.to(file);
            }
            assertThat(file.tryLock(0, Long.MAX_VALUE, false).isValid()).isTrue();
        }
        assertThat(path).hasBinaryContent(new byte[] {1});
    }

    /** A file whose writes fail while it has a failure. */
    private static final class Failing extends DelegatingFile {

        private Throwable failure;

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
        }
    }
}
