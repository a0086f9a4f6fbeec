package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

/** Several tasks have the name, so the caller must use the id. */
public final class AmbiguousTaskException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a name.
     *
     * @param name the name; not null
     */
    public AmbiguousTaskException(String name) {
        super("several tasks have the name '" + requireNonNull(name, "name") + "'; use the id of the task");
    }
}
