package org.executionsession.jdbi.internal.sql;

import static java.util.stream.Collectors.joining;

import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The table for one kind of entity: its own columns, and one column for each other queryable property. The migration
 * files create the columns; a test compares both.
 */
public final class Table<E> {

    /** The column with the format of the row, which depends on the version that wrote it. */
    private static final String FORMAT = "row_format";

    /**
     * The format in a condition of an update, in which the index of the column must not be used. Until PostgreSQL has statistics of a
     * table, it expects few rows of each format, and reads all entries of the index, because all rows have the same format.
     */
    private static final String FORMAT_WITHOUT_INDEX = FORMAT + " + 0";

    private static final List<String> AUDIT_COLUMNS =
            List.of("created_date", "modified_date", "modified_by", "document", FORMAT);

    /** The columns that say when a row was last modified, and by whom. */
    private static final Set<String> MODIFICATION = Set.of("modified_date", "modified_by", "q_modified_by_user_name");

    /** The properties that every table has in an audit column or the id, with the column. */
    private static final Map<String, String> COMMON_COLUMNS =
            Map.of("id", "id", "createdDate", "created_date", "modifiedDate", "modified_date");

    /** The columns of texts that have an index, as {@link #column(Property)} names them. */
    public static final Set<String> INDEXED_TEXTS = Set.of("s.q_user", "t.q_name");

    /** The path segment to the state of a task. */
    private static final String OPERATIONAL = ".operational.";

    private static final String LAST_RESULT_OF_TASK = "operational.lastExecutionResult.";

    /**
     * The properties of the state of a task that have columns, because monitoring queries them. Columns for the others,
     * more than forty, would slow down every insert; they are read from the document.
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

    public static final Table<Task> TASK = new Table<>(
            QueryableProperties.TASKS,
            "execution_task",
            "t",
            List.of("id"),
            List.of("id"),
            List.of("recorded"),
            Map.of("operational.id", "id"));

    private final String name;
    private final String alias;
    private final List<String> key;
    private final List<String> order;
    private final List<String> others;
    private final Map<String, String> own;
    private final List<QueryableColumn<E>> queryable;
    private final Property<E> id;
    private final List<String> columns;
    private final int[] nullTypes;

    /**
     * Describes a table.
     *
     * @param order the columns of the default order, which has an index: the id, then the columns that order rows with
     *     the same id; the row that an id alone refers to is last
     * @param others the columns that are neither part of the key nor in every table
     * @param own the other properties that one of its own columns holds, with the column
     */
    private Table(
            QueryableProperties<E> properties,
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
        this.id = properties.id();
        this.queryable = properties.properties().stream()
                .filter(property -> property.owner() == properties.kind())
                .filter(property -> hasColumn(property) && ownColumn(property).isEmpty())
                .map(QueryableColumn::of)
                .toList();
        this.columns = Stream.of(key, others, AUDIT_COLUMNS, names())
                .flatMap(List::stream)
                .toList();
        // Of a table's own columns, none is nullable.
        this.nullTypes = IntStream.concat(
                        IntStream.generate(() -> Types.NULL).limit(columns.size() - queryable.size()),
                        queryable.stream().mapToInt(QueryableColumn::nullType))
                .toArray();
    }

    public static List<Table<?>> all() {
        return List.of(SESSION, RESULT, DETAIL, TASK);
    }

    /** Returns the table for a kind of entity. */
    public static Table<?> of(EntityKind kind) {
        return switch (kind) {
            case SESSION -> SESSION;
            case RESULT -> RESULT;
            case DETAIL -> DETAIL;
            case TASK -> TASK;
        };
    }

    /** Returns whether a column holds a property; otherwise only the document does. The last result of a task is in its own row. */
    public static boolean hasColumn(Property<?> property) {
        if (property.owner() == EntityKind.TASK) {
            return !property.ownerPath().startsWith(LAST_RESULT_OF_TASK);
        }
        String path = property.ownerPath();
        int operational = path.indexOf(OPERATIONAL);
        return operational < 0 || MONITORED.contains(path.substring(operational + OPERATIONAL.length()));
    }

    /** Returns the expression for the column of a property, which must have one, in any table. */
    public static String column(Property<?> property) {
        return of(property.owner()).column(columnName(property));
    }

    /** Returns the name of the column of a property, which must have one, in the table of its owner. */
    public static String columnName(Property<?> property) {
        return of(property.owner()).ownColumn(property).orElseGet(() -> QueryableColumn.name(property));
    }

    /**
     * Returns the expression for the value of a column, such as its qualified name. The details of a result were last modified with the
     * result, so the value is that of its row; only a detail without a result has one of its own.
     */
    public String column(String column) {
        String own = alias + "." + column;
        return this == DETAIL && MODIFICATION.contains(column)
                ? "coalesce((select o." + column + " from execution_result o"
                        + " where o.execution_id = d.execution_id and o.id = d.result_id), " + own + ")"
                : own;
    }

    private Optional<String> ownColumn(Property<?> property) {
        return Optional.ofNullable(COMMON_COLUMNS.getOrDefault(property.ownerPath(), own.get(property.ownerPath())));
    }

    public String name() {
        return name;
    }

    /** Returns the property for the id. */
    public Property<E> id() {
        return id;
    }

    public String alias() {
        return alias;
    }

    public List<String> key() {
        return key;
    }

    /** Returns the columns of the default order; they include the primary key. */
    public List<String> order() {
        return order;
    }

    /** Returns the reverse of the default order as SQL; the row that an id alone refers to is first. */
    public String reverseOrder() {
        return order.stream().map(column -> alias + "." + column + " desc").collect(joining(", "));
    }

    /** Returns the names of all columns. */
    public List<String> columns() {
        return columns;
    }

    public List<QueryableColumn<E>> queryable() {
        return queryable;
    }

    /** Returns the insert of rows whose values are those of {@link #values}. */
    public RowInsert insert() {
        return new RowInsert(name, columns, key.size(), nullTypes);
    }

    /**
     * Returns the values of a row, in the order of the columns.
     *
     * @param keyAndOthers the values of the key, in the order of {@link #key}, and of the table's other own columns
     * @param audit the values of the audit columns
     */
    public Object[] values(E entity, List<?> keyAndOthers, List<?> audit) {
        Object[] values = new Object[columns.size()];
        int next = 0;
        for (Object value : keyAndOthers) {
            values[next++] = value;
        }
        for (Object value : audit) {
            values[next++] = value;
        }
        for (QueryableColumn<E> column : queryable) {
            values[next++] = column.value(entity);
        }
        return values;
    }

    /** Returns the position of a column in {@link #values}. */
    public int position(String column) {
        return columns.indexOf(column);
    }

    /** Binds the values of a row to the parameters with the names of the columns. */
    public void bind(SqlStatement<?> statement, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            statement.bind(columns.get(i), new QueryableColumn.Value(values[i], nullTypes[i]));
        }
    }

    /**
     * Returns the update of a row; each column has a parameter with its name, and the parameters {@code old_*} are the
     * current key. It does not change the date of creation.
     */
    public String update() {
        String set = columns.stream()
                .filter(column -> !column.equals("created_date"))
                .map(column -> column + " = :" + column)
                .collect(joining(", "));
        return "update " + name + " set " + set + " where "
                + key.stream().map(column -> column + " = :old_" + column).collect(joining(" and "));
    }

    /**
     * Returns the update of rows in the format of this version, whose columns are all known. It does not change the date of
     * creation. Its conditions are the key, the format, and further columns.
     */
    public RowUpdate updateRows(String... furtherConditions) {
        List<String> conditions = Stream.of(key, List.of(FORMAT_WITHOUT_INDEX), List.of(furtherConditions))
                .flatMap(List::stream)
                .toList();
        return new RowUpdate(name, columns, List.of("created_date"), nullTypes, conditions);
    }

    /** Returns the same update, restricted to rows in the format of this version, whose columns are all known. */
    public String updateOwnFormat() {
        return update() + " and " + FORMAT_WITHOUT_INDEX + " = :" + FORMAT;
    }

    /** Returns the update of the format and the queryable columns of the row with a key. */
    public String updateQueryable() {
        return "update " + name + " set "
                + Stream.concat(names().stream(), Stream.of(FORMAT))
                        .map(column -> column + " = :" + column)
                        .collect(joining(", "))
                + " where "
                + key.stream().map(column -> column + " = :" + column).collect(joining(" and "));
    }

    /** Returns the queryable columns with the name of the table. */
    public List<String> queryableNames() {
        return names().stream().map(column -> name + "." + column).toList();
    }

    private List<String> names() {
        return queryable.stream().map(QueryableColumn::name).toList();
    }
}
