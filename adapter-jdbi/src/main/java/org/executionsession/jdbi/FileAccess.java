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
import java.util.Map;
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

    /** Each right of the group, and the same right of all others. */
    private static final Map<PosixFilePermission, PosixFilePermission> RIGHTS = Map.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    /** Returns who can read and write a file. */
    static FileAccess of(Path file) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        return new FileAccess(attributes.owner(), attributes.group(), attributes.permissions());
    }

    /**
     * Gives a file, which its owner alone can read, the same group, permissions and owner, as far as this process may set them. Without the permissions, its
     * owner alone can read it still.
     *
     * <p>Java does not see the access control list of a file. If it has one, the permissions of the group are the most that the list gives to anyone in it.
     */
    void applyTo(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        applyTo(view.readAttributes(), view);
    }

    /** Sets the owner last: some processes may give a file away, but then not set its permissions. */
    void applyTo(PosixFileAttributes created, PosixFileAttributeView view) {
        boolean hasGroup = created.group().equals(group) || isSet("group", () -> view.setGroup(group));
        if (!isSet("permissions", () -> view.setPermissions(hasGroup ? permissions : withoutGroup(permissions)))) {
            LOG.warn("The permissions of a recovered file cannot be set: its owner alone can read it");
        }
        boolean hasOwner = created.owner().equals(owner) || isSet("owner", () -> view.setOwner(owner));
        LOG.debug("The recovered file has the owner of the old one: {}, and its group: {}", hasOwner, hasGroup);
    }

    /** Members of the group count as others in a file of another group. So others get no right that the group did not have. */
    static Set<PosixFilePermission> withoutGroup(Set<PosixFilePermission> permissions) {
        Set<PosixFilePermission> left = EnumSet.noneOf(PosixFilePermission.class);
        left.addAll(permissions);
        RIGHTS.forEach((ofGroup, ofOthers) -> {
            if (!left.remove(ofGroup)) {
                left.remove(ofOthers);
            }
        });
        return left;
    }

    /** A change of the attributes of a file. */
    @FunctionalInterface
    private interface Change {

        void run() throws IOException;
    }

    private static boolean isSet(String attribute, Change change) {
        try {
            change.run();
            return true;
        } catch (IOException notPermitted) {
            LOG.debug("cannot set the {} of a file", attribute, notPermitted);
            return false;
        }
    }
}
