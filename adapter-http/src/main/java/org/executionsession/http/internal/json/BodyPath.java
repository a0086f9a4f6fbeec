package org.executionsession.http.internal.json;

import java.util.ArrayList;
import java.util.List;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.model.ExecutionResultDraft;

/** Finds the place of a violation in a body, whose form can differ from that of the draft. It does not know whether a detail was in a wrapper. */
public final class BodyPath {

    /** The component of {@link ExecutionResultDraft} whose properties are those of the body itself. */
    private static final String RESULT = "result";

    private BodyPath() {}

    /** Returns the names and indices that lead to the place. */
    public static List<String> of(Violation violation) {
        List<String> path = new ArrayList<>(violation.path());
        // In a body with several entities, the first element is an index.
        int first = !path.isEmpty() && Character.isDigit(path.get(0).charAt(0)) ? 1 : 0;
        if (path.size() > first && path.get(first).equals(RESULT)) {
            path.remove(first);
        }
        return path;
    }
}
