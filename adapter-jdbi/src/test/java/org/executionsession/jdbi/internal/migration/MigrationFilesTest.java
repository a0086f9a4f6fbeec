package org.executionsession.jdbi.internal.migration;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.ValueKind;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the tables that the SQL files create with the list of queryable properties. */
class MigrationFilesTest {

    private static final String FOLDER = "adapter-jdbi/src/main/resources/org/executionsession/jdbi/migration";

    private static final Path RESOURCES = Path.of("..").resolve(FOLDER);

    /** The properties that known clients filter by (contract, part 10), unless the key of their table begins with them. */
    private static final Map<String, List<String>> INDEXED = Map.of(
            "execution_session",
            List.of(
                    "executingNode.id",
                    "reloadTask.id",
                    "userSyncTask.id",
                    "externalProgramTask.id",
                    "user",
                    "app.id",
                    "createdDate",
                    "modifiedDate"),
            "execution_result",
            List.of("status", "startTime", "taskID", "appID"),
            "execution_result_detail",
            List.of(),
            "execution_task",
            List.of("name", "app.id"));

    @ParameterizedTest
    @EnumSource
    void eachProperty_hasItsColumn(TestDatabase database) throws SQLException {
        String url = started(database);
        for (Table<?> table : Table.all()) {
            requireColumns(database, url, table, Column.expected(table));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachFilteredProperty_hasItsIndex(TestDatabase database) throws SQLException {
        String url = started(database);
        for (Table<?> table : Table.all()) {
            List<Column> expected = Column.expected(table);
            assertThat(indexesOf(database, url, table.name()))
                    .as("the indexes on columns of properties of %s", table.name())
                    .isEqualTo(INDEXED.get(table.name()).stream()
                            .map(path -> expected.stream()
                                    .filter(column -> column.path().equals(path))
                                    .findFirst()
                                    .orElseThrow())
                            .collect(toMap(
                                    Column::name, column -> column.indexed(database), (a, b) -> a, TreeMap::new)));
        }
    }

    /** Otherwise, filters would not compare what the index holds. */
    @Test
    void eachIndexOfATextColumn_isKnownToFilters() {
        assertThat(Table.all().stream()
                        .flatMap(table -> Column.expected(table).stream()
                                .filter(column -> column.kind() == ValueKind.TEXT
                                        && INDEXED.get(table.name()).contains(column.path()))
                                .map(column -> table.alias() + "." + column.name())))
                .containsExactlyInAnyOrderElementsOf(Table.INDEXED_TEXTS);
    }

    @Test
    void aPropertyWithoutItsColumn_isReportedWithTheLineToAdd() throws SQLException {
        String url = started(TestDatabase.H2);
        List<Column> expected = new ArrayList<>(Column.expected(Table.SESSION));
        expected.add(new Column("planted", "q_planted", ValueKind.TEXT));
        assertThatThrownBy(() -> requireColumns(TestDatabase.H2, url, Table.SESSION, expected))
                .hasMessageContaining("the property planted has no column. Add this line to the new file " + FOLDER
                        + "/V" + nextVersion() + "__add_planted.sql:\n"
                        + "alter table execution_session add column if not exists q_planted ${text};\n");
    }

    @Test
    void aColumnOfAnotherType_isReported() throws SQLException {
        String url = started(TestDatabase.H2);
        List<Column> expected = Column.expected(Table.SESSION).stream()
                .map(column -> column.path().equals("retries")
                        ? new Column(column.path(), column.name(), ValueKind.TEXT)
                        : column)
                .toList();
        assertThatThrownBy(() -> requireColumns(TestDatabase.H2, url, Table.SESSION, expected))
                .hasMessageContaining("execution_session.q_retries");
    }

    @Test
    void aColumnWithoutAProperty_isReported() throws SQLException {
        String url = started(TestDatabase.H2);
        TestDatabase.execute(url, "alter table execution_result add column q_of_no_property integer");
        assertThatThrownBy(() -> requireColumns(TestDatabase.H2, url, Table.RESULT, Column.expected(Table.RESULT)))
                .hasMessageContaining("q_of_no_property");
    }

    /** A column that holds a property. */
    private record Column(String path, String name, ValueKind kind) {

        static List<Column> expected(Table<?> table) {
            return Stream.of(
                            QueryableProperties.SESSIONS,
                            QueryableProperties.RESULTS,
                            QueryableProperties.DETAILS,
                            QueryableProperties.TASKS)
                    .flatMap(properties ->
                            properties.properties().stream().filter(property -> property.owner() == properties.kind()))
                    .filter(property -> Table.of(property.owner()) == table && Table.hasColumn(property))
                    .map(property -> new Column(property.path(), Table.columnName(property), property.kind()))
                    .toList();
        }

        /** As the files of the migrations write it. */
        String writtenType() {
            return switch (kind) {
                case TEXT -> "${text}";
                case GUID -> "uuid";
                case NUMBER -> "bigint";
                case ENUM -> "integer";
                case DATE -> "timestamp(3) with time zone";
                case BOOLEAN -> "boolean";
            };
        }

        /** As both databases report it in {@code information_schema}, with the collation of text and the precision of dates. */
        String reportedType(TestDatabase database) {
            return switch (kind) {
                case TEXT -> database == TestDatabase.POSTGRESQL ? "character varying C" : "character varying";
                case DATE -> "timestamp with time zone 3";
                case GUID, NUMBER, ENUM, BOOLEAN -> writtenType();
            };
        }

        /** As PostgreSQL reports it: long texts do not fit into an index. */
        String indexed(TestDatabase database) {
            return database == TestDatabase.POSTGRESQL && kind == ValueKind.TEXT
                    ? "\"left\"((" + name + ")::text, 500)"
                    : name;
        }
    }

    private static void requireColumns(TestDatabase database, String url, Table<?> table, List<Column> expected)
            throws SQLException {
        Map<String, String> actual = columnsOf(url, table.name());
        for (Column column : expected) {
            assertThat(actual)
                    .withFailMessage(
                            "the property %s has no column. Add this line to the new file %s/V%d__add_%s.sql:\n"
                                    + "alter table %s add column if not exists %s %s;\n",
                            column.path(),
                            FOLDER,
                            nextVersion(),
                            column.path().replace('.', '_'),
                            table.name(),
                            column.name(),
                            column.writtenType())
                    .containsKey(column.name());
            assertThat(actual.get(column.name()))
                    .as("the type of %s.%s", table.name(), column.name())
                    .isEqualTo(column.reportedType(database));
        }
        assertThat(actual.keySet().stream().filter(name -> name.startsWith("q_")))
                .as("columns of %s without a property", table.name())
                .isSubsetOf(expected.stream().map(Column::name).toList());
    }

    private static String started(TestDatabase database) {
        String url = database.newUrl();
        JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        return url;
    }

    private static Map<String, String> columnsOf(String url, String table) throws SQLException {
        return read(
                url,
                "select lower(column_name), lower(data_type)"
                        + " || case when lower(data_type) like 'timestamp%' then ' ' || datetime_precision else '' end"
                        + " || case when collation_name = 'C' then ' C' else '' end"
                        + " from information_schema.columns where lower(table_name) = '" + table + "'");
    }

    /** The first columns of the indexes, each with what the index holds of it. */
    private static Map<String, String> indexesOf(TestDatabase database, String url, String table) throws SQLException {
        Map<String, String> indexes = read(
                url,
                switch (database) {
                    case H2 ->
                        "select lower(column_name), lower(column_name) from information_schema.index_columns"
                                + " where ordinal_position = 1 and lower(table_name) = '" + table + "'";
                    case POSTGRESQL ->
                        "select coalesce(attname, substring(pg_get_indexdef(indexrelid, 1, false) from 'q_[a-z_]+')),"
                                + " pg_get_indexdef(indexrelid, 1, false)"
                                + " from pg_index join pg_class on pg_class.oid = indexrelid"
                                // Inserts into a hash index read all entries of the same value.
                                + " join pg_am on pg_am.oid = relam and amname = 'btree'"
                                + " left join pg_attribute on attrelid = indrelid and attnum = indkey[0] and attnum > 0"
                                + " where indrelid = '" + table + "'::regclass";
                });
        indexes.keySet().removeAll(List.of("id", "execution_id", "row_format"));
        return indexes;
    }

    private static int nextVersion() {
        String[] files = RESOURCES.toFile().list();
        return 1
                + Stream.of(files)
                        .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                        .max()
                        .orElseThrow();
    }

    private static Map<String, String> read(String url, String sql) throws SQLException {
        Map<String, String> read = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                read.put(rows.getString(1), rows.getString(2));
            }
        }
        return read;
    }
}
