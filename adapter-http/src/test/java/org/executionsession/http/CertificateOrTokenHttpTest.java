package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.GuardedServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.WebToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where both are believed, callers from outside come by a token, and those with a certificate need none. */
class CertificateOrTokenHttpTest {

    private static final CertificateAuthority AUTHORITY = new CertificateAuthority("authority");
    private static final SSLContext TRUSTED = AUTHORITY.client(AUTHORITY.issue("client"));
    private static final SSLContext OUTSIDE = AUTHORITY.client(null);
    private static final KeyPair ISSUER = CertificateAuthority.newKeys("EC", 256);
    private static final String TOKEN = "Bearer "
            + WebToken.signed(
                    "{\"alg\":\"ES256\"}",
                    "{\"userDirectory\":\"ACME\",\"userId\":\"jo\",\"exp\":"
                            + (Instant.now().getEpochSecond() + 3600) + "}",
                    ISSUER.getPrivate());

    @TempDir
    static Path folder;

    private static GuardedServer server;

    @BeforeAll
    static void start() throws IOException {
        Path all = folder.resolve("server.pem");
        var own = AUTHORITY.issue("server");
        Files.writeString(all, CertificateAuthority.pem(own.certificate(), own.key()));
        Path authority = folder.resolve("authority.pem");
        Files.writeString(authority, CertificateAuthority.pem(AUTHORITY.certificate()));
        Path issuer = folder.resolve("issuer.pem");
        Files.writeString(issuer, CertificateAuthority.pem(ISSUER.getPublic()));
        server = GuardedServer.start(new SecurityConfig(
                new SecurityConfig.Tls(all, null, null, authority),
                SecurityConfig.Tokens.builder(issuer).build()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRequestFromOutside_needsAToken() throws IOException {
        assertThat(userOf(server.create(OUTSIDE, "Authorization", TOKEN))).isEqualTo("ACME\\jo");
        server.create(OUTSIDE).isProblem(401);
        server.create(OUTSIDE, "X-Qlik-User", "UserDirectory=ACME; UserId=jo").isProblem(401);
        server.create(OUTSIDE, "Authorization", "Bearer nonsense").isProblem(401);
    }

    @Test
    void aRequestWithACertificate_needsNoToken() throws IOException {
        assertThat(userOf(server.create(TRUSTED))).isEqualTo("INTERNAL\\sa_api");
        assertThat(userOf(server.create(TRUSTED, "X-Qlik-User", "UserDirectory=ACME; UserId=eve")))
                .isEqualTo("ACME\\eve");
    }

    /** Else a gateway that hands tokens on would lend everybody its own rights. */
    @Test
    void aTokenBesideACertificate_namesTheCaller() throws IOException {
        assertThat(userOf(server.create(TRUSTED, "Authorization", TOKEN))).isEqualTo("ACME\\jo");
        server.create(TRUSTED, "Authorization", "Bearer nonsense").isProblem(401);
    }

    @Test
    void theXrfkey_isAlwaysRequired() throws IOException {
        server.get(OUTSIDE, "/qrs/about", "Authorization", TOKEN).isProblem(403);
        server.get(TRUSTED, "/qrs/about").isProblem(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateOfAnotherAuthority_endsTheConnectionEvenBesideAToken(String protocol) {
        SSLContext stranger = AUTHORITY.client(new CertificateAuthority("stranger").issue("client"));
        server.assertGetsNothing(stranger, protocol, "Authorization", TOKEN);
    }

    private static String userOf(TestResponse answer) {
        return answer.entity(201).get("modifiedByUserName").textValue();
    }
}
