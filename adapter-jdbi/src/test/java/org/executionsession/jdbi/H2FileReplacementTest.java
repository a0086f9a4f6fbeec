package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.jdbi.internal.file.FailStopFiles;
import org.executionsession.jdbi.support.ForwardingFile;
import org.executionsession.jdbi.support.FullDiskFiles;
import org.executionsession.jdbi.support.FullDiskFiles.Shortage;
import org.executionsession.jdbi.support.PowerLossFiles;
import org.h2.api.ErrorCode;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.h2.store.fs.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how the recovery replaces a file, and what is left if it cannot. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class H2FileReplacementTest {

    private static final int ROWS = 100;

    /** So large that H2 writes before it has copied all of it. */
    private static final int LARGE = 300_000;

    @TempDir
    Path folder;

    private Path database;
    private Path file;
    private Path copy;

    @BeforeEach
    void setUp() {
        database = folder.resolve("sessions");
        file = folder.resolve("sessions.mv.db");
        copy = folder.resolve("sessions.mv.db." + UUID.randomUUID() + ".recovered");
    }

    private String url(String fileSystem) {
        return "jdbc:h2:" + fileSystem + ":" + database;
    }

    @Test
    void aDiskThatIsFullDuringTheCopy_isReported() throws Exception {
        byte[] before = RecoverableFile.create(folder, ROWS, LARGE);
        Files.write(file, before);
        FullDiskFiles.register();
        FailStopFiles.register();
        Shortage shortage = FullDiskFiles.failNextExtensionFrom(1024 * 1024);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> H2File.prepare(url(FailStopFiles.SCHEME + ":" + FullDiskFiles.SCHEME)))
                .withMessageContaining(
                        file + " cannot be recovered, and H2 would overwrite it: No space left on device");
        assertThat(shortage.hasHappened()).isTrue();
        assertThat(file).hasBinaryContent(before);
        assertNoCopyIsLeft();
        assertThat(rows(H2File.prepare(url("file")))).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-------", "rw-rw-r--"})
    void theFile_keepsItsPermissions(String permissions) throws Exception {
        Files.write(file, RecoverableFile.create(folder, ROWS, 1));
        assumeThat(file.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        Files.writeString(copy, "a longer text that a recovery which was killed has left".repeat(10_000));
        FilePath.register(new ObservedFiles());
        ObservedFiles.PERMISSIONS.clear();
        Path ofAnotherFile = Files.createFile(folder.resolve("sessions.mv.db.x.mv.db.recovered"));
        H2File.prepare(url(ObservedFiles.SCHEME));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo(permissions);
        assertThat(ObservedFiles.PERMISSIONS).containsOnly(permissions);
        assertThat(ofAnotherFile).exists();
        Files.delete(ofAnotherFile);
        assertNoCopyIsLeft();
        assertThat(rows(url("file"))).isEqualTo(ROWS);
    }

    @Test
    void aFileOfAnotherUser_keepsItsOwnerAndGroup() throws Exception {
        Files.write(file, RecoverableFile.create(folder, ROWS, 1));
        assumeThat(file.getFileSystem().supportedFileAttributeViews()).contains("unix");
        assumeThat(Files.getAttribute(file, "unix:uid"))
                .as("the tests run as root")
                .isEqualTo(0);
        Files.setAttribute(file, "unix:uid", 1234);
        Files.setAttribute(file, "unix:gid", 2345);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        byte[] before = Files.readAllBytes(file);
        H2File.prepare(url("file"));
        assertThat(Files.readAllBytes(file)).isNotEqualTo(before);
        assertThat(Files.readAttributes(file, "unix:uid,gid"))
                .containsEntry("uid", 1234)
                .containsEntry("gid", 2345);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @ParameterizedTest
    @CsvSource({
        "rw-r-----, rw-------",
        "rw-rw-r--, rw----r--",
        "rw----r--, rw-------",
        "rw-------, rw-------",
        "rw-r--rw-, rw----r--",
        "rw--w-rw-, rw-----w-",
        "rwxrwxrwx, rwx---rwx"
    })
    void aFileOfAnotherGroup_givesOthersNoRightThatTheGroupLacked(String permissions, String expected) {
        assertThat(PosixFilePermissions.toString(FileAccess.withoutGroup(PosixFilePermissions.fromString(permissions))))
                .isEqualTo(expected);
    }

    @Test
    void theFileBehindASymbolicLink_isReplaced() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target")).resolve("data.mv.db");
        Files.write(target, RecoverableFile.create(folder, ROWS, 1));
        byte[] before = Files.readAllBytes(target);
        Files.createSymbolicLink(file, target);
        assertThat(new H2FileRecovery(file.toString(), H2FileKey.NONE).recover())
                .isTrue();
        assertThat(file).isSymbolicLink();
        assertThat(Files.readAllBytes(target)).isNotEqualTo(before);
        assertThat(target.getParent()).isDirectoryContaining(path -> path.equals(target));
        assertThat(rows(url("file"))).isEqualTo(ROWS);
    }

    @Test
    void aFileThatCannotBeReplacedWhileItIsOpen_isReplacedWhenItIsClosed() throws Exception {
        byte[] before = RecoverableFile.create(folder, ROWS, 1);
        Files.write(file, before);
        replaceOnWindows(opened -> {});
        assertThat(Files.readAllBytes(file)).isNotEqualTo(before);
        assertThat(rows(url("file"))).isEqualTo(ROWS);
    }

    @Test
    void aFileThatCannotBeReplaced_isReported() throws Exception {
        byte[] before = RecoverableFile.create(folder, ROWS, 1);
        Files.write(file, before);
        assertThatIOException()
                .isThrownBy(() -> replaceOnWindows(closed -> WindowsFiles.OPEN.add("another process")))
                .withMessage(
                        "it cannot be replaced by a new file, perhaps another process has it open: the file is used");
        assertThat(file).hasBinaryContent(before);
        assertNoCopyIsLeft();
    }

    @Test
    void aFileThatIsChangedWhenItIsClosed_isNotReplaced() throws Exception {
        Files.write(file, RecoverableFile.create(folder, ROWS, 1));
        byte[] changed = "of another process".getBytes(StandardCharsets.UTF_8);
        assertThatIOException()
                .isThrownBy(() -> replaceOnWindows(closed -> {
                    assertThat(copiesOf(file)).hasSize(1);
                    write(file, changed);
                }))
                .withMessage("another process has changed it meanwhile");
        assertThat(file).hasBinaryContent(changed);
        assertNoCopyIsLeft();
    }

    /** The file would not be locked: another process could recover and change it, and then lose what it wrote. */
    @Test
    void whereAFileThatIsOpenCanBeReplaced_itIsNotClosedBefore() throws Exception {
        byte[] before = RecoverableFile.create(folder, ROWS, 1);
        Files.write(file, before);
        FilePath.register(new WindowsFiles());
        WindowsFiles.OPEN.clear();
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> H2File.prepare(url(WindowsFiles.SCHEME)))
                .withMessageContaining(
                        "H2 would overwrite it: it cannot be replaced by a new file, perhaps it is a mount")
                .withMessageEndingWith("the file is used");
        assertThat(file).hasBinaryContent(before);
        assertNoCopyIsLeft();
    }

    private List<Path> copiesOf(Path replaced) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.getFileName()
                            .toString()
                            .matches(replaced.getFileName() + "[.][0-9a-f-]{36}[.]recovered"))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void write(Path path, byte[] content) {
        try {
            Files.write(path, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Replaces the file as on Windows.
     *
     * @param whenClosed what another process does as soon as the file is closed
     */
    private void replaceOnWindows(Consumer<MVStore> whenClosed) throws IOException {
        FilePath.register(new WindowsFiles());
        WindowsFiles.OPEN.clear();
        String path = WindowsFiles.SCHEME + ":" + file;
        MVStore source = SearchedFile.open(path, H2FileKey.NONE);
        WindowsFiles.whenClosed(file, () -> whenClosed.accept(source));
        try {
            new H2FileReplacement(path, H2FileKey.NONE, true).replaceBy(source);
        } finally {
            WindowsFiles.whenClosed(file, () -> {});
            source.closeImmediately();
        }
    }

    /** Its other parts would stay. */
    @Test
    void aFileInParts_isNotReplaced() throws Exception {
        byte[] before = RecoverableFile.create(folder, ROWS, 1);
        Files.write(file, before);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> H2File.prepare("jdbc:h2:split:30:" + database))
                .withMessageContaining(
                        "H2 would overwrite it: its path has split:, and files in parts are not replaced");
        assertThat(file).hasBinaryContent(before);
    }

    /** The name of the new file is too long. */
    @Test
    void aFolderInWhichNoFileCanBeCreated_isReported() throws Exception {
        byte[] before = RecoverableFile.create(folder, ROWS, 1);
        Path longest = folder.resolve("x".repeat(245) + ".mv.db");
        Files.write(longest, before);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> H2File.prepare("jdbc:h2:" + longest.toString().replace(".mv.db", "")))
                .withMessageContaining("H2 would overwrite it: no file can be created in the folder " + folder + ": ")
                .withMessageNotContaining("\n");
        assertThat(longest).hasBinaryContent(before);
    }

    @Test
    void aFolderThatCannotBeSynced_isReported() throws Exception {
        PowerLossFiles.register();
        PowerLossFiles.disk(file.toString()).failNextSync();
        assertThatIOException()
                .isThrownBy(() ->
                        H2FileReplacement.sync(() -> FileUtils.open(PowerLossFiles.SCHEME + ":" + file, "rw"), false))
                .withMessage("Input/output error");
        H2FileReplacement.sync(
                () -> {
                    throw new AccessDeniedException("a folder on Windows");
                },
                true);
    }

    /** It would keep the process of an application from ending. */
    @Test
    void aFailedCopy_leavesNoThread() throws Exception {
        Files.write(file, RecoverableFile.create(folder, ROWS, LARGE));
        FullDiskFiles.register();
        Set<Thread> before = threads();
        FullDiskFiles.failNextExtensionFrom(1024 * 1024);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> H2File.prepare(url(FullDiskFiles.SCHEME)))
                .withMessageContaining("No space left on device");
        Set<Thread> left = threads();
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(1_000);
        }
        assertThat(left).filteredOn(Thread::isAlive).isEmpty();
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    @Test
    void anotherFile_canBeOpenedDuringARecovery() throws Exception {
        Files.write(file, RecoverableFile.create(folder, ROWS, 1));
        FilePath.register(new PausedFiles());
        CompletableFuture<String> recovery =
                CompletableFuture.supplyAsync(() -> H2File.prepare(url(PausedFiles.SCHEME)));
        CompletableFuture<Integer> rows;
        Thread reader;
        try {
            PausedFiles.BEGUN.await();
            String other = H2File.prepare("jdbc:h2:" + folder.resolve("other"));
            try (Connection connection = DriverManager.getConnection(other, "sa", "")) {
                assertThat(connection.isValid(0)).isTrue();
            }
            rows = new CompletableFuture<>();
            reader = new Thread(() -> rows.completeAsync(() -> rows(url(FailStopFiles.SCHEME)), Runnable::run));
            reader.start();
            // Until it waits for the end of the recovery.
            while (reader.isAlive() && reader.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            // H2 does so before it opens a file, also in another process.
            MVStoreTool.compactCleanUp(file.toString());
            assertThat(copiesOf(file)).hasSize(1);
            assertThat(recovery).isNotDone();
        } finally {
            PausedFiles.RESUMED.countDown();
        }
        assertThat(rows.get()).isEqualTo(ROWS);
        assertThat(recovery.get()).isEqualTo(url(FailStopFiles.SCHEME + ":" + PausedFiles.SCHEME));
    }

    private void assertNoCopyIsLeft() {
        assertThat(folder).isDirectoryNotContaining("glob:**.recovered");
    }

    private static int rows(String url) {
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(payload) from t")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A file system in which a file that is open cannot be replaced. */
    public static final class WindowsFiles extends FilePathWrapper {

        static final String SCHEME = "windows";
        static final List<String> OPEN = new CopyOnWriteArrayList<>();

        private static final Map<String, Runnable> WHEN_CLOSED = new ConcurrentHashMap<>();

        static void whenClosed(Path file, Runnable action) {
            WHEN_CLOSED.put(SCHEME + ":" + file, action);
        }

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            OPEN.add(toString());
            return new ForwardingFile(getBase().open(mode)) {
                @Override
                protected void implCloseChannel() throws IOException {
                    super.implCloseChannel();
                    OPEN.remove(WindowsFiles.this.toString());
                    WHEN_CLOSED
                            .getOrDefault(WindowsFiles.this.toString(), () -> {})
                            .run();
                }
            };
        }

        @Override
        public void moveTo(FilePath target, boolean atomicReplace) {
            if (!OPEN.isEmpty()) {
                throw DbException.get(
                        ErrorCode.FILE_RENAME_FAILED_2, new IOException("the file is used"), name, target.toString());
            }
            super.moveTo(target, atomicReplace);
        }
    }

    /** A file system that notes the permissions of the copy whenever it is opened. */
    public static final class ObservedFiles extends FilePathWrapper {

        static final String SCHEME = "observed";
        static final Set<String> PERMISSIONS = ConcurrentHashMap.newKeySet();

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            Path opened = Path.of(getBase().toString());
            if (opened.toString().endsWith(".recovered")) {
                PERMISSIONS.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(opened)));
            }
            return getBase().open(mode);
        }
    }

    /** A file system in which the copy is not opened until the test continues. */
    public static final class PausedFiles extends FilePathWrapper {

        static final String SCHEME = "paused";
        static final CountDownLatch BEGUN = new CountDownLatch(1);
        static final CountDownLatch RESUMED = new CountDownLatch(1);

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            if (getBase().toString().endsWith(".recovered")) {
                BEGUN.countDown();
                try {
                    RESUMED.await();
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
            }
            return getBase().open(mode);
        }
    }
}
