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

    /**
     * Refuses names that could not be stored.
     *
     * @throws IllegalArgumentException when a name is too long or holds characters that no store keeps
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

    private static void check(String part, String name) {
        StorableText.fault(name, NAME_MAX).ifPresent(fault -> {
            throw new IllegalArgumentException(part + ' ' + fault);
        });
    }
}
