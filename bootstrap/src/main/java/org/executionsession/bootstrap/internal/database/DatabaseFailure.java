package org.executionsession.bootstrap.internal.database;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Describes a database failure in one line: the message of the database without the URL, which may contain secrets. */
public final class DatabaseFailure {

    /** H2 ends its messages with the statement, and with its own error code and build. */
    private static final Pattern END_OF_H2 = Pattern.compile("(?s)(; SQL statement:.*|\\s*\\[\\d+-\\d+])\\s*$");

    /** How the storage engine of H2 ends its message about a file from which a part is missing. */
    private static final String NO_VALID_CHUNKS = "File is corrupted - unable to recover a valid set of chunks";

    /** H2 advises tools and modes that must not be used with the files of the server. */
    private static final Pattern ADVICE_OF_H2 = Pattern.compile("\\. Possible solutions?: .*$");

    /** The file system of our own, in the path of a file. */
    private static final Pattern FILE_SYSTEM = Pattern.compile("\\bfailstop:");

    private static final Pattern URL = Pattern.compile("jdbc:[^\\s\"]*");

    private DatabaseFailure() {}

    /**
     * Returns the message of the operating system for an I/O failure, otherwise that of the database, otherwise that of
     * the exception.
     */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        Throwable database = null;
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            root = cause;
            if (cause instanceof SQLException && hasMessage(cause)) {
                database = cause;
            }
        }
        if (root instanceof FileSystemException file && file.getReason() == null) {
            return what(file) + file.getFile();
        }
        if (database instanceof SQLException sql
                && String.valueOf(sql.getMessage()).startsWith("No suitable driver")) {
            return "the driver does not understand the URL";
        }
        if (root instanceof IOException && hasMessage(root)) {
            return line(root);
        }
        if (database != null) {
            return hasMessage(root) && !line(database).contains(line(root))
                    ? line(database) + ": " + line(root)
                    : line(database);
        }
        return hasMessage(failure) ? line(failure) : root.getClass().getSimpleName();
    }

    private static String what(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "access denied to ";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder: ";
        }
        return failure instanceof NotDirectoryException ? "not a directory: " : "the system cannot access ";
    }

    /** Returns the cause. A failed batch has the failure of its statement as the next exception instead. */
    private static Throwable next(Throwable failure) {
        return failure instanceof SQLException sql && sql.getNextException() != null && sql.getCause() == null
                ? sql.getNextException()
                : failure.getCause();
    }

    private static boolean hasMessage(Throwable failure) {
        return failure.getMessage() != null && !failure.getMessage().isBlank();
    }

    private static String line(Throwable failure) {
        String message = END_OF_H2
                .matcher(failure.getMessage())
                .replaceFirst("")
                // The message of H2 for a truncated file, or one that is not a database.
                .replaceFirst("^IO Exception: ", "cannot read or write ")
                .replace(NO_VALID_CHUNKS, "the file is incomplete or damaged; replace it by a complete copy");
        String line = URL.matcher(message.lines().findFirst().orElse("")).replaceAll("");
        return FILE_SYSTEM
                .matcher(ADVICE_OF_H2.matcher(line).replaceFirst(""))
                .replaceAll("")
                .strip();
    }
}
