package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;

/** Evaluates privileges with the access policy that all use cases obey. */
final class PrivilegeService implements EvaluatePrivileges {

    private final ServiceContext context;

    PrivilegeService(ServiceContext context) {
        this.context = context;
    }

    @Override
    public Set<Privilege> evaluate(AuditedEntity entity, Caller caller) {
        requireNonNull(entity, "entity");
        requireNonNull(caller, "caller");
        Set<Privilege> inOrder = EnumSet.noneOf(Privilege.class);
        inOrder.addAll(context.policy().allowed(caller, entity));
        inOrder.retainAll(entity.kind().privileges());
        return inOrder;
    }

    @Override
    public Optional<Set<Privilege>> allowedForAll(Caller caller) {
        requireNonNull(caller, "caller");
        return context.policy().allowedForAll(caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionSessionDraft draft, Caller caller) {
        requireNonNull(draft, "draft");
        requireNonNull(caller, "caller");
        return evaluate(ExecutionSession.create(draft, now(), caller, this::newId), caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionResultDraft draft, Caller caller) {
        requireNonNull(draft, "draft");
        requireNonNull(caller, "caller");
        return evaluate(ExecutionResultEntity.create(draft, now(), caller, this::newId), caller);
    }

    @Override
    public Set<Privilege> preview(ExecutionResultDetail detail, Caller caller) {
        requireNonNull(detail, "detail");
        requireNonNull(caller, "caller");
        return evaluate(ExecutionResultDetailEntity.create(detail, now(), caller, this::newId), caller);
    }

    @Override
    public Set<Privilege> preview(TaskDraft draft, Caller caller) {
        requireNonNull(draft, "draft");
        requireNonNull(caller, "caller");
        return evaluate(Task.create(draft, now(), caller, this::newId), caller);
    }

    private Instant now() {
        return context.clock().instant();
    }

    private UUID newId() {
        return context.newIds().get();
    }
}
