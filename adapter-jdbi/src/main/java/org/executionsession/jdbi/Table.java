package org.executionsession.jdbi;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.query.Catalogue;

/** The table of the entities of one kind: its own columns, and those that are drawn from the catalogue. */
final class Table<E> {

    static final Table<ExecutionSession> SESSION = new Table<>(
            Catalogue.SESSIONS,
            "execution_session",
            "s",
            List.of("id"),
            List.of(),
            List.of("result_id"),
            List.of(
                    "createdDate",
                    "modifiedDate",
                    "reloadTask.id",
                    "userSyncTask.id",
                    "externalProgramTask.id",
                    "app.id",
                    "executingNode.id",
                    "user"));

    static final Table<RecordedResult> RESULT = new Table<>(
            Catalogue.RESULTS,
            "execution_result",
            "r",
            List.of("id", "execution_id"),
            List.of("created_date", "execution_id"),
            List.of(),
            List.of("status", "startTime", "taskID", "appID", "executionID"));

    static final Table<RecordedDetail> DETAIL = new Table<>(
            Catalogue.DETAILS,
            "execution_result_detail",
            "d",
            List.of("id", "result_id", "execution_id", "place"),
            List.of("created_date", "result_id", "execution_id", "place"),
            List.of(),
            List.of());

    private static final List<String> MARKS = List.of("created_date", "modified_date", "modified_by", "document");

    private final String name;
    private final String alias;
    private final List<String> key;
    private final List<String> latest;
    private final List<String> others;
    private final List<String> indexed;
    private final List<QueryableColumn<E>> queryable;

    /**
     * By the latest, in turn, those with the same id are ordered, the greatest first: the one that is meant by the id.
     * Indexed are the paths that clients of the contract filter by (part 10).
     */
    private Table(
            Catalogue<E> catalogue,
            String name,
            String alias,
            List<String> key,
            List<String> latest,
            List<String> others,
            List<String> indexed) {
        this.name = name;
        this.alias = alias;
        this.key = key;
        this.latest = latest;
        this.others = others;
        this.indexed = indexed;
        this.queryable = catalogue.properties().stream()
                .filter(property -> property.home() == catalogue.kind())
                .map(QueryableColumn::of)
                .toList();
    }

    static List<Table<?>> all() {
        return List.of(SESSION, RESULT, DETAIL);
    }

    /** The short name that statements give the table. */
    static String alias(EntityKind kind) {
        return switch (kind) {
            case SESSION -> SESSION.alias;
            case RESULT -> RESULT.alias;
            case DETAIL -> DETAIL.alias;
        };
    }

    String name() {
        return name;
    }

    String alias() {
        return alias;
    }

    List<String> key() {
        return key;
    }

    /** Orders by the key, as its index does: by id, and those with the same id in their order. */
    String byKey() {
        return key.stream().map(column -> alias + "." + column).collect(joining(", "));
    }

    /** Orders those with the same id, the one that is meant by it first. */
    String latestFirst() {
        return Stream.concat(Stream.of("id"), latest.stream().map(column -> column + " desc"))
                .map(column -> alias + "." + column)
                .collect(joining(", "));
    }

    List<QueryableColumn<E>> queryable() {
        return queryable;
    }

    List<QueryableColumn<E>> indexed() {
        return queryable.stream()
                .filter(column -> indexed.contains(column.property().path()))
                .toList();
    }

    /** Inserts a row; every column is a parameter of its own name. */
    String insert() {
        List<String> columns =
                Stream.of(key, others, MARKS, names()).flatMap(List::stream).toList();
        return "insert into " + name + " (" + String.join(", ", columns) + ") values ("
                + columns.stream().map(column -> ":" + column).collect(joining(", ")) + ")";
    }

    /**
     * Replaces a row; every column is a parameter of its own name, and the key that the row has had is given by the
     * parameters {@code old_*}. The date of creation stays.
     */
    String update() {
        String set = Stream.of(key, others, MARKS, names())
                .flatMap(List::stream)
                .filter(column -> !column.equals("created_date") && !column.equals("q_created_date"))
                .map(column -> column + " = :" + column)
                .collect(joining(", "));
        return "update " + name + " set " + set + " where "
                + key.stream().map(column -> column + " = :old_" + column).collect(joining(" and "));
    }

    /** Sets the columns that are drawn from the catalogue, in the row with the given key. */
    String updateQueryable() {
        return "update " + name + " set "
                + names().stream().map(column -> column + " = :" + column).collect(joining(", ")) + " where "
                + key.stream().map(column -> column + " = :" + column).collect(joining(" and "));
    }

    private List<String> names() {
        return queryable.stream().map(QueryableColumn::name).toList();
    }
}
