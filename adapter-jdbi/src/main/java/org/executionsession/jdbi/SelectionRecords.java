package org.executionsession.jdbi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.SelectionUsage;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.refusal.LimitExceededException;
import org.jdbi.v3.core.Handle;

/** The selections; expired ones go when a new one comes. One that was dropped has an empty document until it expires. */
final class SelectionRecords implements SelectionStore {

    static final ExpiredRows EXPIRED = new ExpiredRows("selection", "id");

    private static final String USAGE = "select count(*) as selections, coalesce(sum(item_count), 0) as items,"
            + " count(case when owned_by = :owner then 1 end) as own_selections,"
            + " coalesce(sum(case when owned_by = :owner then item_count end), 0) as own_items"
            + " from selection where expires > :now";

    private final Database database;
    private final SelectionItems items;
    private final KeyedRequestRows<Reference> requests;
    private final Write<New, Optional<KeyedAnswer<UUID>>> add =
            Write.oneByOne("add a selection", this::addUnlessBefore);
    private final Write<Dropped, Boolean> drop = Write.oneByOne("drop a selection", SelectionRecords::drop);

    SelectionRecords(Database database) {
        this.database = database;
        items = new SelectionItems(database.documents());
        requests = new KeyedRequestRows<>(database.dialect(), "Selection", content(database.documents()));
    }

    /** What one caller adds. */
    private record New(Selection selection, KeyedRequest request, SelectionLimits limits, Instant now) {}

    /** What one caller drops. */
    private record Dropped(UUID id, Instant countsUntil) {}

    /** The selection that was made for a request, and by whom it was made when. */
    private record Reference(UUID id, Instant created, String by) {

        static Reference to(Selection selection) {
            return new Reference(selection.id(), selection.createdDate(), selection.modifiedByUserName());
        }
    }

    /** A reference in a document. */
    record Kept(UUID id) {}

    private static KeyedRequestRows.Content<Reference, Kept> content(Documents documents) {
        return new KeyedRequestRows.Content<>(
                documents,
                Kept[].class,
                reference -> new Kept(reference.id()),
                (kept, created, by) -> new Reference(kept.id(), created, by),
                Reference::created,
                Reference::by);
    }

    @Override
    public Optional<KeyedAnswer<UUID>> add(
            Selection selection, KeyedRequest request, SelectionLimits limits, Instant now) {
        return database.writes().run(add, new New(selection, request, limits, now));
    }

    private Optional<KeyedAnswer<UUID>> addUnlessBefore(Handle handle, New added) {
        EXPIRED.forgetSome(handle, added.now());
        Addition<Reference> addition =
                new Addition<>(List.of(Reference.to(added.selection())), added.request(), added.now());
        Optional<KeyedAnswer<Reference>> before = requests.claim(handle, addition);
        if (before.isEmpty()) {
            // When this throws, the request is not remembered either.
            usage(handle, added)
                    .exceeded(added.selection().items().size(), added.limits())
                    .ifPresent(limit -> {
                        throw new LimitExceededException(limit);
                    });
            insert(handle, added.selection());
        }
        return before.map(SelectionRecords::ids);
    }

    private static KeyedAnswer<UUID> ids(KeyedAnswer<Reference> answer) {
        return new KeyedAnswer<>(
                answer.content(), answer.entities().stream().map(Reference::id).toList());
    }

    private SelectionUsage usage(Handle handle, New added) {
        database.dialect().lockSelections(handle);
        return handle.createQuery(USAGE)
                .bind("owner", added.selection().owner())
                .bind("now", UtcTimestamp.of(added.now()))
                .map((columns, context) -> new SelectionUsage(
                        columns.getLong("own_selections"),
                        columns.getLong("own_items"),
                        columns.getLong("selections"),
                        columns.getLong("items")))
                .one();
    }

    private void insert(Handle handle, Selection selection) {
        handle.createUpdate(
                        "insert into selection (id, created_date, created_by, owned_by, expires, item_count, document)"
                                + " values (:id, :created, :by, :owner, :expires, :items, :document)")
                .bind("id", selection.id())
                .bind("created", UtcTimestamp.of(selection.createdDate()))
                .bind("by", selection.modifiedByUserName())
                .bind("owner", selection.owner())
                .bind("expires", UtcTimestamp.of(selection.expires()))
                .bind("items", selection.items().size())
                .bind("document", items.write(selection.items()))
                .execute();
    }

    @Override
    public Optional<KeyedAnswer<UUID>> findAnswer(KeyedRequest request, Instant now) {
        return SqlFailure.translate(
                "read a selection",
                () -> database.jdbi()
                        .withHandle(handle -> requests.find(handle, request, now))
                        .map(SelectionRecords::ids));
    }

    @Override
    public Optional<Selection> find(UUID id) {
        return SqlFailure.translate(
                "read a selection",
                () -> database.jdbi()
                        .withHandle(handle -> handle.createQuery(
                                        "select * from selection where id = :id and octet_length(document) > 0")
                                .bind("id", id)
                                .map((columns, context) -> new Selection(
                                        id,
                                        UtcTimestamp.read(columns, "created_date"),
                                        columns.getString("created_by"),
                                        columns.getString("owned_by"),
                                        UtcTimestamp.read(columns, "expires"),
                                        items.read(columns.getBytes("document"))))
                                .findOne()));
    }

    @Override
    public boolean drop(UUID id, Instant countsUntil) {
        return database.writes().run(drop, new Dropped(id, countsUntil));
    }

    private static boolean drop(Handle handle, Dropped dropped) {
        return handle.createUpdate("update selection set document = :nothing,"
                                + " expires = case when expires < :until then expires else :until end"
                                + " where id = :id and octet_length(document) > 0")
                        .bind("nothing", new byte[0])
                        .bind("until", UtcTimestamp.of(dropped.countsUntil()))
                        .bind("id", dropped.id())
                        .execute()
                == 1;
    }
}
