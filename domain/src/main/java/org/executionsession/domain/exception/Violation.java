package org.executionsession.domain.exception;

import java.util.List;

/**
 * One broken rule of a draft.
 *
 * @param path the names of the components, starting from the draft, and the indexes in lists; never null
 * @param message the broken rule, worded to follow the path; never null
 */
public record Violation(List<String> path, String message) {

    /** Copies the path. */
    public Violation {
        path = List.copyOf(path);
    }

    @Override
    public String toString() {
        return String.join(".", path) + ' ' + message;
    }
}
