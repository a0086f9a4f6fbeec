package org.executionsession.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.jdbi.Row.ResultKey;
import org.jdbi.v3.core.Handle;

/** The details. One of a result is changed by changing its result, for it is in that one's document too. */
final class DetailRecords implements RecordStore<RecordedDetail> {

    static final String COLUMNS = "d.created_date, d.modified_date, d.modified_by, d.document";
    static final String FROM = "execution_result_detail d";

    private static final String INSERT = Table.DETAIL.insert();
    private static final String REPLACE = Table.DETAIL.update() + " and modified_date = :seen";

    private final TableReader<RecordedDetail> reader;
    private final GroupCommit writes;
    private final Dialect dialect;
    private final Row row;
    private final ResultRows results;
    private final Write<List<RecordedDetail>, Void> add = Write.oneByOne("add", this::insertAll);
    private final Write<Change, Boolean> replace = Write.oneByOne("replace", this::replace);
    private final Write<UUID, Boolean> remove = Write.oneByOne("remove", this::delete);

    DetailRecords(Database database) {
        reader = new TableReader<>(
                database, Table.DETAIL, COLUMNS, FROM, (columns, context) -> read(columns, database.documents()));
        writes = database.writes();
        dialect = database.dialect();
        row = new Row(database.documents());
        results = new ResultRows(database);
    }

    /** The detail as it is to be, and the date of the one that it replaces. */
    private record Change(RecordedDetail detail, Instant seen) {}

    @Override
    public void add(RecordedDetail detail) {
        addAll(List.of(detail));
    }

    @Override
    public void addAll(List<RecordedDetail> details) {
        writes.run(add, details);
    }

    private Void insertAll(Handle handle, List<RecordedDetail> details) {
        details.forEach(detail -> insert(handle, detail));
        return null;
    }

    private void insert(Handle handle, RecordedDetail detail) {
        // The key alone lets the id be used again in results; by themselves, details have ids of their own.
        dialect.lock(handle, detail.id());
        if (reader.find(handle, detail.id()).isPresent()) {
            throw new IdInUseException(EntityKind.DETAIL, detail.id());
        }
        row.detail(handle.createUpdate(INSERT), detail, ResultKey.NO_RESULT, 0).execute();
    }

    @Override
    public Optional<RecordedDetail> find(UUID id) {
        return reader.find(id);
    }

    @Override
    public void each(Query<RecordedDetail> query, Consumer<? super RecordedDetail> consumer) {
        reader.each(query, consumer);
    }

    @Override
    public long count(Filter<RecordedDetail> filter) {
        return reader.count(filter);
    }

    @Override
    public boolean replace(RecordedDetail detail, Instant seen) {
        return writes.run(replace, new Change(detail, seen));
    }

    private boolean replace(Handle handle, Change change) {
        RecordedDetail detail = change.detail();
        Optional<Place> found = place(handle, detail.id());
        if (found.isEmpty()) {
            return false;
        }
        Place place = found.get();
        if (place.result().equals(ResultKey.NO_RESULT)) {
            return row.detail(handle.createUpdate(REPLACE), detail, ResultKey.NO_RESULT, 0)
                            .bind("old_id", detail.id())
                            .bind("old_result_id", Row.NONE)
                            .bind("old_execution_id", Row.NONE)
                            .bind("old_place", 0)
                            .bind("seen", UtcTimestamp.of(change.seen()))
                            .execute()
                    == 1;
        }
        Optional<RecordedResult> result =
                holding(handle, place).filter(stored -> stored.modifiedDate().equals(change.seen()));
        result.ifPresent(stored -> {
            List<ExecutionResultDetail> details =
                    new ArrayList<>(stored.result().details());
            details.set(place.index(), detail.detail());
            results.replace(
                    handle, stored, stored.withDetails(details, detail.modifiedDate(), detail.modifiedByUserName()));
        });
        return result.isPresent();
    }

    @Override
    public boolean remove(UUID id) {
        return writes.run(remove, id);
    }

    private boolean delete(Handle handle, UUID id) {
        Optional<Place> found = place(handle, id);
        if (found.isEmpty()) {
            return false;
        }
        Place place = found.get();
        if (place.result().equals(ResultKey.NO_RESULT)) {
            return handle.createUpdate("delete from execution_result_detail where id = :id and result_id = :none")
                            .bind("id", id)
                            .bind("none", Row.NONE)
                            .execute()
                    == 1;
        }
        Optional<RecordedResult> result = holding(handle, place);
        result.ifPresent(stored -> {
            List<ExecutionResultDetail> details =
                    new ArrayList<>(stored.result().details());
            details.remove(place.index());
            results.replace(
                    handle, stored, stored.withDetails(details, stored.modifiedDate(), stored.modifiedByUserName()));
        });
        return result.isPresent();
    }

    /** Where the detail with an id stands; of several, the one that was recorded last. */
    private record Place(UUID id, ResultKey result, int index) {}

    private static Optional<Place> place(Handle handle, UUID id) {
        return handle.createQuery("select result_id, execution_id, place from execution_result_detail where id = :id"
                        + " order by created_date desc fetch first 1 rows only")
                .bind("id", id)
                .map((columns, context) -> new Place(
                        id,
                        new ResultKey(
                                columns.getObject("result_id", UUID.class),
                                columns.getObject("execution_id", UUID.class)),
                        columns.getInt("place")))
                .findOne();
    }

    /** The result that a detail stands in, for update; empty when the detail has gone from there meanwhile. */
    private Optional<RecordedResult> holding(Handle handle, Place place) {
        return results.findForUpdate(handle, place.result()).filter(result -> {
            List<ExecutionResultDetail> details = result.result().details();
            return place.index() < details.size()
                    && details.get(place.index()).id().equals(place.id());
        });
    }

    static RecordedDetail read(ResultSet columns, Documents documents) throws SQLException {
        return new RecordedDetail(
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"),
                documents.read(columns.getBytes("document"), ExecutionResultDetail.class));
    }
}
