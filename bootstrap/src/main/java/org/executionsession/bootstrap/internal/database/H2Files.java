package org.executionsession.bootstrap.internal.database;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.executionsession.bootstrap.internal.startup.FilePermissions;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an H2 database. The caller that can read them can read everything, as the default user has no password; so what is made
 * for them is the owner's alone, on systems that have the permissions of POSIX.
 */
final class H2Files {

    private static final Logger LOG = LoggerFactory.getLogger(H2Files.class);

    /** A file of the local disk: with a file system of H2 that keeps one there, or without. */
    private static final Pattern LOCAL = Pattern.compile(
            "jdbc:h2:(?:(?:file|nio|nioMapped|async|retry):)*(?!(?:mem|tcp|ssl|zip|classpath|split|memFS|memLZF|nioMemFS|nioMemLZF):)"
                    + "([^;]+)(.*)",
            Pattern.DOTALL);

    /** A file system that cuts the database into files, with names and permissions of its own. */
    private static final Pattern SPLIT = Pattern.compile("jdbc:h2:(?:[A-Za-z]+:)*split:.*", Pattern.DOTALL);

    /** What H2 reads as true. */
    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "1");

    /** Settings with which H2 makes or replaces files when it wants to, with the permissions of the process. */
    private static final Map<String, Set<String>> UNPROTECTED =
            Map.of("auto_server", TRUE, "defrag_always", TRUE, "file_lock", Set.of("file", "socket"));

    /** With these, H2 makes no database. */
    private static final Pattern NOT_MADE =
            Pattern.compile("(?i).*;(?:ifexists|forbid_creation)=true.*", Pattern.DOTALL);

    private static final Pattern TRACED = Pattern.compile("(?i).*;trace_level_file=[1-9].*", Pattern.DOTALL);

    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path database;
    private final String settings;

    private H2Files(Path database, String settings) {
        this.database = database;
        this.settings = settings;
    }

    /** Empty when the database has no file here. */
    static Optional<H2Files> of(String url) {
        Matcher local = LOCAL.matcher(url);
        if (!local.matches()) {
            return Optional.empty();
        }
        String path = local.group(1);
        try {
            Path database =
                    path.startsWith("~/") ? Path.of(System.getProperty("user.home"), path.substring(2)) : Path.of(path);
            return Optional.of(new H2Files(database.toAbsolutePath().normalize(), local.group(2)));
        } catch (InvalidPathException malformed) {
            // H2 says what is wrong with it.
            return Optional.empty();
        }
    }

    /** Rejects what would have H2 make files that others may read. */
    static void rejectUnprotected(DatabaseUrl url) {
        String text = url.driverUrl();
        if (SPLIT.matcher(text).matches()) {
            throw unprotected(url, "split:");
        }
        int settings = text.indexOf(';');
        for (UrlParameters.Parameter setting : UrlParameters.ofH2(settings < 0 ? "" : text.substring(settings + 1))
                .all()) {
            Set<String> values = UNPROTECTED.getOrDefault(setting.name(), Set.of());
            if (values.contains(setting.value().toLowerCase(Locale.ROOT))) {
                throw unprotected(
                        url,
                        setting.name().toUpperCase(Locale.ROOT) + "="
                                + setting.value().toUpperCase(Locale.ROOT));
            }
        }
    }

    private static StartupException unprotected(DatabaseUrl url, String what) {
        return new StartupException(
                "the database " + url + " cannot be used with " + what
                        + ", with which H2 makes files that others on this machine may read; leave it out",
                null);
    }

    /**
     * Makes the folder and the file, which H2 fills, for the owner alone; warns of a folder or file that is there already and
     * that others may read. What cannot be made is left to H2, which says why.
     */
    void keepToOwner() {
        Path folder = database.getParent();
        if (folder == null
                || !database.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Path file = withSuffix(".mv.db");
        if (Files.isDirectory(folder)) {
            FilePermissions.warnIfReadableByOthers(folder, "the folder of the database");
        }
        if (Files.exists(file)) {
            FilePermissions.warnIfReadableByOthers(file, "the file of the database");
        } else if (!NOT_MADE.matcher(settings).matches()) {
            make(folder, file);
        }
        Path trace = withSuffix(".trace.db");
        if (TRACED.matcher(settings).matches() && Files.exists(file) && !Files.exists(trace)) {
            make(folder, trace);
        }
    }

    private void make(Path folder, Path file) {
        try {
            Files.createDirectories(folder, FOLDER);
            Files.createFile(file, FILE);
        } catch (FileAlreadyExistsException other) {
            LOG.debug("somebody else made the files of the database", other);
        } catch (IOException left) {
            LOG.debug("cannot make the files of the database", left);
        }
    }

    private Path withSuffix(String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }
}
