package org.executionsession.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
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
    private static final String REPLACE = Table.DETAIL.update();

    private final TableReader<RecordedDetail> reader;
    private final GroupCommit writes;
    private final Dialect dialect;
    private final Row row;
    private final ResultRows results;
    private final KeyedRequestRows<RecordedDetail> requests;
    private final Write<Addition<RecordedDetail>, Optional<KeyedAnswer<RecordedDetail>>> add =
            Write.oneByOne("add", this::insertAll);
    private final Write<Change, Boolean> replace = Write.oneByOne("replace", this::replace);
    private final Write<UUID, Boolean> remove = Write.oneByOne("remove", this::delete);
    private final Write<Set<UUID>, Void> removeAll = Write.oneByOne("remove", this::deleteAll);

    DetailRecords(Database database) {
        reader = new TableReader<>(
                database, Table.DETAIL, COLUMNS, FROM, (columns, context) -> read(columns, database.documents()));
        writes = database.writes();
        dialect = database.dialect();
        requests = new KeyedRequestRows<>(dialect, EntityKind.DETAIL, new Content(database.documents()));
        row = new Row(database.documents());
        results = new ResultRows(database);
    }

    /** The detail as it is to be, and as it was read. */
    private record Change(RecordedDetail next, RecordedDetail read) {}

    @Override
    public void add(RecordedDetail detail) {
        addAll(List.of(detail));
    }

    @Override
    public void addAll(List<RecordedDetail> details) {
        writes.run(add, Addition.of(details));
    }

    @Override
    public Optional<KeyedAnswer<RecordedDetail>> addAll(
            List<RecordedDetail> details, KeyedRequest request, Instant now) {
        return writes.run(add, new Addition<>(details, request, now));
    }

    /** New details, for the answer to a request that comes again. */
    private record Content(Documents documents) implements KeyedRequestRows.Content<RecordedDetail> {

        @Override
        public byte[] write(List<RecordedDetail> details) {
            return documents.writeAll(
                    details.stream().map(detail -> detail.detail()).toList());
        }

        @Override
        public List<RecordedDetail> read(byte[] document, Instant created, String by) {
            return Stream.of(documents.read(document, ExecutionResultDetail[].class))
                    .map(said -> new RecordedDetail(created, created, by, said))
                    .toList();
        }
    }

    private Optional<KeyedAnswer<RecordedDetail>> insertAll(Handle handle, Addition<RecordedDetail> addition) {
        Optional<KeyedAnswer<RecordedDetail>> before = requests.claim(handle, addition);
        if (before.isEmpty()) {
            dialect.lockAll(handle, addition.entities());
            addition.entities().forEach(detail -> insert(handle, detail));
        }
        return before;
    }

    private void insert(Handle handle, RecordedDetail detail) {
        // The key alone lets the id be used again in results; by themselves, details have ids of their own.
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
    public boolean replace(RecordedDetail detail, RecordedDetail read) {
        return writes.run(replace, new Change(detail, read));
    }

    private boolean replace(Handle handle, Change change) {
        Optional<Place> found = placeForUpdate(handle, change.read().id());
        Optional<RecordedDetail> asRead =
                reader.find(handle, change.read().id()).filter(change.read()::equals);
        if (found.isEmpty() || asRead.isEmpty()) {
            return false;
        }
        RecordedDetail next = change.next();
        Place place = found.get();
        if (place.isInAResult()) {
            List<ExecutionResultDetail> details = place.details();
            details.set(place.index(), next.detail());
            results.replace(
                    handle,
                    place.result(),
                    place.result().withDetails(details, next.modifiedDate(), next.modifiedByUserName()));
        } else {
            row.detail(handle.createUpdate(REPLACE), next, ResultKey.NO_RESULT, 0)
                    .bind("old_id", next.id())
                    .bind("old_result_id", Row.NONE)
                    .bind("old_execution_id", Row.NONE)
                    .bind("old_place", 0)
                    .execute();
        }
        return true;
    }

    @Override
    public boolean remove(UUID id) {
        return writes.run(remove, id);
    }

    @Override
    public void removeAll(Set<UUID> ids) {
        writes.run(removeAll, ids);
    }

    private Void deleteAll(Handle handle, Set<UUID> ids) {
        // In one order everywhere: nobody waits for another one who waits for him.
        ids.stream().sorted().forEach(id -> delete(handle, id));
        return null;
    }

    private boolean delete(Handle handle, UUID id) {
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
                        + " where d.id = :id order by " + Table.DETAIL.latestFirst()
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
