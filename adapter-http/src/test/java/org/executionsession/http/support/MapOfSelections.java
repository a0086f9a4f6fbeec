package org.executionsession.http.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.NotFoundException;
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
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/** Selections in a map, which never expire. */
final class MapOfSelections implements Selections {

    private final Map<UUID, Selection> selections = new ConcurrentHashMap<>();
    private final Map<IdempotencyKey, Answered> answered = new ConcurrentHashMap<>();
    private final MapOfSessions sessions;
    private final MapOfResults results;
    private final MapOfDetails details;

    MapOfSelections(MapOfSessions sessions, MapOfResults results, MapOfDetails details) {
        this.sessions = sessions;
        this.results = results;
        this.details = details;
    }

    /** What was asked for under a key, and what was selected for it. */
    private record Answered(Object asked, Selection selection) {}

    @Override
    public Selection selectSessions(Filter<ExecutionSession> filter, Caller caller, IdempotencyKey key) {
        return ofAll(EntityKind.SESSION, filter, sessions, caller, key);
    }

    @Override
    public Selection selectResults(Filter<ExecutionResultEntity> filter, Caller caller, IdempotencyKey key) {
        return ofAll(EntityKind.RESULT, filter, results, caller, key);
    }

    @Override
    public Selection selectDetails(Filter<ExecutionResultDetailEntity> filter, Caller caller, IdempotencyKey key) {
        return ofAll(EntityKind.DETAIL, filter, details, caller, key);
    }

    private <E extends AuditedEntity> Selection ofAll(
            EntityKind kind, Filter<E> filter, MapOfEntities<E, ?> records, Caller caller, IdempotencyKey key) {
        return once(List.of(kind, filter), key, () -> {
            List<Selection.Item> items = new ArrayList<>();
            records.forEach(
                    Query.of(filter, List.of()),
                    caller,
                    entity -> items.add(new Selection.Item(kind.schemaPath(), entity.id())));
            return added(items, caller);
        });
    }

    @Override
    public Selection select(List<Selection.Item> items, Caller caller, IdempotencyKey key) {
        return once(items, key, () -> added(items, caller));
    }

    private Selection once(Object asked, IdempotencyKey key, Supplier<Selection> pick) {
        if (key == null) {
            return pick.get();
        }
        Answered first = answered.computeIfAbsent(key, unknown -> new Answered(asked, pick.get()));
        if (!first.asked().equals(asked)) {
            throw new IdempotencyKeyReusedException(key);
        }
        return first.selection();
    }

    private Selection added(List<Selection.Item> items, Caller caller) {
        Selection selection = new Selection(
                UUID.randomUUID(),
                MapOfEntities.NOW,
                caller.userName(),
                caller.key(),
                MapOfEntities.NOW.plusSeconds(3600),
                items);
        selections.put(selection.id(), selection);
        return selection;
    }

    @Override
    public Selection find(UUID id, Caller caller) {
        Selection selection = selections.get(id);
        if (selection == null || !selection.owner().equals(caller.key())) {
            throw new NotFoundException(id);
        }
        return selection;
    }

    @Override
    public void delete(UUID id, Caller caller) {
        find(id, caller);
        selections.remove(id);
    }

    @Override
    public void endSessions(UUID id, Caller caller) {
        deleteAll(id, EntityKind.SESSION, sessions, caller);
    }

    @Override
    public void deleteResults(UUID id, Caller caller) {
        deleteAll(id, EntityKind.RESULT, results, caller);
    }

    @Override
    public void deleteDetails(UUID id, Caller caller) {
        deleteAll(id, EntityKind.DETAIL, details, caller);
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

    private <E extends AuditedEntity, D extends Record> void updateAll(
            UUID id, EntityKind kind, MapOfEntities<E, D> records, BulkEdit<E, D> edit, Caller caller) {
        for (Selection.Item item : find(id, caller).items()) {
            if (item.type().equals(kind.schemaPath())) {
                records.find(item.objectId(), caller)
                        .filter(edit.filter()::matches)
                        .flatMap(edit.change())
                        .ifPresent(draft -> records.update(item.objectId(), draft, edit.basedOn(), caller));
            }
        }
    }

    private void deleteAll(UUID id, EntityKind kind, MapOfEntities<?, ?> records, Caller caller) {
        for (Selection.Item item : find(id, caller).items()) {
            if (item.type().equals(kind.schemaPath())
                    && records.find(item.objectId(), caller).isPresent()) {
                records.delete(item.objectId(), caller);
            }
        }
    }
}
