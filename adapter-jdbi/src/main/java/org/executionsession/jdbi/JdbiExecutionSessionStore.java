package org.executionsession.jdbi;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.StoreUnavailableException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Keeps execution sessions in an H2 database. Safe for use by many threads; it holds no connection between calls. */
public final class JdbiExecutionSessionStore implements ExecutionSessionStore {

    private static final String INSERT = """
            insert into execution_session (id, created_date, modified_date, modified_by, document)
            values (:id, :createdDate, :modifiedDate, :modifiedBy, :document)
            """;

    private static final String SELECT = """
            select id, created_date, modified_date, modified_by, document
            from execution_session
            where id = :id
            """;

    private final Jdbi jdbi;
    private final SessionDocument document = new SessionDocument();

    private JdbiExecutionSessionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
        jdbi.registerRowMapper(new SessionRowMapper(document));
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
        SqlFailure.translate("prepare the database", () -> {
            jdbi.useHandle(H2Durability::configure);
            return null;
        });
        return new JdbiExecutionSessionStore(jdbi);
    }

    @Override
    public void add(ExecutionSession session) {
        byte[] content = document.write(session);
        SqlFailure.translate("add an execution session", () -> {
            try (Handle handle = jdbi.open()) {
                committed(handle, () -> insert(handle, session, content));
                H2Durability.sync(handle);
                return null;
            }
        });
    }

    @Override
    public Optional<ExecutionSession> find(UUID id) {
        return SqlFailure.translate(
                "find an execution session",
                () -> jdbi.withHandle(handle -> handle.createQuery(SELECT)
                        .bind("id", id)
                        .mapTo(ExecutionSession.class)
                        .findOne()));
    }

    /** Not Jdbi's own inTransaction: on a connection with autocommit off it would join, and leave, an open one. */
    private static void committed(Handle handle, Runnable work) {
        handle.begin();
        try {
            work.run();
            handle.commit();
        } catch (RuntimeException failure) {
            handle.rollback();
            throw failure;
        }
    }

    private static void insert(Handle handle, ExecutionSession session, byte[] content) {
        try {
            handle.createUpdate(INSERT)
                    .bind("id", session.id())
                    .bind("createdDate", UtcTimestamp.of(session.createdDate()))
                    .bind("modifiedDate", UtcTimestamp.of(session.modifiedDate()))
                    .bind("modifiedBy", session.modifiedByUserName())
                    .bind("document", content)
                    .execute();
        } catch (JdbiException failure) {
            if (SqlFailure.isUniqueViolation(failure)) {
                throw new IdInUseException(session.id());
            }
            throw failure;
        }
    }
}
