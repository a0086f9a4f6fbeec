package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.List;

/** A draft breaks rules of the domain; the exception lists all of them. */
public final class InvalidDraftException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /**
     * Rejects a draft.
     *
     * @param violations every broken rule; not empty
     */
    public InvalidDraftException(List<Violation> violations) {
        super(requireNonNull(violations, "violations").stream()
                .map(Violation::toString)
                .collect(joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /**
     * Returns every broken rule.
     *
     * @return not empty, ordered by path
     */
    public List<Violation> violations() {
        return violations;
    }
}
