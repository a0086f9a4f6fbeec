package org.executionsession.jdbi;

import java.sql.DatabaseMetaData;
import java.time.Duration;
import javax.sql.DataSource;
import org.executionsession.jdbi.JdbiExecutionSessionStore.Builder;
import org.executionsession.jdbi.internal.commit.CommitSignal;
import org.executionsession.jdbi.internal.commit.GroupCommit;
import org.executionsession.jdbi.internal.commit.RecordedChanges;
import org.executionsession.jdbi.internal.commit.Transactions;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteProbe;
import org.executionsession.jdbi.internal.migration.Schema;
import org.executionsession.jdbi.internal.record.ColumnBackfill;
import org.executionsession.jdbi.internal.record.DocumentCodec;
import org.executionsession.jdbi.internal.record.JdbiContext;
import org.executionsession.jdbi.internal.record.KnownTasks;
import org.executionsession.jdbi.internal.record.RowFormats;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.JdbiSettings;
import org.executionsession.jdbi.internal.sql.OwnConnections;
import org.executionsession.jdbi.internal.sql.PoolException;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.TableNames;
import org.executionsession.jdbi.internal.transaction.JoinedTransactions;
import org.executionsession.jdbi.internal.transaction.PooledReads;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.executionsession.jdbi.internal.transaction.UnboundWrites;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Opens a store: checks the database, migrates its schema and wires the components. */
final class StoreOpener {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    private final Builder settings;
    private final DataSource dataSource;
    private final OwnConnections connections;
    private final Jdbi jdbi;

    StoreOpener(Builder settings) {
        this.settings = settings;
        dataSource = settings.dataSource;
        connections = new OwnConnections(dataSource);
        jdbi = JdbiSettings.apply(Jdbi.create(connections));
        RecordedChanges.prepare(jdbi);
    }

    JdbiExecutionSessionStore open() {
        Dialect dialect = SqlExceptionTranslator.translate("be reached", () -> {
            Dialect found = jdbi.withHandle(this::supportedDialect);
            connections.inspect(found, settings.hostTransactions != null);
            TableNames.configure(jdbi, settings.schema);
            return found;
        });
        SqlExceptionTranslator.run("be prepared", () -> jdbi.useHandle(dialect::prepare));
        Schema schema = new Schema(jdbi, dialect);
        if (settings.schema.migrate()) {
            schema.migrate();
        }
        // Somebody may have dropped a table since its migration.
        schema.check();
        WriteProbe writeProbe = new WriteProbe(jdbi, dialect);
        writeProbe.checkPrivileges();
        Transactions transactions = new Transactions(jdbi, dialect);
        DocumentCodec documents = new DocumentCodec();
        return SqlExceptionTranslator.translate("backfill its columns", () -> {
            RowFormats formats = RowFormats.register(transactions);
            ColumnBackfill backfill = new ColumnBackfill(jdbi, transactions, formats, documents);
            backfill.fillIncomplete();
            ReadTransactions reads = new PooledReads(jdbi, dialect);
            CommitSignal signal = new CommitSignal();
            WriteExecutor writes = new GroupCommit(jdbi, dialect, groupCommitSettings(), signal);
            writes = new UnboundWrites(writes, connections);
            if (settings.hostTransactions != null) {
                var joined = new JoinedTransactions(
                        settings.hostTransactions, dataSource, connections, TableNames.of(jdbi), signal, reads, writes);
                reads = joined;
                writes = joined;
            }
            return new JdbiExecutionSessionStore(
                    new JdbiContext(
                            jdbi,
                            dialect,
                            reads,
                            writes,
                            documents,
                            formats,
                            backfill,
                            signal,
                            new KnownTasks(),
                            settings.queryTimeout),
                    writeProbe);
        });
    }

    private GroupCommit.Settings groupCommitSettings() {
        return new GroupCommit.Settings(
                settings.maxQueuedWrites,
                WRITE_TIMEOUT,
                settings.durability,
                settings.commitListener,
                PoolException.noConnection(dataSource));
    }

    private Dialect supportedDialect(Handle handle) {
        Dialect dialect = Dialect.of(handle.queryMetadata(DatabaseMetaData::getDatabaseProductName));
        dialect.requireSuitable(handle);
        if (settings.schema.schema() == null) {
            dialect.requireCurrentSchema(handle);
        }
        WriteProbe.requireWritable(dialect, handle);
        return dialect;
    }
}
