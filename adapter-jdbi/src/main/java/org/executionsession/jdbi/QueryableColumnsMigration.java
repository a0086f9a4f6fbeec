package org.executionsession.jdbi;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/**
 * Gives every property of the catalogue its column and fills it from the documents. It runs again whenever the catalogue
 * has other properties than it had; so a property that is added there can be searched by without a migration of its own.
 */
final class QueryableColumnsMigration implements JavaMigration {

    private static final int BATCH = 500;

    private final Documents documents = new Documents();
    private final Dialect dialect;

    QueryableColumnsMigration(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public MigrationVersion getVersion() {
        return null;
    }

    @Override
    public String getDescription() {
        return "queryable columns";
    }

    @Override
    public Integer getChecksum() {
        return Table.all().stream()
                .flatMap(table -> table.queryable().stream())
                .map(column -> column.name() + " " + column.sqlType(dialect))
                .toList()
                .hashCode();
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    @SuppressWarnings("resource")
    public void migrate(Context context) {
        // Not closed here: with the handle would go the connection, which is the migrator's.
        Handle handle = Jdbi.open(context.getConnection());
        bring(handle, Table.SESSION, SessionRecords.COLUMNS, SessionRecords.FROM, SessionRecords::read);
        bring(handle, Table.RESULT, ResultRows.COLUMNS, ResultRows.FROM, ResultRecords::read);
        bring(handle, Table.DETAIL, DetailRecords.COLUMNS, DetailRecords.FROM, DetailRecords::read);
    }

    /** Reads an entity of a row. */
    private interface EntityReader<E> {
        E read(ResultSet columns, Documents documents) throws SQLException;
    }

    private <E> void bring(Handle handle, Table<E> table, String columns, String from, EntityReader<E> reader) {
        Set<String> present = presentColumns(handle, table);
        List<QueryableColumn<E>> missing = table.queryable().stream()
                .filter(column -> !present.contains(column.name()))
                .toList();
        missing.forEach(column -> handle.execute(
                "alter table " + table.name() + " add column " + column.name() + " " + column.sqlType(dialect)));
        if (!missing.isEmpty()) {
            fill(handle, table, columns, from, reader);
        }
        table.indexed()
                .forEach(column -> handle.execute("create index if not exists " + table.name() + "_" + column.name()
                        + " on " + table.name()
                        + dialect.indexMethod(column.property().kind()) + " (" + column.name()
                        + ")"));
    }

    private static Set<String> presentColumns(Handle handle, Table<?> table) {
        return handle.createQuery("select lower(column_name) from information_schema.columns"
                        + " where lower(table_name) = :table and table_schema = current_schema")
                .bind("table", table.name())
                .mapTo(String.class)
                .collect(toSet());
    }

    private <E> void fill(Handle handle, Table<E> table, String columns, String from, EntityReader<E> reader) {
        String keys =
                table.key().stream().map(column -> table.alias() + "." + column).collect(joining(", "));
        try (Query rows = handle.createQuery("select " + keys + ", " + columns + " from " + from);
                PreparedBatch batch = handle.prepareBatch(table.updateQueryable())) {
            rows.map((row, context) -> {
                        for (String column : table.key()) {
                            batch.bind(column, row.getObject(column));
                        }
                        Row.queryable(batch, reader.read(row, documents), table);
                        batch.add();
                        return batch.size();
                    })
                    .forEach(size -> {
                        if (size >= BATCH) {
                            batch.execute();
                        }
                    });
            batch.execute();
        }
    }
}
