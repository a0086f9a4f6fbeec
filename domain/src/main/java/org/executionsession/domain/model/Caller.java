package org.executionsession.domain.model;

import org.executionsession.domain.constraint.StorableText;

/**
 * Who asks. Two callers are equal when their {@link #key} is the same: rights, idempotency keys and ownership all compare
 * callers in this one way.
 *
 * @param userDirectory the directory that knows the user, without a backslash; not null
 * @param userId the user's id in that directory; not null
 */
public record Caller(String userDirectory, String userId) {

    /** Stands between the directory and the user id. */
    private static final char SEPARATOR = '\\';

    /** The longest directory or user id, in UTF-16 units. */
    public static final int NAME_MAX = 500;

    /** The service account: who asks when nobody is named (contract, part 3). */
    public static final Caller SERVICE = new Caller("INTERNAL", "sa_api");

    /** The other account of the service, under which clients come as well. */
    private static final Caller REPOSITORY = new Caller("INTERNAL", "sa_repository");

    /**
     * Rejects names that could not be stored, or that could be taken for others.
     *
     * @throws IllegalArgumentException when a name is too long, holds control characters or what no store keeps, or when
     *     the directory holds a backslash
     */
    public Caller {
        check("userDirectory", userDirectory);
        // Else A\B with the user c, and A with the user B\c, would have the same name.
        if (userDirectory.indexOf(SEPARATOR) >= 0) {
            throw new IllegalArgumentException("userDirectory must not contain a backslash");
        }
        check("userId", userId);
    }

    /**
     * The caller as a session's {@code modifiedByUserName} names it.
     *
     * @return {@code DIR\\user}
     */
    public String userName() {
        return userDirectory + SEPARATOR + userId;
    }

    /**
     * What identifies the caller: the name with the letters A to Z in lower case. All other characters count as they are,
     * since the letter case rules of Unicode make different letters equal, such as the dotless i and the i, and so would give
     * the rights of one user to another.
     *
     * @return {@code dir\\user}
     */
    public String key() {
        StringBuilder key = new StringBuilder(userName());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                key.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return key.toString();
    }

    /**
     * Whether this is the service itself rather than one of its users.
     *
     * @return true for an account of the service
     */
    public boolean isService() {
        return equals(SERVICE) || equals(REPOSITORY);
    }

    /** Whether the other is a caller with the same {@link #key}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Caller caller && key().equals(caller.key());
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }

    private static void check(String part, String name) {
        StorableText.violation(name, NAME_MAX).ifPresent(fault -> {
            throw new IllegalArgumentException(part + ' ' + fault);
        });
        // They could end a line of a log, or make a name look like another.
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(part + " must not contain control characters");
        }
    }
}
