package org.executionsession.jdbi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.jdbi.v3.core.Handle;

/** The selections; expired ones go when a new one comes. */
final class SelectionRecords implements SelectionStore {

    private final Database database;
    private final Write<Addition, Void> add = Write.oneByOne("add a selection", this::insert);
    private final Write<UUID, Boolean> remove = Write.oneByOne("remove a selection", SelectionRecords::delete);

    SelectionRecords(Database database) {
        this.database = database;
    }

    /** A selection, and the time at which it is added. */
    private record Addition(Selection selection, Instant now) {}

    @Override
    public void add(Selection selection, Instant now) {
        database.writes().run(add, new Addition(selection, now));
    }

    private Void insert(Handle handle, Addition addition) {
        Selection selection = addition.selection();
        handle.createUpdate("delete from selection where expires <= :now")
                .bind("now", UtcTimestamp.of(addition.now()))
                .execute();
        handle.createUpdate("insert into selection (id, created_date, created_by, expires, document)"
                        + " values (:id, :created, :by, :expires, :document)")
                .bind("id", selection.id())
                .bind("created", UtcTimestamp.of(selection.createdDate()))
                .bind("by", selection.modifiedByUserName())
                .bind("expires", UtcTimestamp.of(selection.expires()))
                .bind("document", database.documents().write(selection))
                .execute();
        return null;
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
