package org.executionsession.bootstrap.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real PostgreSQL, brought along by the build, on loopback. It can be killed and started again on the same port and
 * files.
 */
public final class PostgresqlServer implements AutoCloseable {

    /** A database that nobody has used yet. To copy its files takes a fraction of the time in which they are made. */
    private static final Path PRISTINE = pristine();

    private final Path files;
    private final int port;
    private EmbeddedPostgres server;

    private PostgresqlServer(Path files, int port) {
        this.files = files;
        this.port = port;
    }

    public static PostgresqlServer start(Path folder) {
        Path files = folder.resolve("postgresql");
        copy(PRISTINE, files);
        PostgresqlServer server = new PostgresqlServer(files, freePort());
        server.start();
        return server;
    }

    private static Path pristine() {
        Path files =
                Path.of("target", "postgresql-" + ProcessHandle.current().pid()).toAbsolutePath();
        try (PostgresqlServer server = new PostgresqlServer(files, freePort())) {
            server.start();
            return files;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public void start() {
        try {
            server = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(files)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(true)
                    // It may have to recover first.
                    .setPGStartupWait(Duration.ofMinutes(1))
                    // A killed process loses nothing that it has written; only a power loss would.
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The URL for the servers under test. */
    public String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    /** Ends every connection of the servers under test; how many these were. */
    public int cutConnections() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet cut = statement.executeQuery("select count(*) filter (where pg_terminate_backend(pid))"
                        + " from pg_stat_activity where application_name = 'execution-sessions'")) {
            cut.next();
            return cut.getInt(1);
        }
    }

    public Connection connection() throws SQLException {
        return DriverManager.getConnection(url());
    }

    /** None of its processes does anything until {@link #thaw}; its connections stay open. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** All of its processes continue where they were. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        ProcessHandle main = main();
        Stream.concat(Stream.of(main), main.descendants())
                .map(process -> Long.toString(process.pid()))
                .forEach(command::add);
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private ProcessHandle main() throws IOException {
        long postmaster = Long.parseLong(
                Files.readAllLines(files.resolve("postmaster.pid")).get(0).strip());
        return ProcessHandle.of(postmaster).orElseThrow();
    }

    /** The signal that a process never sees, to all of its processes. */
    public void kill() throws IOException {
        ProcessHandle main = main();
        List<ProcessHandle> all = main.descendants().toList();
        main.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        main.onExit().join();
        all.forEach(process -> process.onExit().join());
        // Lets go of its files; to stop it, there is nothing left.
        server.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
