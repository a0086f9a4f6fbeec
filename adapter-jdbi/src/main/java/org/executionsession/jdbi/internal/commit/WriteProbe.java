package org.executionsession.jdbi.internal.commit;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Finds out whether a database can be written to. */
public final class WriteProbe {

    /** More than fits where something else was a moment ago. */
    private static final int BYTES = 64 * 1024;

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final Transactions transactions;

    public WriteProbe(Jdbi jdbi, Dialect dialect) {
        this.jdbi = jdbi;
        this.dialect = dialect;
        this.transactions = new Transactions(jdbi, dialect);
    }

    /**
     * Asks for what the database lets its user do, without writing.
     *
     * @throws StoreUnavailableException when it answers that it does not, or not at all
     */
    public void ask() {
        SqlExceptionTranslator.translate("be asked", () -> {
            jdbi.useHandle(this::ask);
            return null;
        });
    }

    private void ask(Handle handle) {
        requireChanges(dialect, handle);
        List<String> missing = dialect.missingRights(handle);
        if (!missing.isEmpty()) {
            throw new StoreUnavailableException(
                    "the user of the database lacks rights: " + String.join(", ", missing), Condition.DENIED, null);
        }
    }

    /** Rejects a database that is read-only. */
    public static void requireChanges(Dialect dialect, Handle handle) {
        if (dialect.isReadOnly(handle)) {
            throw new StoreUnavailableException("the database is read-only", Condition.READ_ONLY, null);
        }
    }

    /**
     * Writes to the disk, and removes what was written.
     *
     * @throws StoreUnavailableException when that fails
     */
    public void tryOut() {
        ask();
        byte[] content = new byte[BYTES];
        // Of which nothing can be left out or made smaller.
        new Random().nextBytes(content);
        SqlExceptionTranslator.translate("be written to", () -> {
            transactions.run(handle -> handle.createUpdate(
                            "insert into execution_write_check (id, content) values (:id, :content)")
                    .bind("id", UUID.randomUUID())
                    .bind("content", content)
                    .execute());
            // All of it: a server that was killed in between has left its own.
            return transactions.run(handle -> handle.execute("delete from execution_write_check"));
        });
    }
}
