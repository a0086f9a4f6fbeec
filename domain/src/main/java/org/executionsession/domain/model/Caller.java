package org.executionsession.domain.model;

import org.executionsession.domain.constraint.StorableText;

/**
 * Who asks.
 *
 * @param userDirectory the directory that knows the user; not null
 * @param userId the user's id in that directory; not null
 */
public record Caller(String userDirectory, String userId) {

    /** The longest directory or user id, in UTF-16 units. */
    public static final int NAME_MAX = 500;

    /** The service account: who asks when nobody is named (contract, part 3). */
    public static final Caller SERVICE = new Caller("INTERNAL", "sa_api");

    /** The other account of the service, under which clients come as well. */
    private static final Caller REPOSITORY = new Caller("INTERNAL", "sa_repository");

    /**
     * Refuses names that could not be stored.
     *
     * @throws IllegalArgumentException when a name is too long or holds control characters or what no store keeps
     */
    public Caller {
        check("userDirectory", userDirectory);
        check("userId", userId);
    }

    /**
     * The caller as a session's {@code modifiedByUserName} names it.
     *
     * @return {@code DIR\\user}
     */
    public String userName() {
        return userDirectory + '\\' + userId;
    }

    /**
     * The form in which callers are compared: two spellings of one user have the same.
     *
     * @return the directory and the id, with the letters of ASCII in lower case, joined by a backslash
     */
    public String key() {
        StringBuilder key = new StringBuilder(userName());
        for (int i = 0; i < key.length(); i++) {
            char letter = key.charAt(i);
            if (letter >= 'A' && letter <= 'Z') {
                key.setCharAt(i, (char) (letter - 'A' + 'a'));
            }
        }
        return key.toString();
    }

    /**
     * Whether both are the same user: letter case does not tell users apart.
     *
     * @param other the other; not null
     * @return true when they are the same
     */
    public boolean isSameAs(Caller other) {
        return userDirectory.equalsIgnoreCase(other.userDirectory) && userId.equalsIgnoreCase(other.userId);
    }

    /**
     * Whether this is the service itself rather than one of its users.
     *
     * @return true for an account of the service, in any letter case
     */
    public boolean isService() {
        return isSameAs(SERVICE) || isSameAs(REPOSITORY);
    }

    private static void check(String part, String name) {
        StorableText.fault(name, NAME_MAX).ifPresent(fault -> {
            throw new IllegalArgumentException(part + ' ' + fault);
        });
        // They could end a line of a log, or make a name look like another.
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(part + " must not contain control characters");
        }
    }
}
