package org.executionsession.bootstrap.internal.scriptlog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.jspecify.annotations.Nullable;

/**
 * Reads script logs below a folder of the operator. Callers choose the location, so it must be relative and without {@code ..}, and no part
 * of it may be a symbolic link: each folder is opened in the one before it, which also holds if somebody replaces a folder by a link
 * meanwhile. Only regular files are read, and of a large one the beginning and the end.
 */
public final class ScriptLogFolder implements ScriptLogFiles {

    /** How many bytes of a larger file are read from its beginning, and from its end. */
    private static final int PART = ScriptLog.LENGTH_MAX / 2 - 100;

    private static final int WHOLE_MAX = 2 * PART;

    private final Path folder;

    /**
     * Creates a reader.
     *
     * @param folder an existing folder; not null. It may be a symbolic link
     */
    public ScriptLogFolder(Path folder) {
        this.folder = requireNonNull(folder, "folder");
    }

    /**
     * Returns whether the files of a folder can be read without following links.
     *
     * @param folder the folder; not null
     * @return false also if there is no such folder, or it cannot be read
     */
    public static boolean isSupported(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return entries instanceof SecureDirectoryStream;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Returns whether a file, which need not exist, is below a folder when the links of both are followed.
     *
     * @param file the file; not null
     * @param folder an existing folder; not null
     * @return false also if the path of the file cannot be read
     */
    public static boolean contains(Path folder, Path file) {
        try {
            return real(file.toAbsolutePath()).startsWith(folder.toRealPath());
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Returns a path without links; a part that does not exist, or is a link to nothing, stays as it is. */
    private static Path real(Path path) throws IOException {
        Path parent = path.getParent();
        return Files.exists(path) || parent == null
                ? path.toRealPath()
                : real(parent).resolve(path.getFileName()).normalize();
    }

    /** What is read from an open file. */
    @FunctionalInterface
    private interface Reading<T> {

        T read(SeekableByteChannel file) throws IOException;
    }

    @Override
    public OptionalLong size(String location) {
        Long size = open(location, SeekableByteChannel::size);
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    @Override
    public Optional<ScriptLog> read(String location) {
        return Optional.ofNullable(open(location, file -> new ScriptLog(text(file))));
    }

    /** Reads a file; returns null if there is none. */
    private <T> @Nullable T open(String location, Reading<T> reading) {
        Path path = relative(location);
        if (path == null) {
            return null;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return entries instanceof SecureDirectoryStream<Path> secure ? open(secure, path, 0, reading) : null;
        } catch (IOException absentOrUnreadable) {
            return null;
        }
    }

    /** Returns a location as a path; null if it is none below the folder. */
    private static @Nullable Path relative(String location) {
        try {
            Path path = Path.of(location);
            boolean isBelow = !location.isEmpty() && !path.isAbsolute() && path.equals(path.normalize());
            // A slash at the end names a folder. Of two slashes, a path keeps one.
            return isBelow && !path.startsWith("..") && !location.endsWith("/") && !location.contains("//")
                    ? path
                    : null;
        } catch (InvalidPathException malformed) {
            return null;
        }
    }

    /** Opens the part of a path with an index, in the folder of the parts before it. */
    private static <T> @Nullable T open(SecureDirectoryStream<Path> parent, Path path, int index, Reading<T> reading)
            throws IOException {
        Path name = path.getName(index);
        var attributes = parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (index + 1 < path.getNameCount()) {
            if (!attributes.isDirectory()) {
                return null;
            }
            try (SecureDirectoryStream<Path> next = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                return open(next, path, index + 1, reading);
            }
        }
        // A pipe would block the reader.
        if (!attributes.isRegularFile()) {
            return null;
        }
        try (SeekableByteChannel file =
                parent.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return reading.read(file);
        }
    }

    private static String text(SeekableByteChannel file) throws IOException {
        long size = file.size();
        if (size <= WHOLE_MAX) {
            return text(file, 0, WHOLE_MAX);
        }
        String begin = text(file, 0, PART);
        String end = text(file, size - PART, PART);
        return begin + "\n... " + (size - WHOLE_MAX) + " bytes of the script log were left out ...\n" + end;
    }

    /** Reads at most so many bytes from a position, as UTF-8; other bytes become question marks. */
    private static String text(SeekableByteChannel file, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, Math.max(0, file.size() - position)));
        file.position(position);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // Reads on.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
