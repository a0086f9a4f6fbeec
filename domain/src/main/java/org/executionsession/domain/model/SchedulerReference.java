package org.executionsession.domain.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler that runs an execution; the contract calls it {@code executingNode}.
 *
 * @param id the scheduler's id; null when not given
 */
public record SchedulerReference(@Nullable UUID id) {

    /** Normalizes the zero GUID to null, which means "not given". */
    public SchedulerReference {
        id = Defaults.id(id);
    }
}
