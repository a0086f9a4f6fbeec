package org.executionsession.bootstrap.internal.database;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
 * The files of an H2 database. A user who can read them can read all data, because the default database user has no
 * password. So they are created for the owner alone, on systems with POSIX permissions.
 */
final class H2Files {

    private static final Logger LOG = LoggerFactory.getLogger(H2Files.class);

    /** The URL of a file on the local disk, with or without an H2 file system that stores one there. */
    private static final Pattern LOCAL = Pattern.compile(
            "jdbc:h2:(?:(?:file|nio|nioMapped|async|retry|failstop):)*(?!(?:mem|tcp|ssl|zip|classpath|split|memFS|memLZF|nioMemFS|nioMemLZF):)"
                    + "([^;]+).*",
            Pattern.DOTALL);

    /** The H2 file system that splits the database into files, with its own names and permissions. */
    private static final Pattern SPLIT = Pattern.compile("jdbc:h2:(?:[A-Za-z]+:)*split:.*", Pattern.DOTALL);

    /** The values that H2 parses as true; for the settings that are read here, any other value is false or an error. */
    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "1");

    /** Settings with which H2 creates or replaces files at any time, with the default permissions of the process. */
    private static final Map<String, Set<String>> UNPROTECTED =
            Map.of("auto_server", TRUE, "defrag_always", TRUE, "file_lock", Set.of("file", "socket"));

    /** Settings with which H2 does not create a database. */
    private static final Map<String, Set<String>> NOT_CREATED = Map.of("ifexists", TRUE, "forbid_creation", TRUE);

    /** The size of an encrypted file without data. */
    private static final int ENCRYPTION_HEADER = 4096;

    private static final String TRACE_LEVEL = "trace_level_file";
    private static final int SLF4J_LEVEL = 4;

    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path database;
    private final List<UrlParameters.Parameter> settings;

    private H2Files(Path database, List<UrlParameters.Parameter> settings) {
        this.database = database;
        this.settings = settings;
    }

    /** Returns the files; empty if the database has no local file. */
    static Optional<H2Files> of(String url) {
        Matcher local = LOCAL.matcher(url);
        if (!local.matches()) {
            return Optional.empty();
        }
        String path = local.group(1);
        try {
            Path database =
                    path.startsWith("~/") ? Path.of(System.getProperty("user.home"), path.substring(2)) : Path.of(path);
            return Optional.of(new H2Files(database.toAbsolutePath().normalize(), settings(url)));
        } catch (InvalidPathException malformed) {
            // H2 reports the error.
            return Optional.empty();
        }
    }

    /** Rejects settings with which H2 creates files that other users can read. */
    static void rejectUnprotected(DatabaseUrl url) {
        String text = url.driverUrl();
        if (SPLIT.matcher(text).matches()) {
            throw unprotected(url, "split:");
        }
        settings(text).stream()
                .filter(setting -> hasValue(setting, UNPROTECTED))
                .findFirst()
                .ifPresent(setting -> {
                    throw unprotected(
                            url,
                            setting.name().toUpperCase(Locale.ROOT) + "="
                                    + setting.value().toUpperCase(Locale.ROOT));
                });
    }

    private static List<UrlParameters.Parameter> settings(String url) {
        int start = url.indexOf(';');
        return UrlParameters.ofH2(start < 0 ? "" : url.substring(start + 1)).all();
    }

    /** Returns whether a setting has one of the values that a map names for it. */
    private static boolean hasValue(UrlParameters.Parameter setting, Map<String, Set<String>> values) {
        return values.getOrDefault(setting.name(), Set.of())
                .contains(setting.value().toLowerCase(Locale.ROOT));
    }

    private static StartupException unprotected(DatabaseUrl url, String what) {
        return new StartupException(
                "the database " + url + " cannot be used with " + what
                        + ", because H2 then creates files that other users of this machine can read; remove it",
                null);
    }

    /**
     * Warns if the file exists and has no data, because H2 creates a new database in it. A copy onto a full disk leaves such a file, and so does a
     * server that was killed at its first start.
     */
    void warnIfEmpty() {
        try {
            boolean isEncrypted =
                    settings.stream().anyMatch(setting -> setting.name().equals("cipher"));
            if (Files.exists(file()) && Files.size(file()) <= (isEncrypted ? ENCRYPTION_HEADER : 0)) {
                LOG.warn("the file of the database {} has no data: a new database is created in it", file());
            }
        } catch (IOException unreadable) {
            LOG.debug("cannot read the size of {}", file(), unreadable);
        }
    }

    /**
     * Creates the folder and an empty file for the owner alone, before H2 opens it. Warns if an existing folder or file
     * is readable by other users. Ignores failures, because H2 then reports the reason.
     */
    void restrictToOwner() {
        Path folder = database.getParent();
        if (folder == null
                || !database.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Path file = file();
        if (Files.isDirectory(folder)) {
            FilePermissions.warnIfReadableByOthers(folder, "the folder of the database");
        }
        if (Files.exists(file)) {
            FilePermissions.warnIfReadableByOthers(file, "the file of the database");
        } else if (settings.stream().noneMatch(setting -> hasValue(setting, NOT_CREATED))) {
            create(folder, file);
        }
        Path trace = withSuffix(".trace.db");
        if (settings.stream().anyMatch(H2Files::isTraced) && Files.exists(file) && !Files.exists(trace)) {
            create(folder, trace);
        }
    }

    /** Returns whether a setting makes H2 write a trace file. Level 4 logs to SLF4J. H2 ignores a level that is not a number. */
    private static boolean isTraced(UrlParameters.Parameter setting) {
        try {
            int level = setting.name().equals(TRACE_LEVEL) ? Integer.decode(setting.value()) : 0;
            return level > 0 && level < SLF4J_LEVEL;
        } catch (NumberFormatException ignored) {
            return false;
        }
    }

    private void create(Path folder, Path file) {
        try {
            Files.createDirectories(folder, FOLDER);
            Files.createFile(file, FILE);
        } catch (FileAlreadyExistsException other) {
            LOG.debug("another process created the files of the database", other);
        } catch (IOException left) {
            LOG.debug("cannot create the files of the database", left);
        }
    }

    /** Returns the file with the data. */
    Path file() {
        return withSuffix(".mv.db");
    }

    private Path withSuffix(String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }
}
