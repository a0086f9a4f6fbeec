package org.executionsession.jdbi.internal.migration;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Set;
import org.executionsession.jdbi.internal.record.ColumnBackfill;
import org.executionsession.jdbi.internal.record.RowFormats;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.QueryableColumn;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.TableColumns;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Gives every property of the catalogue its column. It runs again whenever the catalogue has other properties than it had;
 * so a property that is added there can be searched by without a migration of its own. {@link ColumnBackfill} fills it.
 */
final class QueryableColumnsMigration implements JavaMigration {

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
        // Behind a pooler, the connection itself brings no limit for locks.
        dialect.begun(handle);
        Table.all().forEach(table -> bring(handle, table));
    }

    private <E> void bring(Handle handle, Table<E> table) {
        Set<String> present = TableColumns.of(handle, table.name());
        List<QueryableColumn<E>> missing = table.queryable().stream()
                .filter(column -> !present.contains(column.name()))
                .toList();
        missing.forEach(column -> handle.execute(
                "alter table " + table.name() + " add column " + column.name() + " " + column.sqlType(dialect)));
        RowFormats.withdraw(
                handle,
                missing.stream()
                        .map(column -> table.name() + "." + column.name())
                        .collect(toSet()));
        table.indexed()
                .forEach(column -> handle.execute("create index if not exists " + table.name() + "_" + column.name()
                        + " on " + table.name()
                        + dialect.indexMethod(column.property().kind()) + " (" + column.name()
                        + ")"));
    }
}
