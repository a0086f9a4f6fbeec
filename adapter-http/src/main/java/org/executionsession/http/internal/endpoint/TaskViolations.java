package org.executionsession.http.internal.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.Violation;

/** The locations of violations in tasks. The next execution is part of {@code operational} in JSON, but not in a draft. */
final class TaskViolations {

    private static final String NEXT_EXECUTION = "nextExecution";

    private TaskViolations() {}

    /** Returns the result of a write. The locations in its rejection are those in JSON. */
    static <T> T inJson(Supplier<T> write) {
        try {
            return write.get();
        } catch (InvalidDraftException rejection) {
            throw new InvalidDraftException(
                    rejection.violations().stream().map(TaskViolations::inJson).toList());
        }
    }

    /** Does the same for a write without a result. */
    static void inJson(Runnable write) {
        inJson(() -> {
            write.run();
            return true;
        });
    }

    private static Violation inJson(Violation violation) {
        int last = violation.path().size() - 1;
        if (last < 0 || !violation.path().get(last).equals(NEXT_EXECUTION)) {
            return violation;
        }
        List<String> path = new ArrayList<>(violation.path());
        path.add(last, "operational");
        return new Violation(path, violation.message());
    }
}
