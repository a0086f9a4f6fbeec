package org.executionsession.benchmarks.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.executionsession.benchmarks.database.Database.Writing;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.Numbers;
import org.executionsession.benchmarks.session.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowChangesTest {

    private static final Writing PLAINLY = new Writing("plainly", true, "", "", "", List.of(1));

    private final Location location = new Location("jdbc:h2:mem:" + UUID.randomUUID(), "sa");
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = location.connect();
        execute("create table session (id uuid primary key, name varchar, document varbinary)");
        execute("create table part (session uuid, place int, number bigint, primary key (session, place))");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void insertedRows_areInsertedForOtherSessions() throws SQLException {
        RowChanges changes = RowChanges.between(StoredRows.none(), recorded());
        assertThat(changes.rows()).isEqualTo(3);

        repeat(changes, 0, 50);

        UUID session = Ids.COPIED.id(Slot.SESSION, 49);
        assertThat(query("select name from session where id = '" + session + "'"))
                .containsExactly("of " + session);
        assertThat(query("select cast(document as varchar) from session where id = '" + session + "'"))
                .containsExactly("{\"task\":\"" + Ids.COPIED.id(Slot.TASK, 49) + "\"}");
        assertThat(query("select number from part where session = '" + session + "' order by place"))
                .containsExactly("1", "2");
        assertThat(query("select count(*) from session")).containsExactly("51");
    }

    @Test
    void changedRemovedAndAddedRows_areSoForOtherSessions() throws SQLException {
        StoredRows before = recorded();
        execute("update session set name = 'changed' where id = '" + Slot.SESSION.mark() + "'");
        execute("delete from part where session = '" + Slot.SESSION.mark() + "' and place = 1");
        execute("insert into part values ('" + Slot.SESSION.mark() + "', 3, 3)");

        RowChanges changes = RowChanges.between(before, StoredRows.read(connection));
        repeat(RowChanges.between(StoredRows.none(), before), 0, 10);
        repeat(changes, 0, 4);

        assertThat(query("select count(*) from session where name = 'changed'")).containsExactly("5");
        assertThat(query("select count(*) from part where place = 1")).containsExactly("6");
        assertThat(query("select count(*) from part where place = 2")).containsExactly("11");
        assertThat(query("select count(*) from part where place = 3")).containsExactly("5");
    }

    private StoredRows recorded() throws SQLException {
        String mark = Slot.SESSION.mark().toString();
        execute("insert into session values ('" + mark + "', 'of " + mark + "', cast('{\"task\":\"" + Slot.TASK.mark()
                + "\"}' as varbinary))");
        execute("insert into part values ('" + mark + "', 1, 1), ('" + mark + "', 2, 2)");
        return StoredRows.read(connection);
    }

    private void repeat(RowChanges changes, long first, long end) throws SQLException {
        try (RawWrites writes = RawWrites.open(location, changes, Ids.COPIED, Numbers.inOrder(first, end))) {
            assertThat(writes.all(PLAINLY).sessions()).isEqualTo(end - first);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
