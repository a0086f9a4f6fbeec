package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.SelectionUsage;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.LimitedRows;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;

/**
 * Stores selections. Adding a selection deletes expired ones. A dropped selection stays until it expires, with an empty
 * document, since it still counts for the limits.
 */
public final class SelectionRecordStore implements SelectionStore {

    public static final ExpiredRowCleaner EXPIRED = new ExpiredRowCleaner("execution_selection", "id");

    private static final String USAGE = "select count(*) as selections, coalesce(sum(item_count), 0) as items,"
            + " count(case when owned_by = :owner then 1 end) as own_selections,"
            + " coalesce(sum(case when owned_by = :owner then item_count end), 0) as own_items"
            + " from execution_selection where expires_at > :now";

    private final JdbiContext database;
    private final SelectionItemCodec items;
    private final IdempotencyKeyRows<Reference> requests;
    private final WriteOperation<New, Optional<StoredResponse<UUID>>> add =
            WriteOperation.oneByOne("add a selection", this::addUnlessBefore);
    private final WriteOperation<Dropped, Boolean> drop =
            WriteOperation.oneByOne("delete a selection", SelectionRecordStore::drop);

    public SelectionRecordStore(JdbiContext database) {
        this.database = database;
        items = new SelectionItemCodec(database.documents());
        requests = new IdempotencyKeyRows<>(database.dialect(), "Selection", content(database.documents()));
    }

    /** The selection that one caller adds. */
    private record New(Selection selection, IdempotentRequest request, SelectionLimits limits, Instant now) {}

    /** The selection that one caller drops. */
    private record Dropped(UUID id, Instant countsUntil) {}

    /** A reference to the selection of a request, with its creation date and creator. */
    private record Reference(UUID id, Instant created, String by) {

        static Reference to(Selection selection) {
            return new Reference(selection.id(), selection.createdDate(), selection.modifiedByUserName());
        }
    }

    /** The stored form of a reference. */
    record Kept(UUID id) {}

    private static IdempotencyKeyRows.Content<Reference, Kept> content(DocumentCodec documents) {
        return new IdempotencyKeyRows.Content<>(
                documents,
                Kept[].class,
                reference -> new Kept(reference.id()),
                (kept, created, by) -> new Reference(kept.id(), created, by),
                Reference::created,
                Reference::by);
    }

    @Override
    public Optional<StoredResponse<UUID>> add(
            Selection selection, IdempotentRequest request, SelectionLimits limits, Instant now) {
        requireNonNull(selection, "selection");
        requireNonNull(limits, "limits");
        requireNonNull(now, "now");
        return database.writes().run(add, new New(selection, request, limits, now));
    }

    private Optional<StoredResponse<UUID>> addUnlessBefore(Handle handle, New added) {
        EXPIRED.deleteBatch(handle, added.now());
        InsertRequest<Reference> addition =
                new InsertRequest<>(List.of(Reference.to(added.selection())), added.request(), added.now());
        Optional<StoredResponse<Reference>> before = requests.claim(handle, addition);
        if (before.isEmpty()) {
            // If this throws, the idempotency key is rolled back, too.
            usage(handle, added)
                    .exceeded(added.selection().items().size(), added.limits())
                    .ifPresent(limit -> {
                        throw new LimitExceededException(limit);
                    });
            insert(handle, added.selection());
        }
        return before.map(SelectionRecordStore::ids);
    }

    private static StoredResponse<UUID> ids(StoredResponse<Reference> response) {
        return new StoredResponse<>(
                response.content(),
                response.entities().stream().map(Reference::id).toList());
    }

    private SelectionUsage usage(Handle handle, New added) {
        database.dialect().lockAddition(handle, LimitedRows.SELECTIONS);
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
                        "insert into execution_selection (id, created_date, created_by, owned_by, expires_at, item_count, document)"
                                + " values (:id, :created, :by, :owner, :expires, :items, :document)")
                .bind("id", selection.id())
                .bind("created", UtcTimestamp.of(selection.createdDate()))
                .bind("by", selection.modifiedByUserName())
                .bind("owner", selection.owner())
                .bind("expires", UtcTimestamp.of(selection.expiresAt()))
                .bind("items", selection.items().size())
                .bind("document", items.write(selection.items()))
                .execute();
    }

    @Override
    public Optional<StoredResponse<UUID>> findStoredResponse(IdempotentRequest request, Instant now) {
        requireNonNull(request, "request");
        requireNonNull(now, "now");
        return SqlExceptionTranslator.translate(
                "read a selection",
                () -> read(handle -> requests.find(handle, request, now)).map(SelectionRecordStore::ids));
    }

    @Override
    public Optional<Selection> find(UUID id) {
        requireNonNull(id, "id");
        return SqlExceptionTranslator.translate(
                "read a selection",
                () -> read(handle -> handle.createQuery(
                                "select * from execution_selection where id = :id and octet_length(document) > 0")
                        .bind("id", id)
                        .map((columns, context) -> Selection.builder()
                                .id(id)
                                .createdDate(UtcTimestamp.read(columns, "created_date"))
                                .modifiedByUserName(columns.getString("created_by"))
                                .owner(columns.getString("owned_by"))
                                .expiresAt(UtcTimestamp.read(columns, "expires_at"))
                                .items(items.read(columns.getBytes("document")))
                                .build())
                        .findOne()));
    }

    private <T> T read(Function<Handle, T> reading) {
        try (Handle handle = database.reads().open()) {
            return reading.apply(handle);
        }
    }

    @Override
    public boolean delete(UUID id, Instant countsUntil) {
        requireNonNull(id, "id");
        requireNonNull(countsUntil, "countsUntil");
        return database.writes().run(drop, new Dropped(id, countsUntil));
    }

    private static boolean drop(Handle handle, Dropped dropped) {
        return handle.createUpdate("update execution_selection set document = :empty,"
                                + " expires_at = case when expires_at < :until then expires_at else :until end"
                                + " where id = :id and octet_length(document) > 0")
                        .bind("empty", new byte[0])
                        .bind("until", UtcTimestamp.of(dropped.countsUntil()))
                        .bind("id", dropped.id())
                        .execute()
                == 1;
    }
}
