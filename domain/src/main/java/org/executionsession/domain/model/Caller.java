package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import org.executionsession.domain.constraint.StorableText;
import org.jspecify.annotations.Nullable;

/**
 * The user or service account in whose name a client sends a request. Two callers are equal if their {@link #key} is
 * the same; privileges, idempotency keys and ownership all depend on it.
 *
 * @param userDirectory the directory that knows the user, without a backslash; not null
 * @param userId the user's id in that directory; not null
 */
public record Caller(String userDirectory, String userId) {

    /** Separates the directory from the user id. */
    private static final char SEPARATOR = '\\';

    /** The longest directory or user id, in UTF-16 units. */
    public static final int NAME_MAX = 500;

    /** The service account: the caller of requests that name no user (contract, part 3). */
    public static final Caller SERVICE = new Caller("INTERNAL", "sa_api");

    /** The second service account, which clients also use. */
    private static final Caller REPOSITORY = new Caller("INTERNAL", "sa_repository");

    /**
     * Rejects names that cannot be stored or are ambiguous.
     *
     * @throws IllegalArgumentException when a name is too long, or contains control characters or characters that a
     *     store cannot keep, or when the directory contains a backslash
     */
    public Caller {
        requireNonNull(userDirectory, "userDirectory");
        requireNonNull(userId, "userId");
        check("userDirectory", userDirectory);
        // Otherwise, user c of A\B and user B\c of A would have the same name.
        if (userDirectory.indexOf(SEPARATOR) >= 0) {
            throw new IllegalArgumentException("userDirectory must not contain a backslash");
        }
        check("userId", userId);
    }

    /**
     * Returns the name in the form of {@code modifiedByUserName}.
     *
     * @return {@code DIR\\user}
     */
    public String userName() {
        return userDirectory + SEPARATOR + userId;
    }

    /**
     * Returns the identity of the caller: the name with the letters A to Z in lower case. Other letters keep their
     * case, because the case rules of Unicode make different letters equal, such as the dotless i and the i, and would
     * give one user the privileges of another.
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
     * Returns whether this is a service account.
     *
     * @return true for an account of the service
     */
    public boolean isService() {
        return equals(SERVICE) || equals(REPOSITORY);
    }

    /** Whether the other is a caller with the same {@link #key}. */
    @Override
    public boolean equals(@Nullable Object other) {
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
        // They could break a log line, or make two names look the same.
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(part + " must not contain control characters");
        }
    }
}
