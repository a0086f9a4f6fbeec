package org.executionsession.bootstrap.internal.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks whether other users can read files with secrets or data, on systems with POSIX permissions. */
public final class FilePermissions {

    private static final Logger LOG = LoggerFactory.getLogger(FilePermissions.class);

    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private FilePermissions() {}

    /** Logs a warning if all users of the machine may read or write a file or folder. */
    public static void warnIfReadableByOthers(Path file, String what) {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                LOG.warn(
                        "other users of this machine may read or write {}, {}; to prevent it: chmod o-rwx {}",
                        what,
                        file,
                        file);
            }
        } catch (UnsupportedOperationException | IOException unknown) {
            LOG.debug("cannot determine the permissions of {}", file, unknown);
        }
    }
}
