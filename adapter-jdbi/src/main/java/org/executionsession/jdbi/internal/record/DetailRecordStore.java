package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.References;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Stores result details. The document of a result contains its details, so a change of such a detail rewrites the result.
 */
public final class DetailRecordStore extends RecordStore<ExecutionResultDetailEntity> {

    /** The select list for a detail without a result, and for all that does not depend on the last modification. */
    static final String COLUMNS_OF_ROW = "d.created_date, d.modified_date, d.modified_by, d.document";

    private static final String COLUMNS = "d.created_date, "
            + Stream.of("modified_date", "modified_by")
                    .map(column -> Table.DETAIL.column(column) + " as " + column + ", ")
                    .collect(joining())
            + "d.document";
    private static final String FROM = "execution_result_detail d";

    /** About how often one transaction can write a message again. The limit of its size then allows about as many changes of one result. */
    private static final int REWRITES = 32;

    private static final RowInsert INSERT = Table.DETAIL.insert();
    private static final String REPLACE = Table.DETAIL.updateOwnFormat();
    private static final String REPLACE_OTHER_FORMAT = Table.DETAIL.update();

    private final Dialect dialect;
    private final RowBinder row;
    private final DocumentCodec documents;
    private final ResultRows results;
    private final WriteOperation<
                    InsertRequest<ExecutionResultDetailEntity>, Optional<StoredResponse<ExecutionResultDetailEntity>>>
            add;

    public DetailRecordStore(JdbiContext database) {
        super(
                database,
                new TableReader<>(
                        database,
                        new KeyedRows<>(
                                Table.DETAIL,
                                COLUMNS,
                                FROM,
                                "octet_length(d.document)",
                                (columns, context) -> read(columns, database.documents()))));
        dialect = database.dialect();
        row = new RowBinder(database);
        documents = database.documents();
        results = new ResultRows(database);
        add = addOneByOne(
                database.dialect(),
                new IdempotencyKeyRows<>(
                        database.dialect(), EntityKind.DETAIL.schemaPath(), content(database.documents())),
                new ReferencedRows(database),
                this::insert);
    }

    /** Returns the stored form of new details, for the response to a repeated request. */
    private static IdempotencyKeyRows.Content<ExecutionResultDetailEntity, ExecutionResultDetail> content(
            DocumentCodec documents) {
        return IdempotencyKeyRows.Content.ofEntities(
                documents,
                ExecutionResultDetail[].class,
                ExecutionResultDetailEntity::detail,
                (draft, created, by) -> new ExecutionResultDetailEntity(AuditFields.created(created, by), draft));
    }

    @Override
    Optional<StoredResponse<ExecutionResultDetailEntity>> insert(InsertRequest<ExecutionResultDetailEntity> request) {
        return write(add, request);
    }

    private void insert(Handle handle, ExecutionResultDetailEntity detail) {
        // The primary key allows the same id in different results. A detail without a result must have a new id.
        if (find(handle, detail.id()).isPresent()) {
            throw new DuplicateIdException(EntityKind.DETAIL, detail.id());
        }
        dialect.insert(handle, INSERT, List.<Object[]>of(row.detail(detail, ResultKey.NO_RESULT, 0)));
    }

    /**
     * A change of a detail also makes its result larger, which later changes of the same transaction write again. So the new messages count as
     * often as that can be.
     */
    @Override
    long bytesOfReplacement(Replacement<ExecutionResultDetailEntity> replacement) {
        return bytesOfRemoval(replacement.read().id())
                + REWRITES * replacement.next().messageBytes();
    }

    /** A change of a detail reads and writes its whole result, whatever the size of the detail. */
    @Override
    long bytesOfRemoval(UUID id) {
        return 2
                * LargeTexts.bytesOfDocument(read(handle -> results.documentBytesOfDetail(handle, id))
                        .orElse(0L));
    }

    @Override
    boolean update(
            Handle handle, ExecutionResultDetailEntity next, ExecutionResultDetailEntity read, References references) {
        Optional<Place> found = placeForUpdate(handle, read.id());
        Optional<ExecutionResultDetailEntity> asRead = find(handle, read.id()).filter(read::equals);
        if (found.isEmpty() || asRead.isEmpty()) {
            return false;
        }
        Place place = found.get();
        if (place.hasResult()) {
            List<ExecutionResultDetail> details = place.details();
            details.set(place.index(), next.detail());
            if (!place.result().allowsDetails(details)) {
                throw InvalidDraftException.resultTooLarge();
            }
            results.replace(
                    handle,
                    place.result(),
                    place.result().withDetails(details, next.modifiedDate(), next.modifiedByUserName()));
        } else {
            replaceWithoutResult(handle, next);
        }
        return true;
    }

    /** Replaces a detail without a result. Keeps the properties of its document that only another build knows. */
    void replaceWithoutResult(Handle handle, ExecutionResultDetailEntity next) {
        if (bindReplacement(handle.createUpdate(REPLACE), next).execute() == 1) {
            return;
        }
        Update update = bindReplacement(handle.createUpdate(REPLACE_OTHER_FORMAT), next);
        handle.createQuery("select d.document" + ReferencedRows.FROM_WITHOUT_RESULT)
                .bind("id", next.id())
                .bind("none", RowBinder.NONE)
                .mapTo(byte[].class)
                .findOne()
                .flatMap(document ->
                        documents.unknown().keep(document, documents.write(next.detail()), DocumentShape.DETAIL))
                .ifPresent(kept -> row.withUnknown(update, documents.unknown().write(kept)));
        update.execute();
    }

    private Update bindReplacement(Update update, ExecutionResultDetailEntity next) {
        return row.bindDetail(update, next, ResultKey.NO_RESULT, 0)
                .bind("old_id", next.id())
                .bind("old_result_id", RowBinder.NONE)
                .bind("old_execution_id", RowBinder.NONE)
                .bind("old_position", 0);
    }

    @Override
    Optional<ExecutionResultDetailEntity> findForUpdate(Handle handle, UUID id) {
        return placeForUpdate(handle, id).flatMap(place -> find(handle, id));
    }

    @Override
    boolean isUnchanged(Handle handle, ExecutionResultDetailEntity read) {
        return placeForUpdate(handle, read.id()).isPresent()
                && find(handle, read.id()).filter(read::equals).isPresent();
    }

    @Override
    void replaceAll(Handle handle, Changes<ExecutionResultDetailEntity> changes) {
        // In the same fixed order as deletes, so that two such transactions cannot deadlock.
        List<UUID> ids = changes.ids().stream().sorted(IdOrder.IDS).toList();
        limitResults(handle, ids);
        LockedDetails locked = new LockedDetails(handle, this, results);
        ids.forEach(id -> locked.find(id).ifPresent(changes.check()));
        for (UUID id : ids) {
            locked.find(id).ifPresent(read -> {
                ExecutionResultDetailEntity next = changes.change().apply(read);
                if (!next.equals(read)) {
                    locked.replace(id, next);
                }
            });
        }
        locked.write();
    }

    @Override
    void deleteAll(Handle handle, List<UUID> ids) {
        limitResults(handle, ids);
        LockedDetails locked = new LockedDetails(handle, this, results);
        ids.forEach(id -> locked.find(id).ifPresent(found -> locked.remove(id)));
        locked.write();
    }

    /** Rejects details of too large results, before the first row is locked, because H2 keeps locked rows in memory, too. */
    private void limitResults(Handle handle, List<UUID> ids) {
        if (dialect.keepsRowsInProcess()) {
            LargeTexts.Limit limit = new LargeTexts.Limit();
            ids.stream()
                    .flatMap(id -> place(handle, id).stream())
                    .map(Place::key)
                    .distinct()
                    .forEach(key -> results.documentBytes(handle, key).ifPresent(limit::add));
        }
    }

    @Override
    boolean delete(Handle handle, UUID id) {
        Optional<Place> found = placeForUpdate(handle, id);
        found.ifPresent(place -> {
            if (place.hasResult()) {
                ExecutionResultEntity result = place.result();
                List<ExecutionResultDetail> details = place.details();
                details.remove(place.index());
                results.replace(
                        handle,
                        result,
                        result.withDetails(details, result.modifiedDate(), result.modifiedByUserName()));
            } else {
                ReferencedRows.delete(handle, id);
            }
        });
        return found.isPresent();
    }

    /**
     * The position of a detail.
     *
     * @param key the key of its result; {@link ResultKey#NO_RESULT} for a detail without a result
     * @param index its index in the details of the result
     * @param result its result, with a row lock; null if not locked, or for a detail without a result
     */
    record Place(ResultKey key, int index, ExecutionResultEntity result) {

        boolean hasResult() {
            return result != null;
        }

        List<ExecutionResultDetail> details() {
            return new ArrayList<>(result.result().details());
        }

        Place in(ExecutionResultEntity locked) {
            return new Place(key, index, locked);
        }
    }

    /** Finds the position of the detail with an id. Locks the row of its result, or of the detail if it has no result. */
    private Optional<Place> placeForUpdate(Handle handle, UUID id) {
        Optional<Place> place = place(handle, id);
        while (place.isPresent()) {
            Optional<ExecutionResultEntity> locked =
                    lock(handle, id, place.get().key());
            Optional<Place> after = place(handle, id);
            if (after.equals(place)) {
                return place.map(unchanged -> unchanged.in(locked.orElse(null)));
            }
            // Another transaction has moved or deleted the detail before the lock was granted.
            place = after;
        }
        return place;
    }

    /**
     * Finds the position of a detail and locks it.
     *
     * @param isLocked whether the transaction has locked a result already, so that it is not read again
     */
    Optional<Place> lock(Handle handle, UUID id, Predicate<ResultKey> isLocked) {
        Optional<Place> place = place(handle, id);
        return place.filter(found -> isLocked.test(found.key())).isPresent() ? place : placeForUpdate(handle, id);
    }

    /** Locks the row of a detail's result and returns it. Locks the row of the detail if it has no result. */
    private Optional<ExecutionResultEntity> lock(Handle handle, UUID id, ResultKey key) {
        if (!key.equals(ResultKey.NO_RESULT)) {
            return results.findForUpdate(handle, key);
        }
        handle.createQuery("select d.id" + ReferencedRows.FROM_WITHOUT_RESULT + " for update")
                .bind("id", id)
                .bind("none", RowBinder.NONE)
                .mapTo(UUID.class)
                .findOne();
        return Optional.empty();
    }

    private static Optional<Place> place(Handle handle, UUID id) {
        return handle.createQuery("select result_id, execution_id, position from execution_result_detail d"
                        + " where d.id = :id order by " + Table.DETAIL.reverseOrder()
                        + " fetch first 1 rows only")
                .bind("id", id)
                .map((columns, context) -> new Place(
                        new ResultKey(
                                columns.getObject("result_id", UUID.class),
                                columns.getObject("execution_id", UUID.class)),
                        columns.getInt("position"),
                        null))
                .findOne();
    }

    static ExecutionResultDetailEntity read(ResultSet columns, DocumentCodec documents) throws SQLException {
        return new ExecutionResultDetailEntity(
                auditFields(columns), documents.read(columns.getBytes("document"), ExecutionResultDetail.class));
    }
}
