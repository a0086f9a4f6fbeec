package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.http.support.WebToken.signed;
import static org.executionsession.http.support.WebToken.signedLatin1;
import static org.executionsession.http.support.WebToken.withSignature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.SecurityConfig.Tokens;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.EventClient;
import org.executionsession.http.support.GuardedServer;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that are known by bearer tokens. */
class BearerTokenHttpTest {

    private static final KeyPair RSA = CertificateAuthority.newKeys("RSA", 2048);
    private static final KeyPair CURVE = CertificateAuthority.newKeys("EC", 256);
    private static final String RS256 = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
    private static final String ES256 = "{\"alg\":\"ES256\"}";
    private static final long NOW = Instant.now().getEpochSecond();
    private static final long HOUR = 3600;
    private static final String UNTIL = ",\"exp\":" + (NOW + HOUR);
    private static final String JO = "\"userDirectory\":\"ACME\",\"userId\":\"jo\"";
    private static final String FOR_US = ",\"iss\":\"issuer\",\"aud\":[\"others\",\"us\"]";
    private static final String GOOD = "{" + JO + FOR_US + UNTIL + "}";

    @TempDir
    static Path folder;

    private static GuardedServer server;
    private static GuardedServer curveServer;

    @BeforeAll
    static void start() throws IOException {
        server = GuardedServer.start(new SecurityConfig(
                null,
                Tokens.builder(publicKey(RSA)).issuer("issuer").audience("us").build()));
        curveServer = GuardedServer.start(new SecurityConfig(
                null,
                Tokens.builder(publicKey(CURVE))
                        .directoryClaim("dir")
                        .userClaim("sub")
                        .build()));
    }

    @AfterAll
    static void stop() {
        server.close();
        curveServer.close();
    }

    private static Path publicKey(KeyPair keys) throws IOException {
        Path file = Files.createTempFile(folder, "key", ".pem");
        return Files.writeString(file, CertificateAuthority.pem(keys.getPublic()));
    }

    /** Which requests need a token, and which caller a valid token names. */
    @Nested
    class Authentication {

        @Test
        void metrics_areNotServedWhereCallersMustAuthenticate() throws Exception {
            ManagementConfig operations =
                    ManagementConfig.builder().metrics(() -> "figures 1\n").build();
            SecurityConfig security =
                    new SecurityConfig(null, Tokens.builder(publicKey(RSA)).build());
            try (ExecutionSessionHttpServer http = ExecutionSessionHttpServer.start(
                            RunningServer.settings(),
                            security,
                            LimitsConfig.defaults(),
                            operations,
                            new TestUseCases());
                    Connections callers = new Connections(http.port())) {
                Socket asking = callers.open("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(Connections.everything(asking).isProblem(401).text()).doesNotContain("figures");
            }
        }

        /** Otherwise a client could have thousands of tokens verified on each of its connections. */
        @Test
        void anInvalidToken_endsTheConnection() throws IOException {
            String request = "GET /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\n";
            try (Connections callers = new Connections(server.port())) {
                Socket pipelining = callers.open((request + "Authorization: Bearer a.b.c\r\n\r\n").repeat(3));
                assertThat(new String(pipelining.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .containsOnlyOnce("HTTP/1.1 401")
                        .containsOnlyOnce("Connection: close");
                Socket withoutToken =
                        callers.open((request + "\r\n").repeat(2) + request + "Connection: close\r\n\r\n");
                assertThat(new String(withoutToken.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                                .split("HTTP/1\\.1 401"))
                        .hasSize(4);
            }
        }

        @Test
        void aStream_endsWithItsToken() throws Exception {
            SecurityConfig security =
                    new SecurityConfig(null, Tokens.builder(publicKey(RSA)).build());
            try (TestUseCases useCases = new TestUseCases();
                    ExecutionSessionHttpServer http = ExecutionSessionHttpServer.start(
                            RunningServer.settings(),
                            security,
                            LimitsConfig.defaults(),
                            ManagementConfig.none(),
                            useCases)) {
                // Accepted for some seconds more.
                long expired = Instant.now().getEpochSecond() - 20;
                String token = signed(RS256, "{" + JO + ",\"exp\":" + expired + "}", RSA.getPrivate());
                try (EventClient client = EventClient.open(
                        http.port(), "/qrs/executionsession/events", null, "Authorization: Bearer " + token)) {
                    assertThat(client.next()).isNull();
                }
            }
        }

        @Test
        void aToken_namesTheCaller() throws IOException {
            assertThat(userOf(server.create(null, bearer(signed(RS256, GOOD, RSA.getPrivate())))))
                    .isEqualTo("ACME\\jo");
            String claims = "{\"dir\":\"Bücher\",\"sub\":\"j d\",\"iss\":\"any\",\"aud\":\"any\"" + UNTIL + "}";
            assertThat(userOf(curveServer.create(null, bearer(signed(ES256, claims, CURVE.getPrivate())))))
                    .isEqualTo("Bücher\\j d");
        }

        @Test
        void authenticationScheme_isAcceptedInAnyLetterCase() throws IOException {
            String token = signed(RS256, GOOD, RSA.getPrivate());
            assertThat(server.create(null, "Authorization", "bEARER  " + token).status())
                    .isEqualTo(201);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/qrs/executionsession", "/openapi.json", "/docs", "/nothing", "/qrs/about?a=%ff"})
        void aRequestWithoutAToken_returns401(String path) throws IOException {
            TestResponse answer = server.get(null, path).isProblem(401);
            assertThat(answer.header("WWW-Authenticate")).contains("Bearer realm=\"qrs\"");
            assertThat(answer.detail()).isEqualTo("the request must have a bearer token");
        }

        @ParameterizedTest
        @CsvSource({"\u0130NTERNAL, sa_api", "INTERNAL, \u017fa_api", "INTERNAL, sa_ap\u0131"})
        void aTokenOfALookAlikeOfTheService_namesThatCaller(String directory, String user) throws IOException {
            assertThat(userOf(server.create(null, bearer(named(directory, user)))))
                    .isEqualTo(directory + "\\" + user);
        }
    }

    @Nested
    class InvalidTokens {

        static Stream<Arguments> unbelievable() {
            String good = signed(RS256, GOOD, RSA.getPrivate());
            String signature = good.substring(good.lastIndexOf('.'));
            byte[] nothing = {};
            byte[] der = RSA.getPublic().getEncoded();
            byte[] pem = CertificateAuthority.pem(RSA.getPublic()).getBytes(StandardCharsets.US_ASCII);
            KeyPair stranger = CertificateAuthority.newKeys("RSA", 2048);
            return Stream.of(
                    Arguments.of("unsigned", withSignature("{\"alg\":\"none\"}", GOOD, nothing)),
                    Arguments.of("unsigned, spelt otherwise", withSignature("{\"alg\":\"NonE\"}", GOOD, nothing)),
                    Arguments.of("without an algorithm", withSignature("{}", GOOD, nothing)),
                    Arguments.of("without its signature", withSignature(RS256, GOOD, nothing)),
                    Arguments.of("with our key as a secret", signed("{\"alg\":\"HS256\"}", GOOD, der)),
                    Arguments.of("with our file as a secret", signed("{\"alg\":\"HS256\"}", GOOD, pem)),
                    Arguments.of(
                            "by another algorithm of the key",
                            signed("{\"alg\":\"RS512\"}", GOOD, RSA.getPrivate(), "SHA512withRSA")),
                    Arguments.of("by another kind of key", signed(ES256, GOOD, CURVE.getPrivate())),
                    Arguments.of("by a stranger", signed(RS256, GOOD, stranger.getPrivate())),
                    Arguments.of(
                            "by a stranger who brings the key",
                            signed(
                                    "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/\",\"kid\":\"../../dev/null\"}",
                                    GOOD,
                                    stranger.getPrivate())),
                    Arguments.of("changed behind the signature", changed(good, GOOD.replace("jo", "root")) + signature),
                    Arguments.of("expired", rsa("{" + JO + FOR_US + ",\"exp\":" + (NOW - HOUR) + "}")),
                    Arguments.of("not valid yet", rsa("{" + JO + FOR_US + UNTIL + ",\"nbf\":" + (NOW + HOUR) + "}")),
                    Arguments.of("that never expires", rsa("{" + JO + FOR_US + "}")),
                    Arguments.of("that expires in words", rsa("{" + JO + FOR_US + ",\"exp\":\"tomorrow\"}")),
                    Arguments.of("that never ends", rsa("{" + JO + FOR_US + ",\"exp\":1e400}")),
                    Arguments.of("that ends in the year 10000", rsa("{" + JO + FOR_US + ",\"exp\":253402300800}")),
                    Arguments.of("that ends in another era", rsa("{" + JO + FOR_US + ",\"exp\":9223372036854775807}")),
                    Arguments.of(
                            "that ends after the numbers",
                            rsa("{" + JO + FOR_US + ",\"exp\":1" + "0".repeat(400) + "}")),
                    Arguments.of("valid since ever", rsa("{" + JO + FOR_US + UNTIL + ",\"nbf\":-1e400}")),
                    Arguments.of("issued at no time", rsa("{" + JO + FOR_US + UNTIL + ",\"iat\":1e400}")),
                    Arguments.of("of another issuer", rsa("{" + JO + ",\"iss\":\"else\",\"aud\":\"us\"" + UNTIL + "}")),
                    Arguments.of("of no issuer", rsa("{" + JO + ",\"aud\":\"us\"" + UNTIL + "}")),
                    Arguments.of("for others", rsa("{" + JO + ",\"iss\":\"issuer\",\"aud\":\"others\"" + UNTIL + "}")),
                    Arguments.of("for nobody", rsa("{" + JO + ",\"iss\":\"issuer\"" + UNTIL + "}")),
                    Arguments.of("without a user", rsa("{\"userDirectory\":\"ACME\"" + FOR_US + UNTIL + "}")),
                    Arguments.of("without a directory", rsa("{\"userId\":\"jo\"" + FOR_US + UNTIL + "}")),
                    Arguments.of("with a blank user", named("ACME", " ")),
                    Arguments.of("with a number for a user", rsa(GOOD.replace("\"jo\"", "7"))),
                    Arguments.of("with control characters", named("ACME", "jo\\r\\n")),
                    Arguments.of("with half a character", named("ACME", "\\ud800")),
                    Arguments.of(
                            "that is not UTF-8", signedLatin1(RS256, GOOD.replace("jo", "j\u00f6"), RSA.getPrivate())),
                    Arguments.of("with a replacement character", named("ACME", "j\\ufffd")),
                    Arguments.of("with a name of 501 characters", named("ACME", "x".repeat(501))),
                    Arguments.of("of the service", named("INTERNAL", "sa_api")),
                    Arguments.of("with a backslash in its directory", named("INTERNAL\\\\x", "sa_api")),
                    Arguments.of("of the service in another case", named("Internal", "SA_Repository")),
                    Arguments.of(
                            "with a condition that we do not know",
                            signed("{\"alg\":\"RS256\",\"crit\":[\"more\"],\"more\":1}", GOOD, RSA.getPrivate())),
                    Arguments.of("whose claims are no object", rsa("[1]")),
                    Arguments.of("whose claims are no JSON", rsa("nonsense")),
                    Arguments.of("whose header is deep", withSignature("[".repeat(20_000), GOOD, nothing)),
                    Arguments.of("of dots", "....."),
                    Arguments.of("of one word", "token"),
                    Arguments.of("of characters that no token has", "ä.ö.ü"));
        }

        @ParameterizedTest(name = "a token {0}")
        @MethodSource("unbelievable")
        void anInvalidToken_returns401WithoutTheReason(String what, String token) throws IOException {
            assertNotBelieved("Bearer " + token);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer", "Bearer ", "Basic am86c2VjcmV0", "Bearer a b", ""})
        void aMalformedToken_returns401(String authorization) throws IOException {
            assertNotBelieved(authorization);
        }

        @Test
        void twoTokens_return401() throws IOException {
            String good = "Bearer " + signed(RS256, GOOD, RSA.getPrivate());
            assertThat(server.create(null, "Authorization", good, "Authorization", good)
                            .isProblem(401)
                            .detail())
                    .isEqualTo("the bearer token is not valid");
        }

        /** In 2022, the JDK took two zeros for the signature of anything. */
        @Test
        void aSignatureOfZeros_returns401() throws IOException {
            String claims = "{\"dir\":\"ACME\",\"sub\":\"jo\"" + UNTIL + "}";
            curveServer
                    .create(null, bearer(withSignature(ES256, claims, new byte[64])))
                    .isProblem(401);
        }

        /** Otherwise one token would have endless spellings, each verified anew. */
        @Test
        void anotherSpellingOfASignature_returns401() throws IOException {
            assertHasOneSpelling(server, signed(RS256, GOOD, RSA.getPrivate()));
            String claims = "{\"dir\":\"ACME\",\"sub\":\"jo\"" + UNTIL + "}";
            assertHasOneSpelling(curveServer, signed(ES256, claims, CURVE.getPrivate()));
        }

        private static void assertHasOneSpelling(GuardedServer server, String token) throws IOException {
            List<String> otherSpellings = List.of(
                    token + "~",
                    token + "~1",
                    token + "=",
                    token + "==",
                    token + ".",
                    token + ".AA",
                    withCharacterInSignature(token, "!"),
                    withOtherUnusedBits(token));
            assertStatus(server, token, 200);
            assertThat(otherSpellings).allSatisfy(other -> assertStatus(server, other, 401));
            assertStatus(server, token, 200);
        }

        private static void assertStatus(GuardedServer server, String token, int status) throws IOException {
            assertThat(server.get(null, "/qrs/about", bearer(token)).status())
                    .as(token)
                    .isEqualTo(status);
        }

        private static String withCharacterInSignature(String token, String character) {
            int signature = token.lastIndexOf('.') + 1;
            return token.substring(0, signature) + character + token.substring(signature);
        }

        /** The last character of a signature of 64 or 256 bytes has four bits that are not used, which are 0: A, Q, g or w. */
        private static String withOtherUnusedBits(String token) {
            int last = token.length() - 1;
            return token.substring(0, last) + (char) (token.charAt(last) + 1);
        }

        private static void assertNotBelieved(String authorization) throws IOException {
            long before = server.useCases().sessionCount();
            TestResponse answer =
                    server.create(null, "Authorization", authorization).isProblem(401);
            assertThat(answer.header("WWW-Authenticate")).contains("Bearer realm=\"qrs\", error=\"invalid_token\"");
            assertThat(answer.detail()).isEqualTo("the bearer token is not valid");
            assertThat(server.useCases().sessionCount()).isEqualTo(before);
        }

        /** The same header with other claims, up to the signature. */
        private static String changed(String token, String claims) {
            String unsigned = withSignature(RS256, claims, new byte[0]);
            return token.substring(0, token.indexOf('.'))
                    + unsigned.substring(unsigned.indexOf('.'), unsigned.length() - 1);
        }
    }

    /** The headers of QRS beside a token. */
    @Nested
    class QlikHeaders {

        @Test
        void xQlikUserBesideAToken_mustNameTheSameCaller() throws IOException {
            String token = "Bearer " + signed(RS256, GOOD, RSA.getPrivate());
            TestResponse rejected =
                    server.create(null, "Authorization", token, "X-Qlik-User", "UserDirectory=INTERNAL; UserId=sa_api");
            assertThat(rejected.isProblem(403).detail()).startsWith("the header X-Qlik-User names another user");
            assertThat(userOf(server.create(
                            null, "Authorization", token, "X-Qlik-User", "UserDirectory=acme; UserId=JO")))
                    .isEqualTo("ACME\\jo");
        }

        @ParameterizedTest
        @CsvSource({
            "mim, m%C4%B1m",
            "m\u0131m, mim",
            "ops, op%C5%BF",
            "kim, %E2%84%AAim",
            "admin, admin%CC%81",
            "\uff41b, ab"
        })
        void xQlikUserBesideAToken_mustNotNameALookAlike(String named, String header) throws IOException {
            server.create(
                            null,
                            "Authorization",
                            "Bearer " + named("ACME", named),
                            "X-Qlik-User",
                            "UserDirectory=ACME; UserId=" + header)
                    .isProblem(403);
        }

        @Test
        void anXrfkeyBesideAToken_isChecked() throws IOException {
            String token = "Bearer " + signed(RS256, GOOD, RSA.getPrivate());
            assertThat(server.get(null, "/qrs/about", "Authorization", token).status())
                    .isEqualTo(200);
            server.get(null, "/qrs/about?Xrfkey=1", "Authorization", token).isProblem(403);
        }
    }

    @Nested
    class PublicKeys {

        @Test
        void aCertificate_isAcceptedAsThePublicKey() throws IOException {
            CertificateAuthority issuer = new CertificateAuthority("issuer");
            Path file = folder.resolve("certificate.pem");
            Files.writeString(
                    file, CertificateAuthority.pem(issuer.issue("signer", RSA).certificate()));
            SecurityConfig security =
                    new SecurityConfig(null, Tokens.builder(file).build());
            try (GuardedServer certified = GuardedServer.start(security)) {
                assertThat(certified
                                .create(null, bearer(signed(RS256, GOOD, RSA.getPrivate())))
                                .status())
                        .isEqualTo(201);
            }
        }

        @Test
        void unsupportedKeys_areRejectedAtTheStart() throws IOException {
            String unfit = "is neither an RSA key of 2048 bits or more, nor one on the curve P-256";
            assertRejected(publicKey(CertificateAuthority.newKeys("RSA", 1024)), unfit);
            assertRejected(publicKey(CertificateAuthority.newKeys("EC", 384)), unfit);
            Path none = Files.writeString(folder.resolve("none.pem"), "nonsense");
            assertRejected(none, "there is no public key in the file " + none);
            assertRejected(folder.resolve("missing.pem"), "there is no file ");
        }

        private static void assertRejected(Path key, String reason) {
            SecurityConfig security =
                    new SecurityConfig(null, Tokens.builder(key).build());
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> GuardedServer.start(security))
                    .satisfies(failure -> assertThat(failure.getCause()).hasMessageContaining(reason));
        }
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    private static String rsa(String claims) {
        return signed(RS256, claims, RSA.getPrivate());
    }

    private static String named(String directory, String user) {
        return rsa("{\"userDirectory\":\"" + directory + "\",\"userId\":\"" + user + "\"" + FOR_US + UNTIL + "}");
    }

    private static String userOf(TestResponse answer) {
        return answer.entity(201).get("modifiedByUserName").textValue();
    }
}
