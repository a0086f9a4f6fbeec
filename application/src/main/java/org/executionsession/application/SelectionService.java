package org.executionsession.application;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.jspecify.annotations.Nullable;

/** Implements the use cases of selections. A selection lives as long as a user interface or a script needs it. */
final class SelectionService implements Selections {

    static final Duration LIFETIME = Duration.ofHours(1);

    /**
     * How long a deleted selection counts for the limits. H2 reuses the space of deleted data after 45 seconds by default,
     * and after 5 seconds with the setting of the server. If deleted selections did not count, a caller could fill the disk
     * by adding and deleting.
     */
    private static final Duration COUNTS_AFTER_DELETE = Duration.ofMinutes(1);

    private final SelectionStore store;
    private final ExecutionSessionService sessions;
    private final ExecutionResultService results;
    private final ExecutionResultDetailService details;
    private final TaskService tasks;
    private final ServiceContext context;
    private final PrivilegeCheck privileges;
    private final SelectionLimits limits;

    SelectionService(
            SelectionStore store,
            ExecutionSessionService sessions,
            ExecutionResultService results,
            ExecutionResultDetailService details,
            TaskService tasks,
            ServiceContext context,
            SelectionLimits limits) {
        this.store = store;
        this.sessions = sessions;
        this.results = results;
        this.details = details;
        this.tasks = tasks;
        this.context = context;
        this.privileges = new PrivilegeCheck(context.policy());
        this.limits = requireNonNull(limits, "limits");
    }

    @Override
    public Selection selectSessions(Filter<ExecutionSession> filter, Caller caller, @Nullable IdempotencyKey key) {
        return selectSessions(filter, caller, key, CancellationSignal.NONE);
    }

    @Override
    public Selection selectSessions(
            Filter<ExecutionSession> filter, Caller caller, @Nullable IdempotencyKey key, CancellationSignal signal) {
        return ofAll(EntityKind.SESSION, filter, sessions, new SelectRequest(caller, key, signal));
    }

    @Override
    public Selection selectResults(Filter<ExecutionResultEntity> filter, Caller caller, @Nullable IdempotencyKey key) {
        return selectResults(filter, caller, key, CancellationSignal.NONE);
    }

    @Override
    public Selection selectResults(
            Filter<ExecutionResultEntity> filter,
            Caller caller,
            @Nullable IdempotencyKey key,
            CancellationSignal signal) {
        return ofAll(EntityKind.RESULT, filter, results, new SelectRequest(caller, key, signal));
    }

    @Override
    public Selection selectDetails(
            Filter<ExecutionResultDetailEntity> filter, Caller caller, @Nullable IdempotencyKey key) {
        return selectDetails(filter, caller, key, CancellationSignal.NONE);
    }

    @Override
    public Selection selectDetails(
            Filter<ExecutionResultDetailEntity> filter,
            Caller caller,
            @Nullable IdempotencyKey key,
            CancellationSignal signal) {
        return ofAll(EntityKind.DETAIL, filter, details, new SelectRequest(caller, key, signal));
    }

    @Override
    public Selection selectTasks(Filter<Task> filter, Caller caller, @Nullable IdempotencyKey key) {
        return selectTasks(filter, caller, key, CancellationSignal.NONE);
    }

    @Override
    public Selection selectTasks(
            Filter<Task> filter, Caller caller, @Nullable IdempotencyKey key, CancellationSignal signal) {
        return ofAll(EntityKind.TASK, filter, tasks, new SelectRequest(caller, key, signal));
    }

    /** The caller, the idempotency key (null for none), and the signal that cancels the search. */
    private record SelectRequest(Caller caller, @Nullable IdempotencyKey key, CancellationSignal signal) {

        SelectRequest {
            requireNonNull(caller, "caller");
            requireNonNull(signal, "signal");
        }
    }

    private <E extends AuditedEntity> Selection ofAll(
            EntityKind kind, Filter<E> filter, EntityService<E, ?> records, SelectRequest request) {
        requireNonNull(filter, "filter");
        Caller caller = request.caller();
        privileges.requireForAnything(caller, Privilege.READ);
        Supplier<Selection> select = () -> selectionOf(items(filter, records, request), caller);
        return request.key() == null
                ? added(select.get())
                : context.keyed()
                        .add(
                                select,
                                store,
                                limits,
                                IdempotentExecution.ClientRequest.toSelect(kind, filter, caller, request.key()));
    }

    private static <E extends AuditedEntity> List<Selection.Item> items(
            Filter<E> filter, EntityService<E, ?> records, SelectRequest request) {
        List<Selection.Item> items = new ArrayList<>();
        records.forEach(
                Query.of(filter, List.of()),
                request.caller(),
                entity -> {
                    items.add(new Selection.Item(entity.schemaPath(), entity.id()));
                    checkCount(items);
                },
                request.signal());
        return items;
    }

    /** Rejects too many items. It is called for each item that is found, so that reading stops at the limit. */
    private static void checkCount(List<Selection.Item> items) {
        if (items.size() > Selection.ITEMS_MAX) {
            throw new InvalidDraftException(
                    List.of(new Violation(List.of("items"), "must be at most " + Selection.ITEMS_MAX)));
        }
    }

    @Override
    public Selection select(List<Selection.Item> items, Caller caller, @Nullable IdempotencyKey key) {
        requireNonNull(items, "items");
        requireNonNull(caller, "caller");
        privileges.requireForAnything(caller, Privilege.READ);
        checkCount(items);
        Supplier<Selection> select = () -> selectionOf(items, caller);
        return key == null
                ? added(select.get())
                : context.keyed()
                        .add(select, store, limits, IdempotentExecution.ClientRequest.toSelect(items, caller, key));
    }

    private Selection selectionOf(List<Selection.Item> items, Caller caller) {
        Instant now = context.clock().instant();
        return Selection.builder()
                .id(context.newIds().get())
                .createdDate(now)
                .modifiedByUserName(caller.userName())
                .owner(caller.key())
                .expiresAt(now.plus(LIFETIME))
                .items(items)
                .build();
    }

    private Selection added(Selection selection) {
        store.add(selection, null, limits, selection.createdDate());
        return selection;
    }

    @Override
    public Selection find(UUID id, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(caller, "caller");
        privileges.requireForAnything(caller, Privilege.READ);
        return store.find(id)
                .filter(selection -> context.clock().instant().isBefore(selection.expiresAt()))
                .filter(selection -> selection.owner().equals(caller.key()))
                .orElseThrow(() -> new NotFoundException(id));
    }

    @Override
    public void delete(UUID id, Caller caller) {
        find(id, caller);
        if (!store.delete(id, context.clock().instant().plus(COUNTS_AFTER_DELETE))) {
            throw new NotFoundException(id);
        }
    }

    @Override
    public void endSessions(UUID id, Caller caller) {
        deleteAll(sessions, id, EntityKind.SESSION, Filter.all(), caller);
    }

    @Override
    public void deleteResults(UUID id, Caller caller) {
        deleteAll(results, id, EntityKind.RESULT, Filter.all(), caller);
    }

    @Override
    public void deleteDetails(UUID id, Caller caller) {
        deleteAll(details, id, EntityKind.DETAIL, Filter.all(), caller);
    }

    @Override
    public void deleteTasks(UUID id, Filter<Task> filter, Caller caller) {
        requireNonNull(filter, "filter");
        deleteAll(tasks, id, EntityKind.TASK, filter, caller);
    }

    /** Checks the privilege first, so that a caller who may delete nothing cannot find out which ids exist. */
    private <E extends AuditedEntity> void deleteAll(
            EntityService<E, ?> records, UUID id, EntityKind kind, Filter<E> filter, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(caller, "caller");
        privileges.requireForAnything(caller, Privilege.READ);
        privileges.requireForAnything(caller, Privilege.READ, Privilege.DELETE);
        records.deleteAll(selectedIds(id, kind, caller), filter, caller);
    }

    @Override
    public void updateSessions(UUID id, BulkEdit<ExecutionSession, ExecutionSessionDraft> edit, Caller caller) {
        updateAll(id, EntityKind.SESSION, sessions, edit, caller);
    }

    @Override
    public void updateResults(UUID id, BulkEdit<ExecutionResultEntity, ExecutionResultDraft> edit, Caller caller) {
        updateAll(id, EntityKind.RESULT, results, edit, caller);
    }

    @Override
    public void updateDetails(
            UUID id, BulkEdit<ExecutionResultDetailEntity, ExecutionResultDetail> edit, Caller caller) {
        updateAll(id, EntityKind.DETAIL, details, edit, caller);
    }

    @Override
    public void updateTasks(UUID id, BulkEdit<Task, TaskDraft> edit, Caller caller) {
        updateAll(id, EntityKind.TASK, tasks, edit, caller);
    }

    private <E extends AuditedEntity, D extends Record> void updateAll(
            UUID id, EntityKind kind, EntityService<E, D> records, BulkEdit<E, D> edit, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(edit, "edit");
        requireNonNull(caller, "caller");
        privileges.requireForAnything(caller, Privilege.UPDATE);
        records.updateAll(selectedIds(id, kind, caller), edit, caller);
    }

    private Set<UUID> selectedIds(UUID id, EntityKind kind, Caller caller) {
        return find(id, caller).items().stream()
                .filter(item -> kind.isNamed(item.type()))
                .map(Selection.Item::objectId)
                .collect(toSet());
    }
}
