package org.executionsession.bootstrap;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.ServerConfig;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Encryption and authentication; each option is also an environment variable. */
final class SecurityOptions {

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            defaultValue = "${env:EXECUTION_SESSIONS_TLS_CERTIFICATE}",
            description =
                    "Serves HTTPS with this certificate: PEM, or PKCS#12 with the key. Reloaded when the file changes.")
    private Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            defaultValue = "${env:EXECUTION_SESSIONS_TLS_KEY}",
            description = "The private key of the certificate, as PEM, unless it is in the same file.")
    private Path tlsKey;

    @Option(
            names = "--tls-key-password",
            paramLabel = "PASSWORD",
            defaultValue = "${env:EXECUTION_SESSIONS_TLS_KEY_PASSWORD}",
            description =
                    "The password of the private key. Prefer the environment variable: other users can see arguments.")
    private String tlsKeyPassword;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            defaultValue = "${env:EXECUTION_SESSIONS_TLS_CLIENT_CA}",
            description = "Requires client certificates of this authority (PEM), and the Xrfkey.")
    private Path tlsClientCa;

    @Option(
            names = "--jwt-public-key",
            paramLabel = "FILE",
            defaultValue = "${env:EXECUTION_SESSIONS_JWT_PUBLIC_KEY}",
            description =
                    "Requires a bearer token (JWT) signed with the key of this PEM file: RS256 or ES256. Together with"
                            + " --tls-client-ca, either is enough.")
    private Path jwtPublicKey;

    @Option(
            names = "--jwt-issuer",
            paramLabel = "NAME",
            defaultValue = "${env:EXECUTION_SESSIONS_JWT_ISSUER}",
            description = "The required issuer of tokens.")
    private String jwtIssuer;

    @Option(
            names = "--jwt-audience",
            paramLabel = "NAME",
            defaultValue = "${env:EXECUTION_SESSIONS_JWT_AUDIENCE}",
            description = "The required audience of tokens.")
    private String jwtAudience;

    @Option(
            names = "--jwt-directory-claim",
            paramLabel = "CLAIM",
            defaultValue = "${env:EXECUTION_SESSIONS_JWT_DIRECTORY_CLAIM:-userDirectory}",
            description = "The claim of a token that names the user directory (default: userDirectory).")
    private String jwtDirectoryClaim;

    @Option(
            names = "--jwt-user-claim",
            paramLabel = "CLAIM",
            defaultValue = "${env:EXECUTION_SESSIONS_JWT_USER_CLAIM:-userId}",
            description = "The claim of a token that names the user in the directory (default: userId).")
    private String jwtUserClaim;

    @Option(
            names = "--insecure",
            defaultValue = "${env:EXECUTION_SESSIONS_INSECURE:-false}",
            description =
                    "Allows a non-loopback address without client authentication: every client then has all privileges.")
    private boolean insecure;

    @Option(
            names = "--allowed-hosts",
            paramLabel = "HOST",
            split = ",",
            defaultValue = "${env:EXECUTION_SESSIONS_ALLOWED_HOSTS}",
            description = "Additional host names or addresses of the server, such as that of a proxy"
                    + " (default: those of this machine). Without client authentication, and on the admin port,"
                    + " requests for other hosts get 421.")
    private List<String> allowedHosts;

    @Option(
            names = "--cors-origins",
            paramLabel = "ORIGIN",
            split = ",",
            defaultValue = "${env:EXECUTION_SESSIONS_CORS_ORIGINS}",
            description = "CORS: origins that may call from a browser with credentials, such as https://hub.example"
                    + " (default: none).")
    private List<String> corsOrigins;

    /** Throws a {@link ParameterException} if the options contradict each other, or a value is malformed. */
    SecurityConfig config(CommandLine command) {
        if (tlsCertificate == null
                && Stream.of(tlsKey, tlsKeyPassword, tlsClientCa).anyMatch(option -> option != null)) {
            throw new ParameterException(command, "The options --tls-... need --tls-certificate");
        }
        if (jwtPublicKey == null && (jwtIssuer != null || jwtAudience != null)) {
            throw new ParameterException(command, "The options --jwt-... need --jwt-public-key");
        }
        SecurityConfig config = new SecurityConfig(
                tlsCertificate == null
                        ? null
                        : new SecurityConfig.Tls(tlsCertificate, tlsKey, tlsKeyPassword, tlsClientCa),
                jwtPublicKey == null
                        ? null
                        : SecurityConfig.Tokens.builder(jwtPublicKey)
                                .issuer(jwtIssuer)
                                .audience(jwtAudience)
                                .directoryClaim(jwtDirectoryClaim)
                                .userClaim(jwtUserClaim)
                                .build());
        return withOrigins(withHosts(config, command), command);
    }

    private SecurityConfig withHosts(SecurityConfig config, CommandLine command) {
        List<String> hosts = allowedHosts == null
                ? List.of()
                : allowedHosts.stream().map(String::strip).toList();
        try {
            return config.withHosts(hosts);
        } catch (IllegalArgumentException malformed) {
            throw invalid("--allowed-hosts", malformed, command);
        }
    }

    private SecurityConfig withOrigins(SecurityConfig config, CommandLine command) {
        List<String> origins = corsOrigins == null
                ? List.of()
                : corsOrigins.stream().filter(origin -> !origin.isBlank()).toList();
        try {
            return config.withCorsOrigins(origins);
        } catch (IllegalArgumentException malformed) {
            throw invalid("--cors-origins", malformed, command);
        }
    }

    private static ParameterException invalid(String option, IllegalArgumentException malformed, CommandLine command) {
        return new ParameterException(
                command, "Invalid value for option '" + option + "': " + malformed.getMessage(), malformed);
    }

    /** Throws a {@link StartupException} for a non-loopback host without client authentication, unless it is allowed. */
    void checkExposure(ServerConfig server, SecurityConfig security) {
        if (!security.requiresAuthentication() && !insecure && !server.isLoopback()) {
            throw new StartupException(
                    "listening on the non-loopback address " + server.host() + " requires client authentication: set"
                            + " --tls-client-ca or --jwt-public-key, or allow it with --insecure",
                    null);
        }
    }
}
