package org.executionsession.bootstrap.internal.startup;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files with a secret in one line. */
public final class SecretFile {

    private SecretFile() {}

    /**
     * Reads a file. Logs a warning if other users of the machine can read it.
     *
     * @param file the file; not null
     * @param what the secret, as in "the password of the database"; not null
     * @return the line; not empty
     * @throws StartupException if the file contains no such line; the message names the file
     */
    public static String read(Path file, String what) {
        try {
            String text = Files.readString(file);
            // An editor or echo adds a line end.
            String secret = text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            if (secret.isEmpty() || secret.indexOf('\n') >= 0) {
                throw new StartupException(
                        "the file " + file + " must contain " + what + " in one line, but "
                                + (secret.isEmpty() ? "is empty" : "has more lines"),
                        null);
            }
            FilePermissions.warnIfReadableByOthers(file, "the file with " + what);
            return secret;
        } catch (NoSuchFileException missing) {
            throw new StartupException(
                    looksLikeAPath(file)
                            ? "there is no file " + file + " with " + what
                            : "there is no file of the given name with " + what
                                    + "; the name is not repeated here, because it could be the secret itself",
                    missing);
        } catch (CharacterCodingException binary) {
            throw new StartupException("the file " + file + " must contain " + what + " as text in UTF-8", binary);
        } catch (IOException unreadable) {
            throw new StartupException(
                    "cannot read the file " + file + " with " + what + ": " + reason(unreadable), unreadable);
        }
    }

    /** A user can confuse the secret with the name of its file. */
    private static boolean looksLikeAPath(Path file) {
        return file.getParent() != null || file.toString().contains(".");
    }

    /** The message of the JDK for a denied access is only the name of the file. */
    private static String reason(IOException failure) {
        return failure instanceof AccessDeniedException ? "access denied" : failure.getMessage();
    }
}
