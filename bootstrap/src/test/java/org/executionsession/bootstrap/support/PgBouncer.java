package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The real pooler of connections in front of PostgreSQL, as Debian has it; where it is not, tests are skipped. */
public final class PgBouncer implements AutoCloseable {

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it with a few connections for many clients, with no more settings than the documentation asks for. */
    public static PgBouncer start(Path folder, PostgresqlServer database, String poolMode, String ignored)
            throws IOException {
        Optional<Path> program = Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(program.isPresent(), "skipped: PgBouncer is not installed (on Debian: apt install pgbouncer)");
        int port = freePort();
        URI server = URI.create(database.url().substring("jdbc:".length()));
        Path settings = folder.resolve("pgbouncer.ini");
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "[databases]",
                        "sessions = host=127.0.0.1 port=" + server.getPort() + " dbname=postgres user=postgres",
                        "[pgbouncer]",
                        "listen_addr = 127.0.0.1",
                        "listen_port = " + port,
                        "unix_socket_dir =",
                        "auth_type = any",
                        "pool_mode = " + poolMode,
                        // In the mode "session", each of two servers keeps its twenty connections.
                        "default_pool_size = " + (poolMode.equals("transaction") ? 3 : 40),
                        "ignore_startup_parameters = " + ignored,
                        ""));
        List<String> command = new ArrayList<>(List.of(program.get().toString()));
        if (System.getProperty("user.name").equals("root")) {
            // It does not run as root.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // What it says later, of each connection, is less than a pipe holds.
        String line;
        do {
            line = process.inputReader().readLine();
            assertThat(line).as("a line before it listens").isNotNull();
        } while (!line.contains("process up"));
        return new PgBouncer(process, port);
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/sessions?user=postgres";
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
