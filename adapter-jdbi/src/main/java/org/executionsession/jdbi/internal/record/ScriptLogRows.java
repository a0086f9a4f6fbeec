package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.ScriptLogTicket;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Stores the script logs of results, and the tickets with which they are read. */
public final class ScriptLogRows implements ScriptLogStore {

    /** Deletes expired tickets. */
    public static final ExpiredRowCleaner EXPIRED = new ExpiredRowCleaner("execution_script_log_ticket", "id");

    private static final String OF_RESULT = " where execution_id = :execution_id and result_id = :result_id";

    private static final String LOG = "select result_id from execution_script_log" + OF_RESULT;

    private static final String RESULT =
            "select id from execution_result where execution_id = :execution_id and id = :result_id";

    private static final List<String> TICKET_COLUMNS =
            List.of("id", "execution_id", "result_id", "owned_by", "expires_at");

    /** None of the columns is nullable. */
    private static final RowInsert INSERT_TICKET =
            new RowInsert("execution_script_log_ticket", TICKET_COLUMNS, 1, new int[TICKET_COLUMNS.size()]);

    private final ReadTransactions reads;
    private final WriteExecutor writes;
    private final WriteOperation<Log, Boolean> put =
            WriteOperation.oneByOne("store a script log", log -> 1, log -> log.text().length, ScriptLogRows::put);
    private final WriteOperation<NewTicket, Boolean> addTicket =
            WriteOperation.oneByOne("add a ticket", (handle, added) -> addTicket(handle, added, LOG));
    private final WriteOperation<NewTicket, Boolean> addTicketOfFile =
            WriteOperation.oneByOne("add a ticket of a file", (handle, added) -> addTicket(handle, added, RESULT));
    private final Dialect dialect;

    public ScriptLogRows(JdbiContext database) {
        reads = database.reads();
        writes = database.writes();
        dialect = database.dialect();
    }

    private record Log(ResultKey key, byte[] text) {}

    private record NewTicket(ScriptLogTicket ticket, Instant now) {}

    @Override
    public boolean put(ExecutionResultEntity result, ScriptLog log) {
        requireNonNull(result, "result");
        requireNonNull(log, "log");
        return writes.run(put, new Log(ResultKey.of(result), log.text().getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean put(Handle handle, Log log) {
        // While the row of the result is locked, no other transaction stores its log or deletes it.
        if (bind(handle.createQuery(RESULT + " for update"), log.key())
                .mapTo(UUID.class)
                .findOne()
                .isEmpty()) {
            return false;
        }
        boolean replaced =
                bind(handle.createUpdate("update execution_script_log set log = :log" + OF_RESULT), log.key())
                                .bind("log", log.text())
                                .execute()
                        == 1;
        if (!replaced) {
            bind(
                            handle.createUpdate("insert into execution_script_log (execution_id, result_id, log)"
                                    + " values (:execution_id, :result_id, :log)"),
                            log.key())
                    .bind("log", log.text())
                    .execute();
        }
        return true;
    }

    @Override
    public boolean addTicket(ScriptLogTicket ticket, Instant now) {
        requireNonNull(ticket, "ticket");
        requireNonNull(now, "now");
        return writes.run(addTicket, new NewTicket(ticket, now));
    }

    @Override
    public boolean addTicketOfFile(ScriptLogTicket ticket, Instant now) {
        requireNonNull(ticket, "ticket");
        requireNonNull(now, "now");
        return writes.run(addTicketOfFile, new NewTicket(ticket, now));
    }

    /** Adds a ticket if a query finds the result, or its log. */
    private boolean addTicket(Handle handle, NewTicket added, String query) {
        EXPIRED.deleteBatch(handle, added.now());
        ScriptLogTicket ticket = added.ticket();
        ResultKey key = ResultKey.of(ticket);
        boolean isFound =
                bind(handle.createQuery(query), key).mapTo(UUID.class).findOne().isPresent();
        if (isFound) {
            Object[] row = {
                ticket.id(), key.executionId(), key.id(), ticket.owner(), UtcTimestamp.of(ticket.expiresAt())
            };
            dialect.insertAbsent(handle, INSERT_TICKET, List.<Object[]>of(row));
        }
        return isFound;
    }

    @Override
    public Optional<ScriptLogTicket> findTicket(UUID ticket, String owner, Instant now) {
        requireNonNull(ticket, "ticket");
        requireNonNull(owner, "owner");
        requireNonNull(now, "now");
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return handle.createQuery("select execution_id, result_id, expires_at from execution_script_log_ticket"
                                + " where id = :id and owned_by = :owned_by and expires_at > :now")
                        .bind("id", ticket)
                        .bind("owned_by", owner)
                        .bind("now", UtcTimestamp.of(now))
                        .map((columns, context) -> new ScriptLogTicket(
                                ticket,
                                columns.getObject("result_id", UUID.class),
                                execution(columns.getObject("execution_id", UUID.class)),
                                owner,
                                UtcTimestamp.read(columns, "expires_at")))
                        .findOne();
            }
        });
    }

    @Override
    public Optional<ScriptLog> find(UUID ticket, String owner, Instant now) {
        requireNonNull(ticket, "ticket");
        requireNonNull(owner, "owner");
        requireNonNull(now, "now");
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return handle.createQuery("select l.log from execution_script_log_ticket t"
                                + " join execution_script_log l on l.execution_id = t.execution_id and l.result_id = t.result_id"
                                + " where t.id = :id and t.owned_by = :owned_by and t.expires_at > :now")
                        .bind("id", ticket)
                        .bind("owned_by", owner)
                        .bind("now", UtcTimestamp.of(now))
                        .map((columns, context) ->
                                new ScriptLog(new String(columns.getBytes("log"), StandardCharsets.UTF_8)))
                        .findOne();
            }
        });
    }

    private static @Nullable UUID execution(UUID stored) {
        return stored.equals(ResultKey.NO_RESULT.executionId()) ? null : stored;
    }

    /** Deletes the log of a result, in the transaction that deletes the result. */
    static void delete(Handle handle, ResultKey key) {
        bind(handle.createUpdate("delete from execution_script_log" + OF_RESULT), key)
                .execute();
    }

    /** Keeps the log of a result that becomes that of a session, in the transaction that changes the result. */
    static void move(Handle handle, ResultKey from, ResultKey to) {
        bind(handle.createUpdate("update execution_script_log set execution_id = :new_execution_id" + OF_RESULT), from)
                .bind("new_execution_id", to.executionId())
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, ResultKey key) {
        return statement.bind("execution_id", key.executionId()).bind("result_id", key.id());
    }
}
