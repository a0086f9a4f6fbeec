package org.executionsession.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.jdbi.Row.ResultKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The details. One of a result is changed by changing its result, for it is in that one's document too. */
final class DetailRecords extends Records<RecordedDetail> {

    static final String COLUMNS = "d.created_date, d.modified_date, d.modified_by, d.document";
    static final String FROM = "execution_result_detail d";

    private static final String INSERT = Table.DETAIL.insert();
    private static final String REPLACE = Table.DETAIL.updateOwn();
    private static final String REPLACE_OF_OTHERS = Table.DETAIL.update();

    private final Row row;
    private final Documents documents;
    private final ResultRows results;
    private final Write<Addition<RecordedDetail>, Optional<KeyedAnswer<RecordedDetail>>> add;

    DetailRecords(Database database) {
        super(
                database,
                new TableReader<>(
                        database,
                        Table.DETAIL,
                        COLUMNS,
                        FROM,
                        (columns, context) -> read(columns, database.documents())));
        row = new Row(database);
        documents = database.documents();
        results = new ResultRows(database);
        add = addOneByOne(
                database.dialect(),
                new KeyedRequestRows<>(
                        database.dialect(), EntityKind.DETAIL.schemaPath(), content(database.documents())),
                new ReferredRows(database),
                this::insert);
    }

    /** New details, for the answer to a request that comes again. */
    private static KeyedRequestRows.Content<RecordedDetail, ExecutionResultDetail> content(Documents documents) {
        return KeyedRequestRows.Content.ofRecorded(
                documents,
                ExecutionResultDetail[].class,
                RecordedDetail::detail,
                (said, created, by) -> new RecordedDetail(created, created, by, said));
    }

    @Override
    Write<Addition<RecordedDetail>, Optional<KeyedAnswer<RecordedDetail>>> add() {
        return add;
    }

    private void insert(Handle handle, RecordedDetail detail) {
        // The key alone lets the id be used again in results; by themselves, details have ids of their own.
        if (find(handle, detail.id()).isPresent()) {
            throw new IdInUseException(EntityKind.DETAIL, detail.id());
        }
        row.detail(handle.createUpdate(INSERT), detail, ResultKey.NO_RESULT, 0).execute();
    }

    @Override
    boolean update(Handle handle, RecordedDetail next, RecordedDetail read, List<? extends Recorded> references) {
        Optional<Place> found = placeForUpdate(handle, read.id());
        Optional<RecordedDetail> asRead = find(handle, read.id()).filter(read::equals);
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
    private void replaceByItself(Handle handle, RecordedDetail next) {
        if (bindReplacement(handle.createUpdate(REPLACE), next).execute() == 1) {
            return;
        }
        Update update = bindReplacement(handle.createUpdate(REPLACE_OF_OTHERS), next);
        handle.createQuery("select document from execution_result_detail where id = :id and result_id = :none")
                .bind("id", next.id())
                .bind("none", Row.NONE)
                .mapTo(byte[].class)
                .findOne()
                .flatMap(document ->
                        documents.unknown().keep(document, documents.write(next.detail()), DocumentShape.DETAIL))
                .ifPresent(kept -> row.withUnknown(update, documents.unknown().write(kept)));
        update.execute();
    }

    private Update bindReplacement(Update update, RecordedDetail next) {
        return row.detail(update, next, ResultKey.NO_RESULT, 0)
                .bind("old_id", next.id())
                .bind("old_result_id", Row.NONE)
                .bind("old_execution_id", Row.NONE)
                .bind("old_place", 0);
    }

    @Override
    Optional<RecordedDetail> findForUpdate(Handle handle, UUID id) {
        return placeForUpdate(handle, id).flatMap(place -> find(handle, id));
    }

    @Override
    boolean isUnchanged(Handle handle, RecordedDetail read) {
        return placeForUpdate(handle, read.id()).isPresent()
                && find(handle, read.id()).filter(read::equals).isPresent();
    }

    @Override
    boolean delete(Handle handle, UUID id) {
        Optional<Place> found = placeForUpdate(handle, id);
        found.ifPresent(place -> {
            if (place.isInAResult()) {
                RecordedResult result = place.result();
                List<ExecutionResultDetail> details = place.details();
                details.remove(place.index());
                results.replace(
                        handle,
                        result,
                        result.withDetails(details, result.modifiedDate(), result.modifiedByUserName()));
            } else {
                handle.createUpdate("delete from execution_result_detail where id = :id and result_id = :none")
                        .bind("id", id)
                        .bind("none", Row.NONE)
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
    private record Place(ResultKey key, int index, RecordedResult result) {

        boolean isInAResult() {
            return result != null;
        }

        List<ExecutionResultDetail> details() {
            return new ArrayList<>(result.result().details());
        }

        Place in(RecordedResult held) {
            return new Place(key, index, held);
        }
    }

    /** Where the detail that is meant by an id stands; nobody else changes it there until the transaction ends. */
    private Optional<Place> placeForUpdate(Handle handle, UUID id) {
        Optional<Place> place = place(handle, id);
        while (place.isPresent()) {
            Optional<RecordedResult> held = hold(handle, id, place.get().key());
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
    private Optional<RecordedResult> hold(Handle handle, UUID id, ResultKey key) {
        if (!key.equals(ResultKey.NO_RESULT)) {
            return results.findForUpdate(handle, key);
        }
        handle.createQuery("select id from execution_result_detail where id = :id and result_id = :none for update")
                .bind("id", id)
                .bind("none", Row.NONE)
                .mapTo(UUID.class)
                .findOne();
        return Optional.empty();
    }

    private static Optional<Place> place(Handle handle, UUID id) {
        return handle.createQuery("select result_id, execution_id, place from execution_result_detail d"
                        + " where d.id = :id order by " + Table.DETAIL.lastFirst()
                        + " fetch first 1 rows only")
                .bind("id", id)
                .map((columns, context) -> new Place(
                        new ResultKey(
                                columns.getObject("result_id", UUID.class),
                                columns.getObject("execution_id", UUID.class)),
                        columns.getInt("place"),
                        null))
                .findOne();
    }

    static RecordedDetail read(ResultSet columns, Documents documents) throws SQLException {
        return new RecordedDetail(
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"),
                documents.read(columns.getBytes("document"), ExecutionResultDetail.class));
    }
}
