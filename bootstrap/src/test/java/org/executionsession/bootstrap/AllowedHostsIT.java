package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as it is started without any settings but a name that a proxy has: what a page of a foreign site reaches. */
class AllowedHostsIT {

    @TempDir
    static Path folder;

    private static RunnableJar server;
    private static URI operators;

    @BeforeAll
    static void start() throws IOException {
        server = RunnableJar.serve(folder, "--allowed-hosts=sessions.example, 192.0.2.7", "--admin-port=0");
        operators = server.adminUrl();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "127.0.0.1:4242, 200",
        "[::1], 200",
        "sessions.example, 200",
        "192.0.2.7:80, 200",
        "evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "192.0.2.8, 421"
    })
    void aHost_isAllowedOrRejected(String host, int status) throws IOException {
        assertThat(statusOf(server.url(), "/qrs/about", host)).isEqualTo(status);
        assertThat(statusOf(server.url(), "/health/live", host)).isEqualTo(status);
        assertThat(statusOf(operators, "/metrics", host)).isEqualTo(status);
    }

    @Test
    void theCreatedFolder_isReadableByItsOwnerAlone() throws IOException {
        assertThat(Files.getPosixFilePermissions(folder.resolve("data")))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE);
        assertThat(Files.getPosixFilePermissions(folder.resolve("data/execution-sessions.mv.db")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    private static int statusOf(URI url, String path, String host) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }
}
