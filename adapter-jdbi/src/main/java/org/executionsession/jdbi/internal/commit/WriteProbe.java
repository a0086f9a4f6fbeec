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

/** Checks whether a database can be written to. */
public final class WriteProbe {

    /** Too large for space that another row has just freed, so that the database needs new space on the disk. */
    private static final int CONTENT_BYTES = 64 * 1024;

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final Transactions transactions;

    public WriteProbe(Jdbi jdbi, Dialect dialect) {
        this.jdbi = jdbi;
        this.dialect = dialect;
        this.transactions = new Transactions(jdbi, dialect);
    }

    /**
     * Checks that the database is not read-only and that its user has all privileges, without writing.
     *
     * @throws StoreUnavailableException if the check fails, or the database cannot be reached
     */
    public void checkPrivileges() {
        SqlExceptionTranslator.translate("be checked", () -> {
            jdbi.useHandle(this::checkPrivileges);
            return null;
        });
    }

    private void checkPrivileges(Handle handle) {
        requireWritable(dialect, handle);
        List<String> missing = dialect.missingPrivileges(handle);
        if (!missing.isEmpty()) {
            throw new StoreUnavailableException(
                    "the user of the database lacks privileges: " + String.join(", ", missing), Condition.DENIED, null);
        }
    }

    /** Rejects a database that is read-only. */
    public static void requireWritable(Dialect dialect, Handle handle) {
        if (dialect.isReadOnly(handle)) {
            throw new StoreUnavailableException("the database is read-only", Condition.READ_ONLY, null);
        }
    }

    /**
     * Makes the check of {@link #checkPrivileges()}, then writes a row to the disk and deletes it.
     *
     * @throws StoreUnavailableException if that fails
     */
    public void checkWrite() {
        checkPrivileges();
        byte[] content = new byte[CONTENT_BYTES];
        // Random bytes cannot be compressed.
        new Random().nextBytes(content);
        SqlExceptionTranslator.translate("be written to", () -> {
            transactions.run(handle -> handle.createUpdate(
                            "insert into execution_write_check (id, content) values (:id, :content)")
                    .bind("id", UUID.randomUUID())
                    .bind("content", content)
                    .execute());
            // All rows: a server that was killed between the two statements has left its row.
            return transactions.run(handle -> handle.execute("delete from execution_write_check"));
        });
    }
}
