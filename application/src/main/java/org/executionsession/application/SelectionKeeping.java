package org.executionsession.application;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.Action;
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
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.AccessDeniedException;
import org.executionsession.domain.refusal.InvalidDraftException;
import org.executionsession.domain.refusal.NotFoundException;
import org.executionsession.domain.refusal.Violation;

/** The life of a selection: as long as a user interface or a script works with it. */
final class SelectionKeeping implements Selections {

    private static final Duration LIFE = Duration.ofHours(1);

    private final SelectionStore store;
    private final SessionKeeping sessions;
    private final ResultKeeping results;
    private final DetailKeeping details;
    private final RecordKeeping.Surroundings surroundings;

    SelectionKeeping(
            SelectionStore store,
            SessionKeeping sessions,
            ResultKeeping results,
            DetailKeeping details,
            RecordKeeping.Surroundings surroundings) {
        this.store = store;
        this.sessions = sessions;
        this.results = results;
        this.details = details;
        this.surroundings = surroundings;
    }

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
            EntityKind kind, Filter<E> filter, RecordKeeping<E, ?> records, Caller caller, IdempotencyKey key) {
        checkReads(caller);
        Supplier<Selection> pick = () -> picked(items(kind, filter, records, caller), caller);
        return key == null
                ? added(pick.get())
                : surroundings.keyed().add(pick, store, KeyedRequests.Asked.toPick(kind, filter, caller, key));
    }

    private static <E extends Recorded> List<Selection.Item> items(
            EntityKind kind, Filter<E> filter, RecordKeeping<E, ?> records, Caller caller) {
        List<Selection.Item> items = new ArrayList<>();
        records.each(Query.of(filter, List.of()), caller, entity -> {
            items.add(new Selection.Item(kind.schemaPath(), entity.id()));
            checkCount(items);
        });
        return items;
    }

    /** Also while they are gathered: of too many entities, only the first ones are read. */
    private static void checkCount(List<Selection.Item> items) {
        if (items.size() > Selection.ITEMS_MAX) {
            throw new InvalidDraftException(
                    List.of(new Violation(List.of("items"), "must be at most " + Selection.ITEMS_MAX)));
        }
    }

    /** A selection holds nothing but ids; to whom everything is closed, it is closed too. */
    private void checkReads(Caller caller) {
        surroundings
                .policy()
                .allowedWithAny(caller)
                .filter(anyway -> !anyway.contains(Action.READ))
                .ifPresent(without -> {
                    throw new AccessDeniedException(Action.READ);
                });
    }

    @Override
    public Selection of(List<Selection.Item> items, Caller caller, IdempotencyKey key) {
        checkReads(caller);
        checkCount(items);
        Supplier<Selection> pick = () -> picked(items, caller);
        return key == null
                ? added(pick.get())
                : surroundings.keyed().add(pick, store, KeyedRequests.Asked.toPick(items, caller, key));
    }

    private Selection picked(List<Selection.Item> items, Caller caller) {
        Instant now = surroundings.clock().instant();
        return new Selection(surroundings.newIds().get(), now, caller.userName(), now.plus(LIFE), items);
    }

    private Selection added(Selection selection) {
        store.add(selection, selection.createdDate());
        return selection;
    }

    @Override
    public Selection find(UUID id, Caller caller) {
        checkReads(caller);
        return store.find(id)
                .filter(selection -> surroundings.clock().instant().isBefore(selection.expires()))
                .orElseThrow(() -> new NotFoundException(id));
    }

    @Override
    public void drop(UUID id, Caller caller) {
        find(id, caller);
        if (!store.remove(id)) {
            throw new NotFoundException(id);
        }
    }

    @Override
    public void endSessions(UUID id, Caller caller) {
        sessions.deleteAll(picked(id, EntityKind.SESSION, caller), caller);
    }

    @Override
    public void deleteResults(UUID id, Caller caller) {
        results.deleteAll(picked(id, EntityKind.RESULT, caller), caller);
    }

    @Override
    public void deleteDetails(UUID id, Caller caller) {
        details.deleteAll(picked(id, EntityKind.DETAIL, caller), caller);
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
            UUID id, EntityKind kind, RecordKeeping<E, D> records, BulkEdit<E, D> edit, Caller caller) {
        records.checkMayUpdate(caller);
        records.updateAll(picked(id, kind, caller), edit, caller);
    }

    private Set<UUID> picked(UUID id, EntityKind kind, Caller caller) {
        return find(id, caller).items().stream()
                .filter(item -> item.type().equalsIgnoreCase(kind.schemaPath()))
                .map(Selection.Item::objectId)
                .collect(toSet());
    }
}
