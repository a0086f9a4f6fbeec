package org.executionsession.jdbi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.jdbi.v3.core.Jdbi;

/** The selections; expired ones go when a new one comes. */
final class SelectionRecords implements SelectionStore {

    private final Jdbi jdbi;
    private final DurableWrites writes;
    private final Documents documents;

    SelectionRecords(Jdbi jdbi, DurableWrites writes, Documents documents) {
        this.jdbi = jdbi;
        this.writes = writes;
        this.documents = documents;
    }

    @Override
    public void add(Selection selection, Instant now) {
        writes.run("add a selection", handle -> {
            handle.createUpdate("delete from selection where expires <= :now")
                    .bind("now", UtcTimestamp.of(now))
                    .execute();
            return handle.createUpdate("insert into selection (id, created_date, created_by, expires, document)"
                            + " values (:id, :created, :by, :expires, :document)")
                    .bind("id", selection.id())
                    .bind("created", UtcTimestamp.of(selection.createdDate()))
                    .bind("by", selection.modifiedByUserName())
                    .bind("expires", UtcTimestamp.of(selection.expires()))
                    .bind("document", documents.write(selection))
                    .execute();
        });
    }

    @Override
    public Optional<Selection> find(UUID id) {
        return SqlFailure.translate(
                "read a selection",
                () -> jdbi.withHandle(handle -> handle.createQuery("select * from selection where id = :id")
                        .bind("id", id)
                        .map((columns, context) -> new Selection(
                                id,
                                UtcTimestamp.read(columns, "created_date"),
                                columns.getString("created_by"),
                                UtcTimestamp.read(columns, "expires"),
                                List.of(documents.read(columns.getBytes("document"), Selection.Item[].class))))
                        .findOne()));
    }

    @Override
    public boolean remove(UUID id) {
        return writes.run(
                "remove a selection",
                handle -> handle.createUpdate("delete from selection where id = :id")
                                .bind("id", id)
                                .execute()
                        == 1);
    }
}
