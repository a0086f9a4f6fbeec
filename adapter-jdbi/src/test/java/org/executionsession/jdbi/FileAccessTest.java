package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how a new file gets the access of another one, if this process may not set all of it. */
class FileAccessTest {

    @TempDir
    Path folder;

    /** Root without some of its rights, or a file system that has no permissions. */
    @Test
    void withoutTheRightToSetPermissions_theFileStaysPrivate() throws Exception {
        assertThat(changes(Set.of("setPermissions"))).containsExactly("setGroup", "setOwner");
    }

    /** The owner of a file may set its permissions, and this process may not be the owner afterwards. */
    @Test
    void thePermissions_areSetBeforeTheOwner() throws Exception {
        assertThat(changes(Set.of())).containsExactly("setGroup", "setPermissions r--r--r--", "setOwner");
    }

    @Test
    void withoutTheGroup_itGetsNoPermissions() throws Exception {
        assertThat(changes(Set.of("setGroup", "setOwner"))).containsExactly("setPermissions r-----r--");
    }

    /** Returns the changes of a file that are made, if some fail. */
    private List<String> changes(Set<String> failing) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assumeThat(file.getFileSystem().supportedFileAttributeViews()).contains("posix");
        PosixFileAttributes created = Files.readAttributes(file, PosixFileAttributes.class);
        List<String> changes = new ArrayList<>();
        PosixFileAttributeView view = (PosixFileAttributeView) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {PosixFileAttributeView.class},
                (proxy, method, arguments) -> {
                    if (failing.contains(method.getName())) {
                        throw new AccessDeniedException("not permitted");
                    }
                    boolean hasPermissions = method.getName().equals("setPermissions");
                    changes.add(method.getName() + (hasPermissions ? " " + text((Set<?>) arguments[0]) : ""));
                    return null;
                });
        new FileAccess(
                        principal(UserPrincipal.class),
                        principal(GroupPrincipal.class),
                        PosixFilePermissions.fromString("r--r--r--"))
                .applyTo(created, view);
        return changes;
    }

    private static String text(Set<?> permissions) {
        Set<PosixFilePermission> left = EnumSet.noneOf(PosixFilePermission.class);
        permissions.forEach(permission -> left.add((PosixFilePermission) permission));
        return PosixFilePermissions.toString(left);
    }

    /** Returns one that is equal to none. */
    private static <T> T principal(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                FileAccessTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    return method.getReturnType() == boolean.class ? (Object) false : "another";
                }));
    }
}
