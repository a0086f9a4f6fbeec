package org.executionsession.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.rows.RowChanges;
import org.executionsession.benchmarks.rows.StoredRows;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.server.ServerProcess;
import org.executionsession.benchmarks.session.Example;
import org.executionsession.benchmarks.session.MarkedBytes;
import org.executionsession.benchmarks.session.SessionClient;
import org.executionsession.benchmarks.session.Slot;

/**
 * What the server does to its tables for one request of each kind, found by looking. So plain JDBC writes the same rows,
 * whatever the server's tables are.
 *
 * @param post what recording the example does, as it is apart from the id of the session; not null
 * @param fill what recording the example does with ids of its own everywhere; not null
 * @param change the body that changes a session so recorded; not null
 * @param put what changing it does; not null
 * @param end what ending it does; not null
 */
record Samples(RowChanges post, RowChanges fill, MarkedBytes change, RowChanges put, RowChanges end) {

    static Samples take(Server server, Database database, Example example, Path folder) throws SQLException {
        Location posted = database.create();
        StoredRows afterPost =
                after(server, posted, folder, database, client -> client.post(example.marked(Slot.SESSION)));
        database.remove(posted);

        Location changed = database.create();
        String[] modifiedDate = new String[1];
        StoredRows stored = after(
                server,
                changed,
                folder,
                database,
                client -> modifiedDate[0] = client.post(example.marked(Slot.values())));
        MarkedBytes change = example.changed(modifiedDate[0]);
        StoredRows afterPut = after(server, changed, folder, database, client -> client.put(change));
        StoredRows afterEnd = after(server, changed, folder, database, SessionClient::end);
        database.remove(changed);

        return new Samples(
                RowChanges.between(StoredRows.none(), afterPost),
                RowChanges.between(StoredRows.none(), stored),
                change,
                RowChanges.between(stored, afterPut),
                RowChanges.between(afterPut, afterEnd));
    }

    private static StoredRows after(
            Server server, Location location, Path folder, Database database, Consumer<SessionClient> request)
            throws SQLException {
        try (ServerProcess process = server.start(location, folder)) {
            request.accept(new SessionClient(process.url()));
        }
        // The server has ended: H2 lets only one process in.
        try (Connection connection = location.connect()) {
            return StoredRows.read(connection);
        }
    }
}
