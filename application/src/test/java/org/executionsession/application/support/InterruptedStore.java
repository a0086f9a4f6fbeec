package org.executionsession.application.support;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/** A store in which somebody else gets in, once, between the reading and the writing of a change. */
public final class InterruptedStore implements ExecutionSessionStore {

    private final ExecutionSessionStore store;
    private Runnable somebodyElse = () -> {};
    private Runnable removal = () -> {};

    public InterruptedStore(ExecutionSessionStore store) {
        this.store = store;
    }

    /** What somebody else does before the next request with an idempotency key is written. */
    public void beforeTheNextKeyedRequest(Runnable action) {
        somebodyElse = action;
    }

    /** What somebody else does before the next replace. */
    public void beforeTheNextReplace(Runnable action) {
        somebodyElse = action;
    }

    /** What happens before an entity is removed. */
    public void beforeARemoval(Runnable action) {
        removal = action;
    }

    /** What somebody else does before the next deletion of what was checked. */
    public void beforeTheNextDeletion(Runnable action) {
        somebodyElse = action;
    }

    @Override
    public EntityStore<ExecutionSession> sessions() {
        return new Interrupted<>(store.sessions());
    }

    @Override
    public EntityStore<ExecutionResultEntity> results() {
        return new Interrupted<>(store.results());
    }

    @Override
    public EntityStore<ExecutionResultDetailEntity> details() {
        return new Interrupted<>(store.details());
    }

    @Override
    public EntityStore<Task> tasks() {
        return new Interrupted<>(store.tasks());
    }

    @Override
    public ScriptLogStore scriptLogs() {
        return store.scriptLogs();
    }

    @Override
    public ChangeStore changes() {
        return store.changes();
    }

    @Override
    public NotificationStore notifications() {
        return store.notifications();
    }

    @Override
    public NodeHeartbeatStore nodeHeartbeats() {
        return store.nodeHeartbeats();
    }

    @Override
    public TaskAttemptStore taskAttempts() {
        return store.taskAttempts();
    }

    @Override
    public TaskRunStore taskRuns() {
        return store.taskRuns();
    }

    @Override
    public int purgeResults(Instant before, int limit) {
        return store.purgeResults(before, limit);
    }

    @Override
    public int purgeRecordedTasks(Instant before, int limit) {
        return store.purgeRecordedTasks(before, limit);
    }

    @Override
    public int removeExpired(Instant now) {
        return store.removeExpired(now);
    }

    @Override
    public SelectionStore selections() {
        return new InterruptedSelections(store.selections());
    }

    private void letIn() {
        Runnable action = somebodyElse;
        somebodyElse = () -> {};
        action.run();
    }

    private final class InterruptedSelections implements SelectionStore {

        private final SelectionStore selections;

        InterruptedSelections(SelectionStore selections) {
            this.selections = selections;
        }

        @Override
        public Optional<StoredResponse<UUID>> add(
                Selection selection, IdempotentRequest request, SelectionLimits limits, Instant now) {
            if (request != null) {
                letIn();
            }
            return selections.add(selection, request, limits, now);
        }

        @Override
        public Optional<StoredResponse<UUID>> findStoredResponse(IdempotentRequest request, Instant now) {
            return selections.findStoredResponse(request, now);
        }

        @Override
        public Optional<Selection> find(UUID id) {
            return selections.find(id);
        }

        @Override
        public boolean delete(UUID id, Instant countsUntil) {
            return selections.delete(id, countsUntil);
        }
    }

    private final class Interrupted<E extends AuditedEntity> implements EntityStore<E> {

        private final EntityStore<E> records;

        Interrupted(EntityStore<E> records) {
            this.records = records;
        }

        @Override
        public boolean replace(E entity, E read) {
            letIn();
            return records.replace(entity, read);
        }

        @Override
        public void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {
            letIn();
            records.replaceAll(ids, check, change);
        }

        @Override
        public boolean replace(E entity, E read, References references) {
            letIn();
            return records.replace(entity, read, references);
        }

        @Override
        public Optional<StoredResponse<E>> addAll(
                List<E> entities, References references, IdempotentRequest request, Instant now) {
            letIn();
            return records.addAll(entities, references, request, now);
        }

        @Override
        public void add(E entity) {
            records.add(entity);
        }

        @Override
        public Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now) {
            letIn();
            return records.addAll(entities, request, now);
        }

        @Override
        public void addAll(List<E> entities) {
            records.addAll(entities);
        }

        @Override
        public Optional<E> find(UUID id) {
            return records.find(id);
        }

        @Override
        public void forEach(Query<E> query, Consumer<? super E> reader) {
            records.forEach(query, reader);
        }

        @Override
        public long count(Filter<E> filter) {
            return records.count(filter);
        }

        @Override
        public boolean removeUnchanged(List<E> read) {
            letIn();
            return records.removeUnchanged(read);
        }

        @Override
        public void removeAll(Set<UUID> ids) {
            records.removeAll(ids);
        }

        @Override
        public boolean remove(UUID id) {
            removal.run();
            return records.remove(id);
        }
    }
}
