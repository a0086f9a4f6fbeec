package org.executionsession.jdbi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who can read and write a file, on systems with POSIX permissions.
 *
 * @param owner its owner
 * @param group its group
 * @param permissions the permissions of both, and of all others
 */
record FileAccess(UserPrincipal owner, GroupPrincipal group, Set<PosixFilePermission> permissions) {

    private static final Logger LOG = LoggerFactory.getLogger(H2File.class);

    private static final Set<PosixFilePermission> OF_GROUP = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    /** Returns who can read and write a file. */
    static FileAccess of(Path file) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        return new FileAccess(attributes.owner(), attributes.group(), attributes.permissions());
    }

    /**
     * Gives a file, which its owner alone can read, the same owner and group, where this process may do so, and then the permissions. If the group is another
     * one, it gets none.
     */
    void applyTo(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributes created = view.readAttributes();
        boolean hasGroup = created.group().equals(group) || isSet(() -> view.setGroup(group));
        boolean hasOwner = created.owner().equals(owner) || isSet(() -> view.setOwner(owner));
        LOG.debug("{} has the owner of the old file: {}, and its group: {}", file, hasOwner, hasGroup);
        Files.setPosixFilePermissions(file, hasGroup ? permissions : withoutGroup(permissions));
    }

    /** Members of the group count as others in a file of another group. So others can do no more than they could. */
    static Set<PosixFilePermission> withoutGroup(Set<PosixFilePermission> permissions) {
        Set<PosixFilePermission> left = EnumSet.noneOf(PosixFilePermission.class);
        left.addAll(permissions);
        if (!left.contains(PosixFilePermission.GROUP_READ)) {
            left.removeAll(OF_OTHERS);
        }
        left.removeAll(OF_GROUP);
        return left;
    }

    /** A change of the owner or the group of a file. */
    @FunctionalInterface
    private interface Change {

        void run() throws IOException;
    }

    private static boolean isSet(Change change) {
        try {
            change.run();
            return true;
        } catch (IOException notPermitted) {
            LOG.debug("cannot set the owner or the group of a file", notPermitted);
            return false;
        }
    }
}
