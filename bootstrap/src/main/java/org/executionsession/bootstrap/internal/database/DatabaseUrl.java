package org.executionsession.bootstrap.internal.database;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.executionsession.bootstrap.internal.startup.StartupException;

/**
 * The JDBC URL of the database with the user and the password. A URL may contain secrets anywhere, also where they do
 * not belong. So only recognized hosts, ports and names or files of databases are printed. User and password are
 * removed from the URL for the driver, because drivers repeat their URL in messages.
 */
public final class DatabaseUrl {

    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private static final String HOST = "(?:[\\w.-]+|\\[[0-9A-Fa-f:.]+(?:%\\w+)?])(?::\\d{1,5})?";
    private static final String HOSTS = HOST + "(?:," + HOST + ")*";

    /** The form that the PostgreSQL driver accepts. It prints parts of other forms on stderr. */
    private static final Pattern SERVER = Pattern.compile("(?://" + HOSTS + ")?/?[^/@:;=&?\\s]*");

    private static final Pattern PRINTABLE_SERVER =
            Pattern.compile("(?://" + HOSTS + ")?/?[\\w.$-]*", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern PRINTABLE_PATH = Pattern.compile("(?:(?:tcp|ssl):(?://)?" + HOSTS + "/)?"
            + "(?:(?:file|mem|nio|nioMapped|async|split|zip|classpath|retry|failstop):)*(?:[A-Za-z]:(?=[/\\\\]))?"
            + "[^\\p{Cntrl}@=?&%:]*");

    private final String driverUrl;
    private final String printable;
    private final String user;
    private final String password;
    private final Redaction hidden;

    private DatabaseUrl(String driverUrl, String printable, String user, String password, Redaction hidden) {
        this.driverUrl = driverUrl;
        this.printable = printable;
        this.user = user;
        this.password = password;
        this.hidden = hidden;
    }

    /**
     * Parses a URL. Throws a {@link StartupException} for a malformed one; the message contains only the printable
     * parts of the URL.
     *
     * @param login the user and the password that are given outside the URL
     */
    public static DatabaseUrl of(String text, Login login) {
        String url = text.strip();
        if (url.startsWith(H2)) {
            return ofH2(url.substring(H2.length()), login);
        }
        if (url.startsWith(POSTGRESQL)) {
            return ofPostgresql(url.substring(POSTGRESQL.length()), login);
        }
        throw new StartupException(
                "the database URL must start with jdbc:h2: or jdbc:postgresql:"
                        + (url.startsWith("postgres")
                                ? ", as in jdbc:postgresql://localhost/sessions, with --database-user and"
                                        + " --database-password-file"
                                : ""),
                null);
    }

    private static DatabaseUrl ofH2(String rest, Login login) {
        int end = rest.indexOf(';');
        String path = end < 0 ? rest : rest.substring(0, end);
        String printable = H2 + (PRINTABLE_PATH.matcher(path).matches() ? path : "...");
        if (path.indexOf('?') >= 0) {
            // H2 would create a file with this name, which could contain a password.
            throw new StartupException(
                    "the database URL " + printable + " has a ? in its path; the settings of H2 follow a ;", null);
        }
        UrlParameters settings = UrlParameters.ofH2(end < 0 ? "" : rest.substring(end + 1));
        settings.malformed().ifPresent(place -> {
            throw new StartupException(
                    "the database URL " + printable + " has no '=' in setting " + place
                            + " after its path; write a ; in a value as \\;",
                    null);
        });
        Redaction hidden = Redaction.of(settings, printable.endsWith("...") ? path : "", login);
        String url = H2 + path + settings.others(";", ";");
        return logged(url, printable, settings, login, hidden);
    }

    private static DatabaseUrl ofPostgresql(String rest, Login login) {
        int end = rest.indexOf('?');
        String server = end < 0 ? rest : rest.substring(0, end);
        UrlParameters parameters = UrlParameters.ofPostgresql(end < 0 ? "" : rest.substring(end + 1));
        if (!SERVER.matcher(server).matches()) {
            throw new StartupException(
                    "the database URL must be of the form jdbc:postgresql://host:port/database?name=value&name=value;"
                            + " the part before the first ? has another form. Specify the user and the password with"
                            + " --database-user and --database-password-file",
                    null);
        }
        // Before an @, what looks like a host may be the start of a user and a password.
        boolean isPrintable = PRINTABLE_SERVER.matcher(server).matches() && !parameters.mayHoldHost();
        String printable = POSTGRESQL + (isPrintable ? server : "...");
        parameters.malformed().ifPresent(place -> {
            throw new StartupException(
                    "the database URL " + printable + " is malformed in parameter " + place
                            + " after its ?, which must be name=value; write a & in a value as %26, a % as"
                            + " %25",
                    null);
        });
        Redaction hidden = Redaction.of(parameters, isPrintable ? "" : server, login);
        String url = POSTGRESQL + server + parameters.others("?", "&");
        return logged(url, printable, parameters, login, hidden);
    }

    private static DatabaseUrl logged(
            String url, String printable, UrlParameters parameters, Login login, Redaction hidden) {
        String user = one("user", parameters, login.user(), "--database-user", printable);
        String password = one("password", parameters, login.password(), "--database-password-file", printable);
        return new DatabaseUrl(url, printable, user, password, hidden);
    }

    private static String one(String name, UrlParameters parameters, String given, String option, String printable) {
        List<String> inUrl = parameters.values(name);
        if (inUrl.size() + (given == null ? 0 : 1) > 1) {
            throw new StartupException(
                    "the " + name + " of the database " + printable + " is given twice, in the URL "
                            + (given == null ? "itself" : "and with " + option) + ": remove one of them",
                    null);
        }
        return inUrl.isEmpty() ? given : inUrl.get(0);
    }

    /** Returns the file of an H2 database on the local disk, which need not exist; empty if there is none. */
    public Optional<Path> file() {
        return H2Files.of(driverUrl).map(H2Files::file);
    }

    boolean isH2() {
        return driverUrl.startsWith(H2);
    }

    /** Returns the URL without user and password. */
    String driverUrl() {
        return driverUrl;
    }

    /** Returns the user; null if not given. */
    String user() {
        return user;
    }

    /** Returns the password; null if not given. */
    String password() {
        return password;
    }

    /** Returns a message of a driver, with *** instead of the hidden parts of the URL. */
    public String redacted(String message) {
        return hidden.redacted(message);
    }

    /** Returns the printable part of the URL. */
    @Override
    public String toString() {
        return printable;
    }

    /**
     * The user and the password that are given outside the URL.
     *
     * @param user the user; null if not given
     * @param password the password; null if not given
     */
    public record Login(String user, String password) {

        /** Returns the user alone, without the password. */
        @Override
        public String toString() {
            return Objects.toString(user, "no user");
        }
    }
}
