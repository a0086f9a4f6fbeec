package org.executionsession.benchmarks.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL that is brought along, in a folder, with its defaults: it syncs each commit. */
public final class PostgresServer implements Database {

    private static final String USER = "postgres";

    private final Path files;
    private final int port;
    private final AtomicInteger created = new AtomicInteger();
    private EmbeddedPostgres server;

    private PostgresServer(Path files, int port) {
        this.files = files;
        this.port = port;
    }

    /**
     * Starts it.
     *
     * @param folder where it may keep its files; not null
     * @return the running database server
     */
    public static PostgresServer start(Path folder) {
        PostgresServer server = new PostgresServer(folder.resolve("postgres"), freePort());
        server.start();
        return server;
    }

    private void start() {
        try {
            server = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(files)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(true)
                    // It may have to recover first.
                    .setPGStartupWait(Duration.ofMinutes(1))
                    // Who embeds PostgreSQL for tests switches these off.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException("PostgreSQL does not start", failure);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public Location create() throws SQLException {
        String name = "sessions_" + created.incrementAndGet();
        execute("create database " + name);
        return new Location(server.getJdbcUrl(USER, name), USER);
    }

    @Override
    public void remove(Location location) throws SQLException {
        String name = location.url().replaceFirst(".*/(\\w+)\\?.*", "$1");
        execute("drop database " + name + " with (force)");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public List<Writing> writings() {
        return List.of(
                new Writing("synchronous_commit on", true, "", "", "", List.of(1, 2, 4)),
                new Writing(
                        "the same, reWriteBatchedInserts",
                        true,
                        "&reWriteBatchedInserts=true",
                        "",
                        "",
                        List.of(1, 2, 4)));
    }

    @Override
    public Writing fill() {
        return new Writing(
                "fill", false, "&reWriteBatchedInserts=true", "set synchronous_commit to off", "", List.of(2));
    }

    @Override
    public Location ofPeer(Location location) {
        return location;
    }

    @Override
    public String durabilityOfPeer() {
        return "synchronous_commit on";
    }

    @Override
    public double targetShareOfCeiling() {
        return 0.5;
    }

    @Override
    public boolean hasProcesses() {
        return true;
    }

    @Override
    public Duration cpu() {
        return ProcessTree.cpu(mainProcess());
    }

    @Override
    public void killAndStart() {
        kill();
        startAgain();
    }

    /** Starts it again on what is on its disk. */
    public void startAgain() {
        start();
    }

    /** Kills all of its processes with the signal that a process never sees. */
    public void kill() {
        ProcessHandle main = mainProcess();
        List<ProcessHandle> all = main.descendants().toList();
        main.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        main.onExit().join();
        all.forEach(process -> process.onExit().join());
        // Lets go of its files; to stop it, there is nothing left.
        close();
    }

    private ProcessHandle mainProcess() {
        try {
            String id = Files.readAllLines(files.resolve("postmaster.pid")).get(0);
            return ProcessHandle.of(Long.parseLong(id.strip())).orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
