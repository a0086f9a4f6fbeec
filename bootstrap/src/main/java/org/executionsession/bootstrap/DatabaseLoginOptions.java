package org.executionsession.bootstrap;

import java.nio.file.Path;
import org.executionsession.bootstrap.internal.database.DatabaseUrl;
import org.executionsession.bootstrap.internal.startup.SecretFile;
import org.executionsession.bootstrap.internal.startup.StartupException;
import picocli.CommandLine.Option;

/** The user and password of the database; each option is also an environment variable. */
final class DatabaseLoginOptions {

    @Option(
            names = "--database-user",
            paramLabel = "NAME",
            defaultValue = "${env:EXECUTION_SESSIONS_DATABASE_USER}",
            description = "The database user, unless the URL contains it.")
    private String user;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            defaultValue = "${env:EXECUTION_SESSIONS_DATABASE_PASSWORD_FILE}",
            description =
                    "A file with the password of the database user in one line. The server logs a warning when other"
                            + " users of the machine can read it.")
    private Path passwordFile;

    /** Reads the password file; throws a {@link StartupException} that names the file if it contains no password. */
    DatabaseUrl.Login login() {
        return new DatabaseUrl.Login(
                user, passwordFile == null ? null : SecretFile.read(passwordFile, "the password of the database"));
    }
}
