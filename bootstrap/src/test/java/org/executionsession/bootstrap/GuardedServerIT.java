package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.CertificateAuthority.Issued;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as an operator puts it on a network. What is let in and what is not, the HTTP adapter's tests try in full. */
class GuardedServerIT {

    private static final CertificateAuthority AUTHORITY = new CertificateAuthority("authority");
    private static final String KEYED = "?Xrfkey=0123456789abcdef";
    private static final String[] XRFKEY = {"X-Qlik-Xrfkey", "0123456789abcdef"};

    @TempDir
    Path folder;

    private final Issued own = AUTHORITY.issue("server");

    @BeforeEach
    void issueCertificates() throws IOException {
        own.save(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
        own.saveKeyStore(folder.resolve("server.p12"), "secret");
        Files.writeString(folder.resolve("authority.pem"), CertificateAuthority.pem(AUTHORITY.certificate()));
    }

    @Test
    void aCallerWithACertificate_isAcceptedAndWithoutOneRefused() throws IOException {
        try (RunnableJar server = RunnableJar.serve(
                folder, "--tls-certificate=server.pem", "--tls-key=server-key.pem", "--tls-client-ca=authority.pem")) {
            assertThat(server.url().getScheme()).isEqualTo("https");
            HttpCaller caller = new HttpCaller(server.url(), AUTHORITY.client(AUTHORITY.issue("client")));
            assertThat(caller.post("/qrs/executionsession" + KEYED, "{}", XRFKEY)
                            .statusCode())
                    .isEqualTo(201);
            assertThat(caller.get("/qrs/executionsession").statusCode()).isEqualTo(403);
            assertThatIOException()
                    .isThrownBy(() -> new HttpCaller(server.url(), AUTHORITY.client(null))
                            .get("/qrs/executionsession" + KEYED, XRFKEY));
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void options_canBeEnvironmentVariables() throws IOException {
        Map<String, String> environment = Map.of(
                "EXECUTION_SESSIONS_PORT", "0",
                "EXECUTION_SESSIONS_TLS_CERTIFICATE", "server.p12",
                "EXECUTION_SESSIONS_TLS_KEY_PASSWORD", "secret",
                "EXECUTION_SESSIONS_WRITERS", "ACME\\*");
        try (RunnableJar server = RunnableJar.start(folder, environment, List.of())) {
            server.awaitReady();
            HttpCaller caller = new HttpCaller(server.url(), AUTHORITY.client(null));
            assertThat(caller.get("/qrs/about").statusCode()).isEqualTo(200);
            assertThat(caller.post("/qrs/executionsession", "{}", "X-Qlik-User", "UserDirectory=EVIL; UserId=jo")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aServerWithAPublicKey_acceptsOnlyCallersWithAToken() throws IOException {
        try (RunnableJar server = RunnableJar.serve(folder, "--jwt-public-key=server.pem")) {
            HttpCaller caller = new HttpCaller(server.url());
            assertThat(caller.get("/qrs/executionsession").statusCode()).isEqualTo(401);
            assertThat(caller.get("/qrs/executionsession", "Authorization", "Bearer a.b.c")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(server.err()).isEmpty();
        }
    }

    /** Listening there fails, but not for want of a guard. */
    @ParameterizedTest
    @ValueSource(strings = {"--jwt-public-key=server.pem", "--tls-client-ca=authority.pem", "--insecure"})
    void aServerWithAuthentication_mayListenBeyondTheLoopback(String guard) throws IOException {
        RunnableJar.Ended ended = RunnableJar.run(
                folder,
                Map.of(),
                "--port=0",
                "--host=192.0.2.1",
                "--tls-certificate=server.p12",
                "--tls-key-password=secret",
                guard);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).startsWith("execution-sessions: cannot listen on 192.0.2.1:0: ");
    }

    @Test
    void anUnusableCertificate_isReportedInOneLine() throws IOException {
        RunnableJar.Ended ended =
                RunnableJar.run(folder, Map.of(), "--port=0", "--tls-certificate=server.pem", "--tls-key=missing.pem");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err().strip()).isEqualTo("execution-sessions: there is no file missing.pem");
    }
}
