package org.executionsession.application.internal.memory;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.NodeHeartbeat;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.ScriptLogTicket;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.query.ChangedProperties;

/** The data of all stores in memory, guarded by one lock. */
final class InMemoryState {

    final Object lock = new Object();
    final Map<UUID, ExecutionSession> sessionById = new LinkedHashMap<>();
    final Map<ResultKey, ExecutionResultEntity> resultByKey = new LinkedHashMap<>();
    final Map<UUID, ExecutionResultDetailEntity> detailWithoutResult = new LinkedHashMap<>();
    final Map<UUID, Task> taskById = new LinkedHashMap<>();
    final Map<UUID, TaskRun> runByTask = new HashMap<>();
    final Map<UUID, NodeHeartbeat> heartbeatByNode = new HashMap<>();
    final Map<ResultKey, ScriptLog> logByResult = new HashMap<>();
    final Map<UUID, ScriptLogTicket> logTicketById = new HashMap<>();
    final Map<UUID, NotificationSubscription> notificationById = new HashMap<>();
    final Map<UUID, Selection> selectionById = new HashMap<>();
    final Map<UUID, Selection> deletedSelectionById = new HashMap<>();
    final Map<Fingerprint, StoredRequest> requestByKey = new HashMap<>();
    final InMemoryChangeStore changes = new InMemoryChangeStore(lock);

    /** The number of writes that contain each other. */
    private int writes;

    /** Runs a write and commits its changes; if it fails, drops them. */
    <T> T write(Supplier<T> write) {
        synchronized (lock) {
            int before = changes.recorded();
            writes++;
            try {
                return write.get();
            } catch (RuntimeException failure) {
                changes.truncate(before);
                throw failure;
            } finally {
                if (--writes == 0) {
                    changes.commit();
                }
            }
        }
    }

    /** Stores a result and records how that changes it. */
    void store(ExecutionResultEntity result) {
        ExecutionResultEntity before = resultByKey.put(ResultKey.of(result), result);
        if (before == null) {
            changes.record(EntityChange.created(result));
        } else if (!before.equals(result)) {
            updated(before, result);
        }
    }

    /** Records the update of a result. */
    void updated(ExecutionResultEntity before, ExecutionResultEntity after) {
        changes.record(EntityChange.updated(after, ChangedProperties.OF_RESULTS.between(before, after)));
    }

    /** Removes a result with its script log. */
    void remove(ExecutionResultEntity result) {
        if (resultByKey.remove(ResultKey.of(result)) != null) {
            changes.record(EntityChange.deleted(
                    EntityKind.RESULT, result.id(), result.origin().executionId()));
        }
        logByResult.remove(ResultKey.of(result));
    }

    /** Stores a task and records how that changes it. */
    void store(Task task) {
        Task before = taskById.put(task.id(), task);
        if (before == null) {
            changes.record(EntityChange.created(task));
        } else if (!before.equals(task)) {
            changes.record(EntityChange.updated(task, ChangedProperties.OF_TASKS.between(before, task)));
        }
    }

    /** Returns the stored response of the request's key; empty if the key is not stored or has expired. */
    <E> Optional<StoredResponse<E>> before(IdempotentRequest request, Instant now, Class<E> type) {
        removeExpiredRequests(now);
        return Optional.ofNullable(requestByKey.get(request.key())).map(remembered -> remembered.answer(type));
    }

    void removeExpiredRequests(Instant now) {
        requestByKey
                .values()
                .removeIf(remembered -> !now.isBefore(remembered.request().expiresAt()));
    }

    void removeExpiredSelections(Instant now) {
        selectionById.values().removeIf(kept -> !now.isBefore(kept.expiresAt()));
        deletedSelectionById.values().removeIf(kept -> !now.isBefore(kept.expiresAt()));
    }

    /** Returns the number of entries that expire. */
    int expiringEntries() {
        return requestByKey.size() + selectionById.size() + deletedSelectionById.size() + logTicketById.size();
    }

    void removeExpiredLogTickets(Instant now) {
        logTicketById.values().removeIf(ticket -> !now.isBefore(ticket.expiresAt()));
    }

    /** Keeps the script log of a result whose session has changed. */
    void moveLog(ResultKey from, ResultKey to) {
        if (!from.equals(to)) {
            ScriptLog log = logByResult.remove(from);
            if (log != null) {
                logByResult.put(to, log);
            }
        }
    }

    /** Runs an action; if it fails, restores the data from before. */
    void allOrNothing(Runnable action) {
        Map<UUID, ExecutionSession> sessionsBefore = new LinkedHashMap<>(sessionById);
        Map<ResultKey, ExecutionResultEntity> resultsBefore = new LinkedHashMap<>(resultByKey);
        Map<UUID, ExecutionResultDetailEntity> detailsBefore = new LinkedHashMap<>(detailWithoutResult);
        Map<UUID, Task> tasksBefore = new LinkedHashMap<>(taskById);
        Map<ResultKey, ScriptLog> logsBefore = new HashMap<>(logByResult);
        try {
            action.run();
        } catch (RuntimeException failure) {
            restore(sessionById, sessionsBefore);
            restore(resultByKey, resultsBefore);
            restore(detailWithoutResult, detailsBefore);
            restore(taskById, tasksBefore);
            restore(logByResult, logsBefore);
            throw failure;
        }
    }

    private static <K, V> void restore(Map<K, V> map, Map<K, V> before) {
        map.clear();
        map.putAll(before);
    }

    /** Makes the task known to which a new session refers. */
    void remember(ExecutionSession session) {
        Task recorded = Task.recordedBy(session);
        if (recorded != null) {
            Task stored = taskById.get(recorded.id());
            if (stored == null) {
                store(recorded);
            } else if (stored.recorded() && !stored.content().equals(recorded.content())) {
                store(stored.replacedBy(recorded));
            }
        }
    }

    /** Returns whether what an entity refers to is unchanged. Throws an exception if it belongs elsewhere. */
    boolean areAsRead(References references, List<? extends AuditedEntity> by) {
        return !hasAnyResult(references.missingResults())
                && !hasAnyDetail(references.missingDetails())
                && references.found().stream().allMatch(reference -> isAsRead(reference, by));
    }

    private boolean hasAnyResult(Set<UUID> ids) {
        return !ids.isEmpty() && resultByKey.values().stream().anyMatch(result -> ids.contains(result.id()));
    }

    private boolean hasAnyDetail(Set<UUID> ids) {
        return ids.stream().anyMatch(detailWithoutResult::containsKey)
                || !ids.isEmpty()
                        && resultByKey.values().stream()
                                .flatMap(ExecutionResultEntity::detailEntities)
                                .anyMatch(detail -> ids.contains(detail.id()));
    }

    /** Returns whether a referenced entity is unchanged since it was read. Throws an exception if it belongs elsewhere. */
    private boolean isAsRead(AuditedEntity reference, List<? extends AuditedEntity> by) {
        if (reference instanceof ExecutionResultEntity result) {
            UUID execution = result.origin().executionId();
            if (execution != null && by.stream().noneMatch(entity -> entity.id().equals(execution))) {
                throw ResultConflictException.belongsElsewhere(EntityKind.RESULT, result.id());
            }
            return result.equals(resultByKey.get(ResultKey.of(result)));
        }
        if (!detailWithoutResult.containsKey(reference.id())) {
            throw ResultConflictException.belongsElsewhere(EntityKind.DETAIL, reference.id());
        }
        return reference.equals(detailWithoutResult.get(reference.id()));
    }

    /** Moves a result without a session, or a detail without a result, to the entity that refers to it. */
    void claim(AuditedEntity reference, List<? extends AuditedEntity> by) {
        if (reference instanceof ExecutionResultEntity result) {
            if (result.origin().executionId() == null) {
                ExecutionSession session = by.stream()
                        .map(ExecutionSession.class::cast)
                        .filter(one -> one.executionResult().id().equals(result.id()))
                        .findFirst()
                        .orElseThrow();
                ExecutionResultEntity claimed = result.replacedBy(ExecutionResultEntity.of(session));
                if (resultByKey.putIfAbsent(ResultKey.of(claimed), claimed) != null) {
                    throw new DuplicateIdException(EntityKind.RESULT, result.id());
                }
                updated(result, claimed);
                resultByKey.remove(ResultKey.of(result));
                moveLog(ResultKey.of(result), ResultKey.of(claimed));
            }
        } else {
            detailWithoutResult.remove(reference.id());
        }
    }
}
