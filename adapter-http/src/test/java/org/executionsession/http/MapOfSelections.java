package org.executionsession.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.IdempotencyKey;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.KeyReusedException;
import org.executionsession.domain.refusal.NotFoundException;

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

    /** What was asked for under a key, and what was picked for it. */
    private record Answered(Object asked, Selection selection) {}

    @Override
    public Selection ofSessions(Filter<ExecutionSession> filter, Caller caller, IdempotencyKey key) {
        return ofAll(EntityKind.SESSION, filter, sessions, caller, key);
    }

    @Override
    public Selection ofResults(Filter<RecordedResult> filter, Caller caller, IdempotencyKey key) {
        return ofAll(EntityKind.RESULT, filter, results, caller, key);
    }

    @Override
    public Selection ofDetails(Filter<RecordedDetail> filter, Caller caller, IdempotencyKey key) {
        return ofAll(EntityKind.DETAIL, filter, details, caller, key);
    }

    private <E extends Recorded> Selection ofAll(
            EntityKind kind, Filter<E> filter, MapOfRecords<E, ?> records, Caller caller, IdempotencyKey key) {
        return once(List.of(kind, filter), key, () -> {
            List<Selection.Item> items = new ArrayList<>();
            records.each(
                    Query.of(filter, List.of()),
                    caller,
                    entity -> items.add(new Selection.Item(kind.schemaPath(), entity.id())));
            return added(items, caller);
        });
    }

    @Override
    public Selection of(List<Selection.Item> items, Caller caller, IdempotencyKey key) {
        return once(items, key, () -> added(items, caller));
    }

    private Selection once(Object asked, IdempotencyKey key, Supplier<Selection> pick) {
        if (key == null) {
            return pick.get();
        }
        Answered first = answered.computeIfAbsent(key, unknown -> new Answered(asked, pick.get()));
        if (!first.asked().equals(asked)) {
            throw new KeyReusedException(key);
        }
        return first.selection();
    }

    private Selection added(List<Selection.Item> items, Caller caller) {
        Selection selection = new Selection(
                UUID.randomUUID(),
                MapOfRecords.NOW,
                caller.userName(),
                caller.key(),
                MapOfRecords.NOW.plusSeconds(3600),
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
    public void drop(UUID id, Caller caller) {
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
    public void updateResults(UUID id, BulkEdit<RecordedResult, ExecutionResultDraft> edit, Caller caller) {
        updateAll(id, EntityKind.RESULT, results, edit, caller);
    }

    @Override
    public void updateDetails(UUID id, BulkEdit<RecordedDetail, ExecutionResultDetail> edit, Caller caller) {
        updateAll(id, EntityKind.DETAIL, details, edit, caller);
    }

    private <E extends Recorded, D extends Record> void updateAll(
            UUID id, EntityKind kind, MapOfRecords<E, D> records, BulkEdit<E, D> edit, Caller caller) {
        for (Selection.Item item : find(id, caller).items()) {
            if (item.type().equals(kind.schemaPath())) {
                records.find(item.objectId(), caller)
                        .filter(edit.filter()::matches)
                        .flatMap(edit.change())
                        .ifPresent(draft -> records.update(item.objectId(), draft, edit.basedOn(), caller));
            }
        }
    }

    private void deleteAll(UUID id, EntityKind kind, MapOfRecords<?, ?> records, Caller caller) {
        for (Selection.Item item : find(id, caller).items()) {
            if (item.type().equals(kind.schemaPath())
                    && records.find(item.objectId(), caller).isPresent()) {
                records.delete(item.objectId(), caller);
            }
        }
    }
}
