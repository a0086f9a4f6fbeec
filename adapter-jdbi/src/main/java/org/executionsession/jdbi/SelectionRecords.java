package org.executionsession.jdbi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.jdbi.v3.core.Handle;

/** The selections; expired ones go when a new one comes. */
final class SelectionRecords implements SelectionStore {

    private static final ExpiredRows EXPIRED = new ExpiredRows("selection", "id");

    private final Database database;
    private final KeyedRequestRows<Selection> requests;
    private final Write<Addition<Selection>, Optional<KeyedAnswer<Selection>>> add =
            Write.oneByOne("add a selection", this::addUnlessBefore);
    private final Write<UUID, Boolean> remove = Write.oneByOne("remove a selection", SelectionRecords::delete);

    SelectionRecords(Database database) {
        this.database = database;
        requests = new KeyedRequestRows<>(database.dialect(), "Selection", content(database.documents()));
    }

    /** New selections, for the answer to a request that comes again. */
    private static KeyedRequestRows.Content<Selection, Kept> content(Documents documents) {
        return new KeyedRequestRows.Content<>(
                documents,
                Kept[].class,
                selection -> new Kept(selection.id(), selection.expires(), selection.items()),
                (kept, created, by) -> new Selection(kept.id(), created, by, kept.expires(), kept.items()),
                Selection::createdDate,
                Selection::modifiedByUserName);
    }

    /** A selection in a document, beside the marks of who made it when. */
    record Kept(UUID id, Instant expires, List<Selection.Item> items) {

        /** A document does not say that there are no items. */
        Kept {
            items = items == null ? List.of() : items;
        }
    }

    @Override
    public void add(Selection selection, Instant now) {
        add(new Addition<>(List.of(selection), null, now));
    }

    @Override
    public Optional<KeyedAnswer<Selection>> add(Selection selection, KeyedRequest request, Instant now) {
        return add(new Addition<>(List.of(selection), request, now));
    }

    private Optional<KeyedAnswer<Selection>> add(Addition<Selection> addition) {
        return database.writes().run(add, addition);
    }

    private Optional<KeyedAnswer<Selection>> addUnlessBefore(Handle handle, Addition<Selection> addition) {
        EXPIRED.forgetSome(handle, addition.now());
        Optional<KeyedAnswer<Selection>> before = requests.claim(handle, addition);
        if (before.isEmpty()) {
            addition.entities().forEach(selection -> insert(handle, selection));
        }
        return before;
    }

    private void insert(Handle handle, Selection selection) {
        handle.createUpdate("insert into selection (id, created_date, created_by, expires, document)"
                        + " values (:id, :created, :by, :expires, :document)")
                .bind("id", selection.id())
                .bind("created", UtcTimestamp.of(selection.createdDate()))
                .bind("by", selection.modifiedByUserName())
                .bind("expires", UtcTimestamp.of(selection.expires()))
                .bind("document", database.documents().write(selection))
                .execute();
    }

    @Override
    public Optional<KeyedAnswer<Selection>> findAnswer(KeyedRequest request, Instant now) {
        return SqlFailure.translate(
                "read a selection", () -> database.jdbi().withHandle(handle -> requests.find(handle, request, now)));
    }

    @Override
    public Optional<Selection> find(UUID id) {
        return SqlFailure.translate(
                "read a selection",
                () -> database.jdbi()
                        .withHandle(handle -> handle.createQuery("select * from selection where id = :id")
                                .bind("id", id)
                                .map((columns, context) -> new Selection(
                                        id,
                                        UtcTimestamp.read(columns, "created_date"),
                                        columns.getString("created_by"),
                                        UtcTimestamp.read(columns, "expires"),
                                        List.of(database.documents()
                                                .read(columns.getBytes("document"), Selection.Item[].class))))
                                .findOne()));
    }

    @Override
    public boolean remove(UUID id) {
        return database.writes().run(remove, id);
    }

    private static boolean delete(Handle handle, UUID id) {
        return handle.createUpdate("delete from selection where id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
