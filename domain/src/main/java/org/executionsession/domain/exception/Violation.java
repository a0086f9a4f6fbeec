package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One broken rule of a draft.
 *
 * @param path the names of the components, starting from the draft, and the indexes in lists; never null
 * @param message the broken rule, worded to follow the path; never null
 */
public record Violation(List<String> path, String message) {

    /** Rejects null and copies the path. */
    public Violation {
        path = List.copyOf(requireNonNull(path, "path"));
        requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return String.join(".", path) + ' ' + message;
    }
}
