package org.executionsession.jdbi.internal.sql;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;

/**
 * The table of the entities of one kind: its own columns, and one for each other queryable property. The files of migrations
 * create them; a test compares both.
 */
public final class Table<E> {

    /** Which build has written the row. */
    private static final String FORMAT = "row_format";

    private static final List<String> MARKS =
            List.of("created_date", "modified_date", "modified_by", "document", FORMAT);

    /** The properties that audit columns of every table hold. */
    private static final Map<String, String> MARKED =
            Map.of("id", "id", "createdDate", "created_date", "modifiedDate", "modified_date");

    /** Leads to what a session says of how a task stands. */
    private static final String OPERATIONAL = ".operational.";

    /**
     * Of that, what monitors ask for has columns. One for each of the other properties, more than forty, would cost every
     * session that is recorded; they are read from the document.
     */
    private static final List<String> MONITORED = List.of("nextExecution", "lastExecutionResult.status");

    public static final Table<ExecutionSession> SESSION = new Table<>(
            QueryableProperties.SESSIONS,
            "execution_session",
            "s",
            List.of("id"),
            List.of("id"),
            List.of("result_id"),
            Map.of());

    public static final Table<ExecutionResultEntity> RESULT = new Table<>(
            QueryableProperties.RESULTS,
            "execution_result",
            "r",
            List.of("execution_id", "id"),
            List.of("id", "created_date", "execution_id"),
            List.of(),
            Map.of("executionID", "execution_id"));

    public static final Table<ExecutionResultDetailEntity> DETAIL = new Table<>(
            QueryableProperties.DETAILS,
            "execution_result_detail",
            "d",
            List.of("execution_id", "result_id", "position", "id"),
            List.of("id", "created_date", "result_id", "execution_id", "position"),
            List.of(),
            Map.of());

    private final String name;
    private final String alias;
    private final List<String> key;
    private final List<String> order;
    private final List<String> others;
    private final Map<String, String> own;
    private final List<QueryableColumn<E>> queryable;
    private final Property<E> id;

    /**
     * Describes a table.
     *
     * @param order what its rows are ordered by where nothing else is said: by id, and of those with the same id the one
     *     that is meant by it last. There is an index on it
     * @param others its columns that are no part of its key, nor in every table
     * @param own the further properties that one of its own columns holds
     */
    private Table(
            QueryableProperties<E> catalogue,
            String name,
            String alias,
            List<String> key,
            List<String> order,
            List<String> others,
            Map<String, String> own) {
        this.name = name;
        this.alias = alias;
        this.key = key;
        this.order = order;
        this.others = others;
        this.own = own;
        this.id = catalogue.id();
        this.queryable = catalogue.properties().stream()
                .filter(property -> property.owner() == catalogue.kind())
                .filter(property -> hasColumn(property) && ownColumn(property).isEmpty())
                .map(QueryableColumn::of)
                .toList();
    }

    public static List<Table<?>> all() {
        return List.of(SESSION, RESULT, DETAIL);
    }

    static Table<?> of(EntityKind kind) {
        return switch (kind) {
            case SESSION -> SESSION;
            case RESULT -> RESULT;
            case DETAIL -> DETAIL;
        };
    }

    /** Whether a column holds a property; else only the document does. */
    public static boolean hasColumn(Property<?> property) {
        String path = property.ownerPath();
        int operational = path.indexOf(OPERATIONAL);
        return operational < 0 || MONITORED.contains(path.substring(operational + OPERATIONAL.length()));
    }

    /** The column that holds a property, of whichever table, as statements name it; one that has a column. */
    public static String column(Property<?> property) {
        Table<?> home = of(property.owner());
        return home.alias + "." + home.ownColumn(property).orElseGet(() -> QueryableColumn.name(property));
    }

    private Optional<String> ownColumn(Property<?> property) {
        return Optional.ofNullable(MARKED.getOrDefault(property.ownerPath(), own.get(property.ownerPath())));
    }

    public String name() {
        return name;
    }

    /** The property that tells its entities apart. */
    public Property<E> id() {
        return id;
    }

    public String alias() {
        return alias;
    }

    public List<String> key() {
        return key;
    }

    /** The columns that its rows are ordered by where nothing else is said: the id, and what tells those apart that share it. */
    public List<String> order() {
        return order;
    }

    /** Orders by id, and of those with the same id the one that is meant by it last. */
    public String inOrder() {
        return order.stream().map(column -> alias + "." + column).collect(joining(", "));
    }

    /** The same order backwards. */
    public String lastFirst() {
        return order.stream().map(column -> alias + "." + column + " desc").collect(joining(", "));
    }

    public List<QueryableColumn<E>> queryable() {
        return queryable;
    }

    /** Inserts a row; every column is a parameter of its own name. */
    public String insert() {
        List<String> columns =
                Stream.of(key, others, MARKS, names()).flatMap(List::stream).toList();
        return "insert into " + name + " (" + String.join(", ", columns) + ") values ("
                + columns.stream().map(column -> ":" + column).collect(joining(", ")) + ")";
    }

    /**
     * Replaces a row; every column is a parameter of its own name, and the key that the row has had is given by the
     * parameters {@code old_*}. The date of creation stays.
     */
    public String update() {
        String set = Stream.of(key, others, MARKS, names())
                .flatMap(List::stream)
                .filter(column -> !column.equals("created_date"))
                .map(column -> column + " = :" + column)
                .collect(joining(", "));
        return "update " + name + " set " + set + " where "
                + key.stream().map(column -> column + " = :old_" + column).collect(joining(" and "));
    }

    /** The same where this build has written the row, of which it then knows everything. */
    public String updateOwn() {
        return update() + " and " + FORMAT + " = :" + FORMAT;
    }

    /** Sets the columns of queryable properties, and the format, in the row with the given key. */
    public String updateQueryable() {
        return "update " + name + " set "
                + Stream.concat(names().stream(), Stream.of(FORMAT))
                        .map(column -> column + " = :" + column)
                        .collect(joining(", "))
                + " where "
                + key.stream().map(column -> column + " = :" + column).collect(joining(" and "));
    }

    /** The columns of queryable properties, by their full names. */
    public List<String> queryableNames() {
        return names().stream().map(column -> name + "." + column).toList();
    }

    private List<String> names() {
        return queryable.stream().map(QueryableColumn::name).toList();
    }
}
