package org.executionsession.jdbi.internal.migration;

import java.util.HashSet;
import java.util.Set;
import org.executionsession.jdbi.internal.record.ColumnBackfill;
import org.executionsession.jdbi.internal.record.RowFormats;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.TableColumns;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Runs before and after each migration, in its transaction. Rows have no values in the columns that a migration adds,
 * so it withdraws the registered row formats for these columns; {@link ColumnBackfill} then fills them.
 */
final class NewColumnsCallback implements Callback {

    private final Dialect dialect;
    private final Set<String> before = new HashSet<>();

    NewColumnsCallback(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public String getCallbackName() {
        return "new columns";
    }

    @Override
    @SuppressWarnings("resource")
    public void handle(Event event, Context context) {
        // Not closed, because that would close the connection of the migration.
        Handle handle = Jdbi.open(context.getConnection());
        if (event == Event.BEFORE_EACH_MIGRATE) {
            // Behind a connection pooler, the connection has no lock timeout, so the transaction sets it.
            dialect.afterBegin(handle);
            before.clear();
            before.addAll(columns(handle));
        } else {
            Set<String> added = columns(handle);
            added.removeAll(before);
            RowFormats.unregisterColumns(handle, added);
        }
    }

    private static Set<String> columns(Handle handle) {
        Set<String> columns = new HashSet<>();
        for (Table<?> table : Table.all()) {
            TableColumns.of(handle, table.name()).forEach(column -> columns.add(table.name() + "." + column));
        }
        return columns;
    }
}
