package org.executionsession.benchmarks.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one request has changed in the tables, as statements that do the same for other sessions. */
public final class RowChanges {

    private final List<RowStatement> statements;

    private RowChanges(List<RowStatement> statements) {
        this.statements = statements;
    }

    /**
     * Compares what is stored before and after a request.
     *
     * @param before the rows before; not null
     * @param after the rows after; not null
     * @return the changes
     */
    public static RowChanges between(StoredRows before, StoredRows after) {
        Map<String, TableRow> old = before.byIdentity();
        List<RowStatement> statements = new ArrayList<>();
        after.byIdentity().forEach((identity, row) -> {
            if (!old.containsKey(identity)) {
                statements.add(RowStatement.insert(row));
            } else if (!row.sameValues(old.get(identity))) {
                statements.add(RowStatement.update(row));
            }
        });
        old.forEach((identity, row) -> {
            if (!after.byIdentity().containsKey(identity)) {
                statements.add(RowStatement.delete(row));
            }
        });
        return new RowChanges(List.copyOf(statements));
    }

    List<RowStatement> statements() {
        return statements;
    }

    /**
     * How many rows the request has changed.
     *
     * @return in all tables together
     */
    public int rows() {
        return statements.size();
    }
}
