package org.executionsession.domain.port.outbound;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Recorded;

/**
 * Decides who may do what. Every use case on behalf of a caller asks; implementations are safe for use by many threads and
 * quick.
 */
@FunctionalInterface
public interface AccessPolicy {

    /** Every caller may do everything. */
    AccessPolicy OPEN = (caller, entity) -> Collections.unmodifiableSet(EnumSet.allOf(Action.class));

    /**
     * What a caller may do with an entity.
     *
     * @param caller who; not null
     * @param entity with what; of one that is to be recorded, as it would be; not null
     * @return the actions; not null
     */
    Set<Action> allowed(Caller caller, Recorded entity);
}
