package org.executionsession.bootstrap;

import java.time.Duration;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.http.Admission;
import org.executionsession.jdbi.JdbiExecutionSessionStore.Durability;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an operator can set; each option is also an environment variable. */
final class ServeOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:EXECUTION_SESSIONS_HOST:-127.0.0.1}",
            description = "The name or address of the interface to listen on (default: 127.0.0.1).")
    private String host;

    private int port;

    @Option(
            names = "--database",
            paramLabel = "URL",
            defaultValue = "${env:EXECUTION_SESSIONS_DATABASE:-jdbc:h2:file:./data/execution-sessions}",
            description = "The JDBC URL of the database (default: jdbc:h2:file:./data/execution-sessions).")
    private String database;

    @Option(
            names = "--lose-on-power-cut",
            defaultValue = "${env:EXECUTION_SESSIONS_LOSE_ON_POWER_CUT:-false}",
            description =
                    "Answers before the file of H2 is synced: faster, and a power cut, though not a kill, loses what was"
                            + " acknowledged. PostgreSQL is not concerned.")
    private boolean loseOnPowerCut;

    @Mixin
    private SchemaOptions schema;

    SchemaOptions schema() {
        return schema;
    }

    private int maxBodyBytes;

    @Option(
            names = "--keep-idempotency-keys",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_KEEP_IDEMPOTENCY_KEYS:-24h}",
            description = "How long a request can be sent again with its Idempotency-Key (default: 24h).")
    private Duration keepIdempotencyKeys;

    @Mixin
    private HousekeepingOptions housekeeping;

    HousekeepingOptions housekeeping() {
        return housekeeping;
    }

    @Mixin
    private AdmissionOptions admission;

    @Mixin
    private AccessOptions access;

    /**
     * Throws a {@link StartupException} when it would let in more than is wanted, the command line's own exception when the
     * options do not make sense together.
     */
    Admission admission() {
        Admission asked = admission.admission(mixee.commandLine());
        admission.checkExposure(host, asked);
        return asked;
    }

    AccessPolicy policy() {
        return access.policy();
    }

    @Mixin
    private LimitOptions limits;

    @Mixin
    private OperationsOptions operations;

    LimitOptions limits() {
        return limits;
    }

    OperationsOptions operations() {
        return operations;
    }

    Durability durability() {
        return loseOnPowerCut ? Durability.SURVIVES_KILLS : Durability.SURVIVES_POWER_CUTS;
    }

    Duration keepIdempotencyKeys() {
        return keepIdempotencyKeys;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:EXECUTION_SESSIONS_PORT:-4242}",
            description = "The port to listen on, 0 for any free one (default: 4242).")
    private void setPort(int value) {
        port = OptionRange.checked(mixee.commandLine(), "--port", value, 0, 65_535);
    }

    String database() {
        return database;
    }

    int maxBodyBytes() {
        return maxBodyBytes;
    }

    @Option(
            names = "--max-body-bytes",
            paramLabel = "BYTES",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_BODY_BYTES:-1048576}",
            description = "The largest request body (default: 1048576, which is 1 MiB).")
    private void setMaxBodyBytes(int value) {
        maxBodyBytes = OptionRange.checked(mixee.commandLine(), "--max-body-bytes", value, 1_024, 256 * 1024 * 1024);
    }
}
