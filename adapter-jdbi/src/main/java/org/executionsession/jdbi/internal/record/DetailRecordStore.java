package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The details. One of a result is changed by changing its result, for it is in that one's document too. */
public final class DetailRecordStore extends RecordStore<ExecutionResultDetailEntity> {

    static final String COLUMNS = "d.created_date, d.modified_date, d.modified_by, d.document";
    static final String FROM = "execution_result_detail d";

    private static final String INSERT = Table.DETAIL.insert();
    private static final String REPLACE = Table.DETAIL.updateOwn();
    private static final String REPLACE_OF_OTHERS = Table.DETAIL.update();

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
                        Table.DETAIL,
                        COLUMNS,
                        FROM,
                        (columns, context) -> read(columns, database.documents())));
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

    /** New details, for the response to a request that comes again. */
    private static IdempotencyKeyRows.Content<ExecutionResultDetailEntity, ExecutionResultDetail> content(
            DocumentCodec documents) {
        return IdempotencyKeyRows.Content.ofRecorded(
                documents,
                ExecutionResultDetail[].class,
                ExecutionResultDetailEntity::detail,
                (said, created, by) -> new ExecutionResultDetailEntity(created, created, by, said));
    }

    @Override
    WriteOperation<InsertRequest<ExecutionResultDetailEntity>, Optional<StoredResponse<ExecutionResultDetailEntity>>>
            add() {
        return add;
    }

    private void insert(Handle handle, ExecutionResultDetailEntity detail) {
        // The key alone lets the id be used again in results; by themselves, details have ids of their own.
        if (find(handle, detail.id()).isPresent()) {
            throw new DuplicateIdException(EntityKind.DETAIL, detail.id());
        }
        row.detail(handle.createUpdate(INSERT), detail, ResultKey.NO_RESULT, 0).execute();
    }

    @Override
    boolean update(
            Handle handle,
            ExecutionResultDetailEntity next,
            ExecutionResultDetailEntity read,
            List<? extends AuditedEntity> references) {
        Optional<Place> found = placeForUpdate(handle, read.id());
        Optional<ExecutionResultDetailEntity> asRead = find(handle, read.id()).filter(read::equals);
        if (found.isEmpty() || asRead.isEmpty()) {
            return false;
        }
        Place place = found.get();
        if (place.isInAResult()) {
            List<ExecutionResultDetail> details = place.details();
            details.set(place.index(), next.detail());
            results.replace(
                    handle,
                    place.result(),
                    place.result().withDetails(details, next.modifiedDate(), next.modifiedByUserName()));
        } else {
            replaceByItself(handle, next);
        }
        return true;
    }

    /** Replaces a detail without a result, and keeps what only another build knows of it. */
    private void replaceByItself(Handle handle, ExecutionResultDetailEntity next) {
        if (bindReplacement(handle.createUpdate(REPLACE), next).execute() == 1) {
            return;
        }
        Update update = bindReplacement(handle.createUpdate(REPLACE_OF_OTHERS), next);
        handle.createQuery("select document from execution_result_detail where id = :id and result_id = :none")
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
        return row.detail(update, next, ResultKey.NO_RESULT, 0)
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
    boolean delete(Handle handle, UUID id) {
        Optional<Place> found = placeForUpdate(handle, id);
        found.ifPresent(place -> {
            if (place.isInAResult()) {
                ExecutionResultEntity result = place.result();
                List<ExecutionResultDetail> details = place.details();
                details.remove(place.index());
                results.replace(
                        handle,
                        result,
                        result.withDetails(details, result.modifiedDate(), result.modifiedByUserName()));
            } else {
                handle.createUpdate("delete from execution_result_detail where id = :id and result_id = :none")
                        .bind("id", id)
                        .bind("none", RowBinder.NONE)
                        .execute();
            }
        });
        return found.isPresent();
    }

    /**
     * Where a detail stands.
     *
     * @param key of the result that it is in
     * @param index in the details of that result
     * @param result that result; null for a detail without one
     */
    private record Place(ResultKey key, int index, ExecutionResultEntity result) {

        boolean isInAResult() {
            return result != null;
        }

        List<ExecutionResultDetail> details() {
            return new ArrayList<>(result.result().details());
        }

        Place in(ExecutionResultEntity held) {
            return new Place(key, index, held);
        }
    }

    /** Where the detail that is meant by an id stands; nobody else changes it there until the transaction ends. */
    private Optional<Place> placeForUpdate(Handle handle, UUID id) {
        Optional<Place> place = place(handle, id);
        while (place.isPresent()) {
            Optional<ExecutionResultEntity> held = hold(handle, id, place.get().key());
            Optional<Place> after = place(handle, id);
            if (after.equals(place)) {
                return place.map(stays -> stays.in(held.orElse(null)));
            }
            // Somebody else has changed the result before it could be held.
            place = after;
        }
        return place;
    }

    /** Keeps others away from the result that a detail is in, or from the detail alone. */
    private Optional<ExecutionResultEntity> hold(Handle handle, UUID id, ResultKey key) {
        if (!key.equals(ResultKey.NO_RESULT)) {
            return results.findForUpdate(handle, key);
        }
        handle.createQuery("select id from execution_result_detail where id = :id and result_id = :none for update")
                .bind("id", id)
                .bind("none", RowBinder.NONE)
                .mapTo(UUID.class)
                .findOne();
        return Optional.empty();
    }

    private static Optional<Place> place(Handle handle, UUID id) {
        return handle.createQuery("select result_id, execution_id, position from execution_result_detail d"
                        + " where d.id = :id order by " + Table.DETAIL.lastFirst()
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
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"),
                documents.read(columns.getBytes("document"), ExecutionResultDetail.class));
    }
}
