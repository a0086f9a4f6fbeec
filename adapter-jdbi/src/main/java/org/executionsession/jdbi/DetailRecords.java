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
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The details. One of a result is changed by changing its result, for it is in that one's document too. */
final class DetailRecords implements RecordStore<RecordedDetail> {

    static final String COLUMNS = "d.created_date, d.modified_date, d.modified_by, d.document";
    static final String FROM = "execution_result_detail d";

    private static final String INSERT = Table.DETAIL.insert();
    private static final String REPLACE = Table.DETAIL.update() + " and modified_date = :seen";

    private final TableReader<RecordedDetail> reader;
    private final DurableWrites writes;
    private final Row row;
    private final ResultRecords results;

    DetailRecords(Jdbi jdbi, DurableWrites writes, Documents documents, ResultRecords results) {
        this.reader =
                new TableReader<>(jdbi, Table.DETAIL, COLUMNS, FROM, (columns, context) -> read(columns, documents));
        this.writes = writes;
        this.row = new Row(documents);
        this.results = results;
    }

    @Override
    public void add(RecordedDetail detail) {
        addAll(List.of(detail));
    }

    @Override
    public void addAll(List<RecordedDetail> details) {
        writes.run("add", handle -> {
            details.forEach(detail -> insert(handle, detail));
            return null;
        });
    }

    private void insert(Handle handle, RecordedDetail detail) {
        if (reader.find(handle, detail.id()).isPresent()) {
            throw new IdInUseException(EntityKind.DETAIL, detail.id());
        }
        try {
            row.detail(handle.createUpdate(INSERT), detail, ResultKey.NO_RESULT, 0)
                    .execute();
        } catch (JdbiException failure) {
            if (SqlFailure.isUniqueViolation(failure)) {
                throw new IdInUseException(EntityKind.DETAIL, detail.id());
            }
            throw failure;
        }
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
        return writes.run("replace", handle -> {
            Optional<Place> place = place(handle, detail.id());
            if (place.isEmpty()) {
                return false;
            }
            if (place.get().result().equals(ResultKey.NO_RESULT)) {
                return row.detail(handle.createUpdate(REPLACE), detail, ResultKey.NO_RESULT, 0)
                                .bind("old_id", detail.id())
                                .bind("old_result_id", Row.NONE)
                                .bind("old_execution_id", Row.NONE)
                                .bind("old_place", 0)
                                .bind("seen", UtcTimestamp.of(seen))
                                .execute()
                        == 1;
            }
            RecordedResult result = resultOf(handle, place.get());
            if (!result.modifiedDate().equals(seen)) {
                return false;
            }
            List<ExecutionResultDetail> details =
                    new ArrayList<>(result.result().details());
            details.set(place.get().index(), detail.detail());
            return results.replace(
                    handle, result, result.withDetails(details, detail.modifiedDate(), detail.modifiedByUserName()));
        });
    }

    @Override
    public boolean remove(UUID id) {
        return writes.run("remove", handle -> {
            Optional<Place> place = place(handle, id);
            if (place.isEmpty()) {
                return false;
            }
            if (place.get().result().equals(ResultKey.NO_RESULT)) {
                return handle.createUpdate("delete from execution_result_detail where id = :id and result_id = :none")
                                .bind("id", id)
                                .bind("none", Row.NONE)
                                .execute()
                        == 1;
            }
            RecordedResult result = resultOf(handle, place.get());
            List<ExecutionResultDetail> details =
                    new ArrayList<>(result.result().details());
            details.remove(place.get().index());
            return results.replace(
                    handle, result, result.withDetails(details, result.modifiedDate(), result.modifiedByUserName()));
        });
    }

    /** Where the detail with an id stands; of several, the one that was recorded last. */
    private record Place(ResultKey result, int index) {}

    private static Optional<Place> place(Handle handle, UUID id) {
        return handle.createQuery("select result_id, execution_id, place from execution_result_detail where id = :id"
                        + " order by created_date desc fetch first 1 rows only")
                .bind("id", id)
                .map((columns, context) -> new Place(
                        new ResultKey(
                                columns.getObject("result_id", UUID.class),
                                columns.getObject("execution_id", UUID.class)),
                        columns.getInt("place")))
                .findOne();
    }

    private RecordedResult resultOf(Handle handle, Place place) {
        return results.find(handle, place.result()).orElseThrow();
    }

    static RecordedDetail read(ResultSet columns, Documents documents) throws SQLException {
        return new RecordedDetail(
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"),
                documents.read(columns.getBytes("document"), ExecutionResultDetail.class));
    }
}
