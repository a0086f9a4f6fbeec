package org.executionsession.jdbi;

import static java.util.Objects.requireNonNull;

import java.io.UncheckedIOException;
import java.util.Optional;
import org.executionsession.jdbi.internal.file.FailStopFiles;
import org.h2.api.ErrorCode;
import org.h2.engine.ConnectionInfo;
import org.h2.engine.Constants;
import org.h2.message.DbException;
import org.jspecify.annotations.Nullable;

/** Protects the file of an H2 database in this process from power losses and failed writes. */
public final class H2File {

    private static final String FILE = "file:";

    /** A password for the file and one for the user. H2 does not read a URL with {@code CIPHER=} without them. */
    private static final String ANY_PASSWORDS = "00 00";

    private H2File() {}

    /**
     * Prepares the file of a database, and returns the URL with which to open it.
     *
     * <p>After a power loss, H2 can open a version of its file that is tens of seconds old. If the whole file has a newer one, this method
     * recovers it, and only then writes to the file. After a clean shutdown it reads a few blocks. It does not check a file that
     * cannot be written, or is open in another process. It checks an encrypted file only if the password is in the URL. H2 reports a file that cannot be
     * recovered. A recovery writes a new file, for which the disk needs as much space again, and the process the right to create files in the folder.
     *
     * <p>After a write that failed, as on a full disk, H2 can write a version that needs the missing one, and then lose all data. With
     * the returned URL, it writes nothing more until the database is opened again, which the next connection does.
     *
     * <p>Call this before the first connection to the database. If this process has it open with the returned URL, the file is not checked again.
     * Never use another URL for the file in this process: on Linux, even an attempt to connect that H2 rejects releases the lock of H2 on the
     * file. Another process can then open it, and both overwrite the data of the other. The class loader of this class must also load the H2 that connects.
     *
     * @param url the JDBC URL of the database; not null
     * @return the URL in the file system {@code failstop}, as in {@code jdbc:h2:failstop:./sessions}, which H2 knows after the first call of this
     *     method; the given URL if it is already in it, or is not that of a file of H2 in this process
     * @throws IllegalArgumentException if the end of the file is missing, as after an incomplete copy: H2 would open it as an older or empty
     *     database, and overwrite the rest
     * @throws UncheckedIOException if a newer version was found and cannot be read completely, or cannot be written, as on a full disk or in a
     *     folder that is read-only: H2 would overwrite it
     */
    public static String prepare(String url) {
        return prepare(url, null);
    }

    /**
     * Prepares the file of a database as {@link #prepare(String)}, also if it is encrypted.
     *
     * @param url the JDBC URL of the database; not null
     * @param password the password with which to connect; null if there is none, or if it is in the URL. For an encrypted file, it has that of the
     *     file, a space, and that of the user
     * @return the URL in the file system {@code failstop}, or the given one
     * @throws IllegalArgumentException if the end of the file is missing
     * @throws UncheckedIOException if a newer version was found and cannot be read completely, or cannot be written
     */
    public static String prepare(String url, @Nullable String password) {
        if (!requireNonNull(url, "url").startsWith(Constants.START_URL)) {
            return url;
        }
        FailStopFiles.register();
        Optional<String> file = file(url, null);
        if (file.isEmpty()) {
            return url;
        }
        H2FileKey key = H2FileKey.of(url, password);
        FailStopFiles.runUnlessOpen(
                file.get(), () -> new H2FileRecovery(FailStopFiles.unprotected(file.get()), key).recover());
        String path = url.substring(Constants.START_URL.length());
        String prefix = FailStopFiles.SCHEME + ":";
        return path.startsWith(prefix)
                ? url
                : Constants.START_URL + prefix + (path.startsWith(FILE) ? path.substring(FILE.length()) : path);
    }

    /**
     * Returns the file of a database in this process. It is empty for any other URL, and for one that H2 rejects.
     *
     * @param password null for the one of the URL, if any
     */
    private static Optional<String> file(String url, @Nullable String password) {
        try {
            ConnectionInfo database = new ConnectionInfo(url, null, null, password);
            return database.isRemote() || !database.isPersistent()
                    ? Optional.empty()
                    : Optional.of(database.getName() + Constants.SUFFIX_MV_FILE);
        } catch (DbException | IllegalArgumentException rejected) {
            // H2 reports the error. It can contain a password, so it is not logged here.
            return password == null && isWithoutPassword(rejected) ? file(url, ANY_PASSWORDS) : Optional.empty();
        }
    }

    /** Returns whether the URL of an encrypted file has no password, which is then given to H2 in another way. */
    private static boolean isWithoutPassword(RuntimeException rejected) {
        return rejected instanceof DbException failure && failure.getErrorCode() == ErrorCode.WRONG_PASSWORD_FORMAT;
    }
}
