package org.executionsession.bootstrap;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.executionsession.bootstrap.internal.database.DatabaseUrl;
import org.executionsession.bootstrap.internal.startup.FilePermissions;
import org.executionsession.bootstrap.internal.startup.StartupException;
import picocli.CommandLine.Option;

/** The user and password of the database; each option is also an environment variable. */
final class DatabaseLoginOptions {

    @Option(
            names = "--database-user",
            paramLabel = "NAME",
            defaultValue = "${env:EXECUTION_SESSIONS_DATABASE_USER}",
            description = "The database user, unless the URL contains it.")
    private String user;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            defaultValue = "${env:EXECUTION_SESSIONS_DATABASE_PASSWORD_FILE}",
            description =
                    "A file with the password of the database user in one line. The server logs a warning when other"
                            + " users of the machine can read it.")
    private Path passwordFile;

    /** Reads the password file; throws a {@link StartupException} that names the file if it contains no password. */
    DatabaseUrl.Login login() {
        return new DatabaseUrl.Login(user, passwordFile == null ? null : password(passwordFile));
    }

    private static String password(Path file) {
        try {
            String text = Files.readString(file);
            // An editor or echo adds a line end.
            String password = text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            if (password.isEmpty() || password.indexOf('\n') >= 0) {
                throw new StartupException(
                        "the file " + file + " must contain the password of the database in one line, but "
                                + (password.isEmpty() ? "is empty" : "has more lines"),
                        null);
            }
            FilePermissions.warnIfReadableByOthers(file, "the file of the database's password");
            return password;
        } catch (NoSuchFileException missing) {
            throw new StartupException("there is no file " + file + " with the password of the database", missing);
        } catch (CharacterCodingException binary) {
            throw new StartupException(
                    "the file " + file + " must contain the password of the database as text in UTF-8", binary);
        } catch (IOException unreadable) {
            throw new StartupException(
                    "cannot read the file " + file + " with the password of the database: " + reason(unreadable),
                    unreadable);
        }
    }

    /** The message of the JDK for a denied access is only the name of the file. */
    private static String reason(IOException failure) {
        return failure instanceof java.nio.file.AccessDeniedException ? "access denied" : failure.getMessage();
    }
}
