package org.executionsession.domain.port.inbound;

import java.util.Optional;
import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.TaskDraft;

/** Evaluates the privileges of a caller. */
public interface EvaluatePrivileges {

    /**
     * Returns the privileges of the caller for a stored entity.
     *
     * @param entity the entity; not null
     * @param caller the caller; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> evaluate(AuditedEntity entity, Caller caller);

    /**
     * Returns the privileges that the caller has for every entity. If they are known, the server can reject a request
     * before it reads the body.
     *
     * @param caller the caller; not null
     * @return empty when the privileges depend on the entity
     */
    default Optional<Set<Privilege>> allowedForAll(Caller caller) {
        return Optional.empty();
    }

    /**
     * Returns the privileges that the caller would have for a session, if it were stored.
     *
     * @param draft the session; not null
     * @param caller the caller; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> preview(ExecutionSessionDraft draft, Caller caller);

    /**
     * Returns the privileges that the caller would have for a result, if it were stored.
     *
     * @param draft the result; not null
     * @param caller the caller; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> preview(ExecutionResultDraft draft, Caller caller);

    /**
     * Returns the privileges that the caller would have for a detail, if it were stored.
     *
     * @param detail the detail; not null
     * @param caller the caller; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> preview(ExecutionResultDetail detail, Caller caller);

    /**
     * Returns the privileges that the caller would have for a task, if it were stored.
     *
     * @param draft the task; not null
     * @param caller the caller; not null
     * @return in the order of {@link Privilege}
     */
    Set<Privilege> preview(TaskDraft draft, Caller caller);
}
