package org.executionsession.domain.exception;

import java.util.List;

/**
 * One broken rule of a draft.
 *
 * @param path where: the names of the components from the draft down, and the indexes in lists; never null
 * @param message which rule, worded to follow the path; never null
 */
public record Violation(List<String> path, String message) {

    /** Takes its own copy of the path. */
    public Violation {
        path = List.copyOf(path);
    }

    @Override
    public String toString() {
        return String.join(".", path) + ' ' + message;
    }
}
