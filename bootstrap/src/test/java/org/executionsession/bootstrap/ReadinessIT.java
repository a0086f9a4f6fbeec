package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.Load;
import org.executionsession.bootstrap.support.PostgresqlServer;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that cannot write says so, in each rejection and when it is asked whether it is ready, until it can again. */
class ReadinessIT {

    /** As a full disk answers inserts, though nothing is full. */
    private static final String FULL_DISK = "create function full_disk() returns trigger language plpgsql as"
            + " $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;"
            + " create trigger full_disk before insert on execution_session"
            + " for each row execute function full_disk();"
            + " create trigger full_disk before insert on execution_result"
            + " for each row execute function full_disk();"
            + " create trigger full_disk before insert on execution_write_check"
            + " for each row execute function full_disk()";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter role postgres set default_transaction_read_only = on"
                        + "|alter role postgres set default_transaction_read_only = off|is read-only",
                "alter database sessions set default_transaction_read_only = on"
                        + "|alter database sessions set default_transaction_read_only = off|is read-only",
            })
    void aReadOnlyPostgresql_makesTheServerUnready(String harm, String remedy, String reason) throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder)) {
            execute(database, "create database sessions");
            String url = database.url().replace("/postgres?", "/sessions?");
            try (RunnableJar server = RunnableJar.serve(folder, "--database", url)) {
                HttpCaller caller = new HttpCaller(server.url());
                assertReady(caller);
                execute(database, harm);
                database.cutConnections();
                assertNotReady(caller, reason);
                assertRejected(caller, reason);
                execute(database, "set transaction read write; " + remedy);
                database.cutConnections();
                assertReady(caller);
                assertRecords(caller);
            }
        }
    }

    /** An operator who corrects the setting does not cut the connections, which keep the old one. */
    @Test
    void aRoleThatMayWriteAgain_makesTheServerReadyWithoutARestart() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url())) {
            HttpCaller caller = new HttpCaller(server.url());
            execute(database, "alter role postgres set default_transaction_read_only = on");
            database.cutConnections();
            assertNotReady(caller, "is read-only");
            assertRejected(caller, "is read-only");
            execute(
                    database,
                    "set transaction read write; alter role postgres set default_transaction_read_only = off");
            assertReady(caller);
            assertRecords(caller);
        }
    }

    /** Writes that share a commit fail one by one, and the commit itself does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter role postgres set default_transaction_read_only = on"
                        + "|alter role postgres set default_transaction_read_only = off|is read-only",
                FULL_DISK + "|drop function full_disk cascade|disk of the database is full",
            })
    void aPostgresqlThatRejectsAllWrites_makesTheServerUnready(String harm, String remedy, String reason)
            throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder);
                RunnableJar server = RunnableJar.serve(folder, "--database", database.url())) {
            HttpCaller caller = new HttpCaller(server.url());
            execute(database, harm);
            database.cutConnections();
            try (Load load = Load.on(server.url(), 40)) {
                assertNotReady(caller, reason);
                for (int look = 0; look < 20; look++) {
                    load.awaitRejected(40);
                    HttpResponse<String> health = caller.get("/health/ready");
                    assertThat(health.statusCode()).as(health.body()).isEqualTo(503);
                }
                load.stop();
                assertThat(load.acknowledged()).isEmpty();
            }
            execute(database, "set transaction read write; " + remedy);
            database.cutConnections();
            assertReady(caller);
            assertRecords(caller);
        }
    }

    @Test
    void aMissingPrivilege_makesTheServerUnready() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder)) {
            execute(database, "create role es login; grant all on schema public to es");
            String url = database.url().replaceAll("user=[^&]*", "user=es");
            try (RunnableJar server = RunnableJar.serve(folder, "--database", url)) {
                HttpCaller caller = new HttpCaller(server.url());
                assertThat(record(caller).statusCode()).isEqualTo(201);
                execute(database, "revoke insert on execution_result from es");
                assertRejected(caller, "lacks a privilege");
                assertNotReady(caller, "lacks a privilege");
                execute(database, "grant insert on execution_result to es");
                assertReady(caller);
                assertThat(record(caller).statusCode()).isEqualTo(201);
            }
        }
    }

    @Test
    void aFullDisk_makesTheServerUnready() throws Exception {
        try (RunnableJar server = RunnableJar.serveWithFilesOfAtMost(4 * 1024 * 1024, folder);
                Load load = Load.on(server.url(), 4)) {
            load.awaitRejected(4);
            load.stop();
            HttpCaller caller = new HttpCaller(server.url());
            assertThat(load.rejections())
                    .anySatisfy(rejected -> assertThat(rejected.body()).contains("the disk of the database is full"));
            assertNotReady(caller, "");
            server.allowFilesOfAnySize();
            assertReady(caller);
            assertThat(record(caller).statusCode()).isEqualTo(201);
        }
    }

    private static void execute(PostgresqlServer database, String statements) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private static HttpResponse<String> record(HttpCaller caller) throws Exception {
        return caller.post("/executionsession", Load.body(UUID.randomUUID().toString()));
    }

    private static void assertRejected(HttpCaller caller, String reason) throws Exception {
        HttpResponse<String> rejected = record(caller);
        assertThat(rejected.statusCode()).isEqualTo(503);
        assertThat(rejected.body()).contains("the database " + reason);
    }

    /** Other connections than that of the readiness check may have the old setting, until a write fails on them. */
    private static void assertRecords(HttpCaller caller) throws Exception {
        long begun = System.nanoTime();
        HttpResponse<String> recorded;
        do {
            recorded = record(caller);
        } while (recorded.statusCode() != 201 && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(60));
        assertThat(recorded.statusCode()).as(recorded.body()).isEqualTo(201);
    }

    private static void assertReady(HttpCaller caller) throws Exception {
        assertThat(awaitHealth(caller, 200, "").body()).isEqualTo("{\"status\":\"up\"}");
    }

    private static void assertNotReady(HttpCaller caller, String reason) throws Exception {
        // At first the server may notice only that its connections were cut.
        assertThat(awaitHealth(caller, 503, reason).body()).contains(reason);
    }

    /** The database is asked at most once a second, and what it said before counts until then. */
    private static HttpResponse<String> awaitHealth(HttpCaller caller, int status, String reason) throws Exception {
        long begun = System.nanoTime();
        HttpResponse<String> health;
        do {
            health = caller.get("/health/ready");
        } while ((health.statusCode() != status || !health.body().contains(reason))
                && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(60));
        assertThat(health.statusCode()).as(health.body()).isEqualTo(status);
        return health;
    }
}
