package org.executionsession.vertxpeer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.executionsession.vertxpeer.ExecutionSession.Detail;
import org.executionsession.vertxpeer.Tables.DetailRow;
import org.executionsession.vertxpeer.Tables.SessionRow;

/** Stores a session, its result and the details of the result as rows that can be queried by each property. */
final class RelationalStore implements SessionStore {

    private final SqlDatabase database;

    private RelationalStore(SqlDatabase database) {
        this.database = database;
    }

    static RelationalStore open(DataSource pool) throws SQLException {
        return new RelationalStore(SqlDatabase.open(pool, "relational.sql"));
    }

    /** The rows of one table. */
    private record Rows<R>(Table<R> table, List<R> rows) {

        String insert() {
            return table.insert(rows.size());
        }

        int bind(PreparedStatement statement, int first) throws SQLException {
            return table.bind(statement, first, rows);
        }
    }

    @Override
    public boolean insert(ExecutionSession session, byte[] document) throws SQLException {
        List<Rows<?>> rows = rows(session, document);
        try (Connection connection = database.connection()) {
            if (database.sendsStatementsTogether()) {
                insertTogether(connection, rows);
            } else {
                insertOneByOne(connection, rows);
            }
            return true;
        } catch (SQLException failure) {
            if (SqlDatabase.isDuplicateId(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static List<Rows<?>> rows(ExecutionSession session, byte[] document) {
        Rows<?> sessions = new Rows<>(Tables.SESSIONS, List.of(new SessionRow(session, document)));
        Rows<?> results = new Rows<>(Tables.RESULTS, List.of(session));
        List<Detail> details = Tables.detailsOf(session);
        if (details.isEmpty()) {
            return List.of(sessions, results);
        }
        List<DetailRow> detailRows = IntStream.range(0, details.size())
                .mapToObj(position -> new DetailRow(session, details.get(position), position))
                .toList();
        return List.of(sessions, results, new Rows<>(Tables.DETAILS, detailRows));
    }

    /** One round trip, one transaction. */
    private static void insertTogether(Connection connection, List<Rows<?>> all) throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (Rows<?> rows : all) {
            sql.append(rows.insert()).append(';');
        }
        try (PreparedStatement inserts = connection.prepareStatement(sql.toString())) {
            int index = 1;
            for (Rows<?> rows : all) {
                index = rows.bind(inserts, index);
            }
            inserts.execute();
        }
    }

    private static void insertOneByOne(Connection connection, List<Rows<?>> all) throws SQLException {
        connection.setAutoCommit(false);
        try {
            for (Rows<?> rows : all) {
                try (PreparedStatement insert = connection.prepareStatement(rows.insert())) {
                    rows.bind(insert, 1);
                    insert.executeUpdate();
                }
            }
            connection.commit();
        } catch (SQLException failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    public byte[] find(UUID id) throws SQLException {
        return database.findDocument(id);
    }
}
