package org.executionsession.jdbi.internal.commit;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.jdbi.internal.sql.TableNames;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The changes that the writes of a transaction make. Each handle has its own. They are inserted by the last statement of the transaction,
 * so their row has its id after the locks of all rows that the transaction has changed.
 */
public final class RecordedChanges implements JdbiConfig<RecordedChanges> {

    /** The maximum number of changes in a row: a reader has all changes of a row in memory. */
    static final int MAX_CHANGES = 256;

    private static final String INSERT = "insert into execution_change_queue (changes) values (?)";

    private final List<EntityChange> changes = new ArrayList<>(0);

    /** Creates an object without changes; Jdbi does so for each handle. */
    public RecordedChanges() {
        // Jdbi needs a public constructor.
    }

    /** Returns the changes of a handle. */
    public static RecordedChanges of(Handle handle) {
        return handle.getConfig(RecordedChanges.class);
    }

    /** Lets Jdbi copy this setting for each handle. Otherwise it would create it by reflection. */
    public static void prepare(Jdbi jdbi) {
        jdbi.configure(RecordedChanges.class, none -> {});
    }

    /** Returns an object without changes. */
    @Override
    public RecordedChanges createCopy() {
        return new RecordedChanges();
    }

    public void add(EntityChange change) {
        changes.add(change);
    }

    /** Returns the number of changes so far. */
    public int size() {
        return changes.size();
    }

    /** Drops the changes behind the first ones, whose writes were rolled back. */
    public void truncate(int size) {
        changes.subList(size, changes.size()).clear();
    }

    /** Inserts the changes and returns them; the object then has none. */
    List<EntityChange> insert(Handle handle) {
        if (changes.isEmpty()) {
            return List.of();
        }
        List<EntityChange> inserted = List.copyOf(changes);
        changes.clear();
        try (PreparedStatement statement =
                handle.getConnection().prepareStatement(TableNames.of(handle).qualifiedConstant(INSERT))) {
            for (int from = 0; from < inserted.size(); from += MAX_CHANGES) {
                statement.setBytes(
                        1, ChangeCodec.write(inserted.subList(from, Math.min(from + MAX_CHANGES, inserted.size()))));
                // In this order, which is that of the ids. A batch could be rewritten to one statement.
                statement.executeUpdate();
            }
        } catch (SQLException failure) {
            throw new UnableToExecuteStatementException(failure, null);
        }
        return inserted;
    }
}
