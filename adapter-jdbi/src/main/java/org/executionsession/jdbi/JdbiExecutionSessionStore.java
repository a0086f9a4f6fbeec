package org.executionsession.jdbi;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.refusal.StoreUnavailableException;
import org.jdbi.v3.core.Jdbi;

/** Keeps execution sessions in an H2 database. Safe for use by many threads; it holds no connection between calls. */
public final class JdbiExecutionSessionStore implements ExecutionSessionStore {

    private final SessionRecords sessions;
    private final ResultRecords results;
    private final DetailRecords details;
    private final SelectionRecords selections;

    private JdbiExecutionSessionStore(Jdbi jdbi) {
        Documents documents = new Documents();
        DurableWrites writes = new DurableWrites(jdbi);
        sessions = new SessionRecords(jdbi, writes, documents);
        results = new ResultRecords(jdbi, writes, documents);
        details = new DetailRecords(jdbi, writes, documents, results);
        selections = new SelectionRecords(jdbi, writes, documents);
    }

    /**
     * Opens a store: brings the schema up to date and makes the database keep what it acknowledges.
     *
     * @param dataSource gives connections to the database, pooled for good speed; not null, and closed by whoever opened
     *     it. Its user must be allowed to change the schema and the settings of the database
     * @return the store
     * @throws StoreUnavailableException when the database cannot be reached or its schema cannot be brought up to date
     */
    public static JdbiExecutionSessionStore open(DataSource dataSource) {
        requireNonNull(dataSource, "dataSource");
        Schema.migrate(dataSource);
        Jdbi jdbi = Jdbi.create(dataSource);
        jdbi.registerArrayType(UUID.class, "uuid");
        SqlFailure.translate("prepare the database", () -> {
            jdbi.useHandle(H2Durability::configure);
            return null;
        });
        return new JdbiExecutionSessionStore(jdbi);
    }

    @Override
    public RecordStore<ExecutionSession> sessions() {
        return sessions;
    }

    @Override
    public RecordStore<RecordedResult> results() {
        return results;
    }

    @Override
    public RecordStore<RecordedDetail> details() {
        return details;
    }

    @Override
    public SelectionStore selections() {
        return selections;
    }
}
