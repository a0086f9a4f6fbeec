package org.executionsession.jdbi;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.executionsession.jdbi.internal.file.FailStopFiles;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.h2.store.fs.FileUtils;
import org.h2.store.fs.split.FilePathSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the file of an H2 database by a new one with the version that a storage engine has open. Either the old file or the complete new one is left.
 *
 * <p>A file that is recovered in place can lose its data: H2 2.4.240 finds a chunk whose copy is missing at another place, but stores that place only in
 * memory. If it then closes the file, it does not search the file the next time, and opens an old version.
 */
final class H2FileReplacement {

    private static final Logger LOG = LoggerFactory.getLogger(H2File.class);

    /** The end of the name of a new file. Nothing takes it for a database. H2 itself deletes a {@code .tempFile} when another process tries to open the file. */
    private static final String SUFFIX = ".recovered";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** The file in the file system that its path names. */
    private final String file;

    private final String copy;
    private final H2FileKey key;
    private final boolean isWindows;

    H2FileReplacement(String file, H2FileKey key) {
        this(file, key, isWindows());
    }

    /** Replaces a file as on a system that is Windows or not. */
    H2FileReplacement(String file, H2FileKey key, boolean isWindows) {
        // The file behind a symbolic link is replaced, not the link.
        this.file = FileUtils.toRealPath(file);
        // No other process has a new file with this name, also when this one has closed the file.
        this.copy = this.file + "." + UUID.randomUUID() + SUFFIX;
        this.key = key;
        this.isWindows = isWindows;
    }

    private static boolean isWindows() {
        return File.separatorChar == '\\';
    }

    /**
     * Replaces the file.
     *
     * @param source what is copied. It has the file open, so that no other process can open it. It can be closed afterwards
     * @throws IOException if the new file cannot be written; the old one is left then
     * @throws org.h2.mvstore.MVStoreException if not all of the source can be read; the old file is left then
     */
    void replaceBy(MVStore source) throws IOException {
        if (isInParts(FilePath.get(file))) {
            throw new IOException(
                    "its path has split:, and files in parts are not replaced; join the parts to one file");
        }
        new H2MapCheck(source).checkNames();
        try {
            deleteCopiesOfKilledRecoveries();
            createLikeTheFile();
            try (MVStore target = key.applyTo(new MVStore.Builder())
                    .fileName(copy)
                    .autoCommitDisabled()
                    .open()) {
                copyAll(source, target);
            }
            sync();
            assertIsReadable(source);
            move(source);
            sync(() -> FileChannel.open(onDisk(file).toAbsolutePath().getParent(), StandardOpenOption.READ), isWindows);
        } finally {
            FileUtils.tryDelete(copy);
        }
    }

    /** A part that is not replaced would be read with the others. */
    private static boolean isInParts(FilePath path) {
        return path instanceof FilePathSplit || path instanceof FilePathWrapper wrapper && isInParts(wrapper.unwrap());
    }

    /** No other recovery of the file runs, since this one has it open. */
    private void deleteCopiesOfKilledRecoveries() {
        Path replaced = onDisk(file).toAbsolutePath();
        Pattern copies = Pattern.compile(
                Pattern.quote(replaced.getFileName().toString()) + "(\\.[0-9a-f-]{36})?" + Pattern.quote(SUFFIX));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(
                replaced.getParent(),
                path -> copies.matcher(path.getFileName().toString()).matches())) {
            for (Path path : left) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | DirectoryIteratorException failure) {
            LOG.warn("The files that end with {} beside {} cannot be deleted", SUFFIX, file, failure);
        }
    }

    /** The copy has all data, so it is readable by its owner alone until it has the access of the file. */
    private void createLikeTheFile() throws IOException {
        Path created = onDisk(copy);
        boolean hasPermissions =
                created.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createFile(created, hasPermissions ? new FileAttribute<?>[] {OWNER_ALONE} : new FileAttribute<?>[0]);
        } catch (IOException failure) {
            throw new IOException(
                    "no file can be created in the folder " + created.getParent() + ": " + reason(failure), failure);
        }
        if (hasPermissions) {
            FileAccess.of(onDisk(file)).applyTo(created);
        }
    }

    /** The message of a file system has the paths, and only those if access is denied. */
    private static String reason(Exception failure) {
        Throwable reason = failure;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        if (reason instanceof AccessDeniedException) {
            return "Permission denied";
        }
        return reason instanceof FileSystemException other && other.getReason() != null
                ? other.getReason()
                : String.valueOf(reason.getMessage());
    }

    /**
     * Copies the pages of all maps as they are, as H2 does to compact a file. H2 does it in threads that do not end if a write fails. So this method does it in
     * its own.
     */
    private static void copyAll(MVStore source, MVStore target) throws IOException {
        // Until the last page is there, the others count as unused.
        target.setReuseSpace(false);
        target.setAutoCommitDelay(0);
        try {
            new H2MapCopy(source, target).run();
            target.commit();
            target.setReuseSpace(true);
        } catch (ReflectiveOperationException other) {
            target.closeImmediately();
            throw new IOException("this version of H2 cannot recover it; use 2.4.240", other);
        } catch (RuntimeException | Error failed) {
            target.closeImmediately();
            throw failed;
        }
    }

    private void sync() throws IOException {
        try (FileChannel written = FileUtils.open(copy, "rw")) {
            written.force(true);
        }
    }

    /** Compares the version, and the names and numbers of the maps, and reads their content. */
    private void assertIsReadable(MVStore source) throws IOException {
        MVStore target = key.applyTo(new MVStore.Builder())
                .fileName(copy)
                .readOnly()
                .autoCommitDisabled()
                .open();
        try {
            if (target.getCurrentVersion() < source.getCurrentVersion()) {
                throw new IOException("the copy has version " + target.getCurrentVersion() + " instead of "
                        + source.getCurrentVersion());
            }
            if (!Map.copyOf(target.getMetaMap()).equals(Map.copyOf(source.getMetaMap()))) {
                throw new IOException("the copy has other maps");
            }
            List<String> unchecked = new H2MapCheck(target).checkEntries();
            if (!unchecked.isEmpty()) {
                LOG.warn(
                        "{} maps of {} have values of type ROW, or are damaged; they were not checked: {}",
                        unchecked.size(),
                        file,
                        unchecked);
            }
        } finally {
            target.closeImmediately();
        }
    }

    /**
     * On Windows, a file that is open cannot be replaced, also not while another process has opened it. On other systems it can, so the file stays locked
     * until it is replaced.
     */
    private void move(MVStore source) throws IOException {
        try {
            FileUtils.moveAtomicReplace(copy, file);
        } catch (DbException failed) {
            if (!isWindows) {
                throw notReplaced("perhaps it is a mount point", failed);
            }
            LOG.debug("cannot replace {} while it is open", file, failed);
            moveClosed(source);
        }
    }

    /** Between both, another process can change the file. */
    private void moveClosed(MVStore source) throws IOException {
        long size = FileUtils.size(file);
        long modified = FileUtils.lastModified(file);
        source.closeImmediately();
        if (FileUtils.size(file) != size || FileUtils.lastModified(file) != modified) {
            throw new IOException("another process has changed it meanwhile");
        }
        try {
            FileUtils.moveAtomicReplace(copy, file);
        } catch (DbException failed) {
            throw notReplaced("perhaps another process has it open", failed);
        }
    }

    private static IOException notReplaced(String guess, DbException failure) {
        return new IOException("it cannot be replaced by a new file, " + guess + ": " + reason(failure), failure);
    }

    /** A way to open a folder. */
    @FunctionalInterface
    interface Folder {

        FileChannel open() throws IOException;
    }

    /**
     * Syncs a folder. Otherwise a power loss could bring the old file back, after writes to the new one were acknowledged.
     *
     * @param isWindows whether it is no fault if the folder cannot be opened: Windows opens none
     */
    static void sync(Folder folder, boolean isWindows) throws IOException {
        FileChannel opened;
        try {
            opened = folder.open();
        } catch (IOException failure) {
            if (!isWindows) {
                LOG.warn(
                        "The folder of a recovered file cannot be synced: after a power loss, the old file can be back",
                        failure);
            }
            return;
        }
        try (opened) {
            opened.force(true);
        }
    }

    private static Path onDisk(String path) {
        return Path.of(FailStopFiles.onDisk(FilePath.get(path)));
    }
}
