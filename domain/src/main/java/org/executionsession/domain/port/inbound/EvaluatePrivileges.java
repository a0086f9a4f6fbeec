package org.executionsession.domain.port.inbound;

import java.util.Optional;
import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;

/** Tells what a caller may do. */
public interface EvaluatePrivileges {

    /**
     * What the caller may do with an entity.
     *
     * @param entity a recorded entity; not null
     * @param caller who would do it; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> evaluate(AuditedEntity entity, Caller caller);

    /**
     * What the caller may do with an entity, whichever it is. Where this is known, a request can be rejected before it is read.
     *
     * @param caller who would do it; not null
     * @return empty when that depends on the entity
     */
    default Optional<Set<Privilege>> allowedForAll(Caller caller) {
        return Optional.empty();
    }

    /**
     * What the caller might do with a session, if it were recorded.
     *
     * @param draft the session; not null
     * @param caller who would do it; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> preview(ExecutionSessionDraft draft, Caller caller);

    /**
     * What the caller might do with a result, if it were recorded.
     *
     * @param draft the result; not null
     * @param caller who would do it; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> preview(ExecutionResultDraft draft, Caller caller);

    /**
     * What the caller might do with a detail, if it were recorded.
     *
     * @param detail the detail; not null
     * @param caller who would do it; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> preview(ExecutionResultDetail detail, Caller caller);
}
