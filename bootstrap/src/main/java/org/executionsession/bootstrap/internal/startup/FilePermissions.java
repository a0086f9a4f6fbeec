package org.executionsession.bootstrap.internal.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may read the files that hold secrets or records, on systems that have the permissions of POSIX. */
public final class FilePermissions {

    private static final Logger LOG = LoggerFactory.getLogger(FilePermissions.class);

    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private FilePermissions() {}

    /** A line in the log when everybody on the machine may read or write a file or a folder. */
    public static void warnIfReadableByOthers(Path file, String what) {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                LOG.warn(
                        "others on this machine may read or write {}, {}; to keep them out: chmod o-rwx {}",
                        what,
                        file,
                        file);
            }
        } catch (UnsupportedOperationException | IOException unknown) {
            LOG.debug("cannot tell who may read {}", file, unknown);
        }
    }
}
