package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.List;
import org.executionsession.domain.model.ExecutionResult;

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
     * Returns the rejection of a detail that would make its result too large.
     *
     * @return the rejection, for the message of the detail
     */
    public static InvalidDraftException resultTooLarge() {
        return new InvalidDraftException(List.of(new Violation(
                List.of("message"),
                "must leave its result with at most " + ExecutionResult.GROWTH_MAX_BYTES
                        + " bytes of JSON in all messages")));
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
