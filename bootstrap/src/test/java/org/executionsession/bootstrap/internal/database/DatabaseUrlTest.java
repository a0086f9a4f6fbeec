package org.executionsession.bootstrap.internal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.executionsession.bootstrap.internal.database.DatabaseUrl.Login;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    private static final Login NONE = new Login(null, null);

    /** No message holds it by chance. */
    private static final String SECRET = "Zq7xWv";

    @TempDir
    private static Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:file:./data/x;USER=es;PASSWORD=abc|jdbc:h2:file:./data/x",
                "jdbc:h2:file:C:\\data\\x|jdbc:h2:file:C:\\data\\x",
                "jdbc:h2:mem:x;MODE=MySQL|jdbc:h2:mem:x",
                "jdbc:h2:tcp://db:9092/~/x;PASSWORD=abc|jdbc:h2:tcp://db:9092/~/x",
                "jdbc:h2:ssl://es:abc@db/x|jdbc:h2:...",
                "jdbc:h2:file:x&password=abc|jdbc:h2:...",
                "jdbc:postgresql://db.example:5432/sessions?user=es&password=abc|jdbc:postgresql://db.example:5432/sessions",
                "jdbc:postgresql://one:1,two:2/x|jdbc:postgresql://one:1,two:2/x",
                "jdbc:postgresql://[::1]:5432/x?user=a@b|jdbc:postgresql://[::1]:5432/x",
                "jdbc:postgresql:sessions|jdbc:postgresql:sessions",
                "jdbc:postgresql://db/%61bc|jdbc:postgresql:...",
                "jdbc:postgresql://es:123?x=abc@db/x|jdbc:postgresql:..."
            })
    void onlyHostPortAndDatabase_arePrinted(String url, String printable) {
        assertThat(DatabaseUrl.of(url, NONE)).hasToString(printable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:x;USER=es;PASSWORD=a\\;b&c;MODE=MySQL|jdbc:h2:x;MODE=MySQL|es|a;b&c",
                "jdbc:h2:x;password=abc\\|jdbc:h2:x||abc\\",
                "jdbc:h2:x|jdbc:h2:x||",
                "jdbc:postgresql://db/x?ssl=true&user=e%40s&password=a%26b+c;d&sslmode=require"
                        + "|jdbc:postgresql://db/x?ssl=true&sslmode=require|e@s|a&b c;d",
                "' jdbc:postgresql:x?ssl '|jdbc:postgresql:x?ssl||",
                // Here they must stay where they are, to win over the file of the service.
                "jdbc:postgresql:x?service=a&user=es|jdbc:postgresql:x?service=a&user=es||"
            })
    void theDriver_getsUserAndPasswordSeparateFromTheUrl(String url, String driverUrl, String user, String password) {
        DatabaseUrl read = DatabaseUrl.of(url, NONE);
        assertThat(read.driverUrl()).isEqualTo(driverUrl);
        assertThat(read.user()).isEqualTo(user);
        assertThat(read.password()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:x", "jdbc:postgresql://db/x?ssl=true"})
    void userAndPassword_canBeOptions(String url) {
        DatabaseUrl read = DatabaseUrl.of(url, new Login("es", "abc"));
        assertThat(read.driverUrl()).isEqualTo(url);
        assertThat(read.user()).isEqualTo("es");
        assertThat(read.password()).isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:x;USER=es|the user of the database jdbc:h2:x is given twice, in the URL and with --database-user",
                "jdbc:h2:x;password=a|the password of the database jdbc:h2:x is given twice, in the URL and with"
                        + " --database-password-file",
                "jdbc:postgresql:x?user=es|the user of the database jdbc:postgresql:x is given twice, in the URL and with"
                        + " --database-user",
                "jdbc:postgresql:x?password=a|the password of the database jdbc:postgresql:x is given twice, in the URL"
                        + " and with --database-password-file"
            })
    void aUserOrPasswordInUrlAndOptions_isRejected(String url, String message) {
        assertThatExceptionOfType(StartupException.class)
                .isThrownBy(() -> DatabaseUrl.of(url, new Login("other", "other")))
                .withMessage(message + ": remove one of them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:x;PASSWORD=a;b|the database URL jdbc:h2:x has no '=' in setting 2 after its path; write a ; in a"
                        + " value as \\;",
                "jdbc:h2:file:x?password=abc|the database URL jdbc:h2:... has a ? in its path; the settings of H2 follow a ;",
                "jdbc:h2:x;PASSWORD=a;PASSWORD=b|the password of the database jdbc:h2:x is given twice, in the URL itself:"
                        + " remove one of them",
                "jdbc:postgresql:x?ssl=true&password=a&b|the database URL jdbc:postgresql:x is malformed in parameter 3"
                        + " after its ?, which must be name=value; write a & in a value as %26, a % as %25",
                "jdbc:postgresql:x?password=%zz|the database URL jdbc:postgresql:x is malformed in parameter 1 after its ?,"
                        + " which must be name=value; write a & in a value as %26, a % as %25",
                "jdbc:postgresql://es:abc@db/x|the database URL must be of the form"
                        + " jdbc:postgresql://host:port/database?name=value&name=value; the part before the first ?"
                        + " has another form. Specify the user and the password with --database-user and"
                        + " --database-password-file"
            })
    void aMalformedUrl_isRejectedWithPositionAndRule(String url, String message) {
        assertThatExceptionOfType(StartupException.class)
                .isThrownBy(() -> DatabaseUrl.of(url, NONE))
                .withMessage(message);
    }

    static Stream<String> urlsWithASecret() {
        // Nothing is there, and nothing is made: so each attempt ends at once.
        String h2 = "jdbc:h2:file:" + folder + "/x;IFEXISTS=TRUE";
        List<String> shapes = List.of(
                h2 + ";USER=es;PASSWORD={}",
                h2 + ";PASSWORD={};USER=es",
                h2 + ";user={};password=abc",
                h2 + ";password={};MODE=MySQL;NO_SUCH_SETTING=1",
                h2 + ";PASSWORD={};PASSWORD=other",
                h2 + ";USER=es;CIPHER=AES;PASSWORD={}",
                h2 + ";CIPHER={}",
                h2 + ";MODE={}",
                h2 + ";CACHE_SIZE={}",
                h2 + ";ACCESS_MODE_DATA={}",
                h2 + ";INIT=CREATE USER a PASSWORD '{}' NONSENSE",
                h2 + ";INIT=RUNSCRIPT FROM '/{}.sql'",
                h2 + ";{}",
                h2 + ";{}=1",
                h2 + ";USER=es/{}",
                "jdbc:h2:file:" + folder + "/x?user=es&password={};IFEXISTS=TRUE",
                "jdbc:h2:file:" + folder + "/x&password={};IFEXISTS=TRUE",
                "jdbc:h2:file:" + folder + "/x,PASSWORD={};IFEXISTS=TRUE",
                "jdbc:h2:es:{}@" + folder + "/x;IFEXISTS=TRUE",
                "jdbc:h2:tcp://es:{}@127.0.0.1:1/x",
                "jdbc:h2:tcp://127.0.0.1:1/x;USER=es;PASSWORD={}",
                "jdbc:h2:ssl:es:{}@127.0.0.1:1/x",
                "JDBC:H2:x;PASSWORD={}",
                "jdbc:postgresql://127.0.0.1:1/x?user=es&password={}",
                "jdbc:postgresql://127.0.0.1:1/x?password={}&user=es",
                "jdbc:postgresql://127.0.0.1:1/x?user=es;password={}",
                "jdbc:postgresql://127.0.0.1:1/x?user={}",
                "jdbc:postgresql://127.0.0.1:1/x?user=es&sslpassword={}&ssl=true",
                "jdbc:postgresql://127.0.0.1:1/x?currentSchema=x;password={}",
                "jdbc:postgresql://127.0.0.1:1/x?ssl=true&sslmode={}",
                "jdbc:postgresql://127.0.0.1:1/x?targetServerType={}",
                "jdbc:postgresql://127.0.0.1:1/x?loginTimeout={}",
                "jdbc:postgresql://127.0.0.1:1/x?connectTimeout={}",
                "jdbc:postgresql://127.0.0.1:1/x?socketFactory={}",
                "jdbc:postgresql://127.0.0.1:1/x?{}",
                "jdbc:postgresql://127.0.0.1:1/x?{}=1",
                "jdbc:postgresql://127.0.0.1:1/x?password=%zz{}",
                "jdbc:postgresql://127.0.0.1:1/x;user=es;password={}",
                "jdbc:postgresql://127.0.0.1:1/x&password={}",
                "jdbc:postgresql://127.0.0.1:1/x password={}",
                "jdbc:postgresql://127.0.0.1:1:{}/x",
                "jdbc:postgresql://127.0.0.1:{}/x",
                "jdbc:postgresql://es:{}@127.0.0.1:1/x",
                "jdbc:postgresql://es:{}@127.0.0.1:1/x?user=es&password={}",
                "jdbc:postgresql:es:{}@127.0.0.1:1/x",
                "jdbc:postgresql:es/{}@127.0.0.1:1/x",
                "jdbc:postgresql:host=127.0.0.1 password={}",
                "postgresql://es:{}@127.0.0.1/x",
                "postgres://es:{}@127.0.0.1/x",
                "jdbc:postgres://es:{}@127.0.0.1/x",
                "jdbc:mysql://es:{}@127.0.0.1/x?password={}",
                "//es:{}@127.0.0.1/x",
                "jdbc:{}",
                "{}");
        List<String> secrets = List.of(
                SECRET,
                "abc;" + SECRET,
                "abc\\;" + SECRET,
                "abc&" + SECRET,
                "abc?" + SECRET,
                "abc@" + SECRET,
                "123?" + SECRET,
                "abc/" + SECRET,
                "abc:" + SECRET,
                "abc=" + SECRET,
                "abc%26" + SECRET,
                "abc " + SECRET,
                "abc," + SECRET,
                "'" + SECRET + "'",
                SECRET + ";abc",
                SECRET + "&abc=1",
                SECRET + "@abc",
                SECRET.toLowerCase(Locale.ROOT),
                SECRET.toUpperCase(Locale.ROOT),
                "ä" + SECRET,
                "abc\t" + SECRET);
        return shapes.stream().flatMap(shape -> secrets.stream().map(secret -> shape.replace("{}", secret)));
    }

    /** Whatever is wrong with it: on stderr, where drivers and the pool write too, and in the line that says why. */
    @ParameterizedTest
    @MethodSource("urlsWithASecret")
    @SuppressWarnings("try") // it is opened to be closed
    void possibleSecretsOfAUrl_areNotPrinted(String url) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (DatabasePool pool = DatabasePool.open(DatabaseUrl.of(url, NONE), false, Duration.ofSeconds(20))) {
            assertThat(pool.dataSource()).isNotNull();
        } catch (StartupException rejected) {
            assertThat(rejected.getMessage()).doesNotContainIgnoringCase(SECRET).hasLineCount(1);
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContainIgnoringCase(SECRET);
    }

    @Test
    void aMessage_keepsTheTextOfTheDatabase() {
        DatabaseUrl url = DatabaseUrl.of("jdbc:postgresql://db/x?user=es&password=abcdef&currentSchema=typo", NONE);
        assertThat(url.redacted("FATAL: password authentication failed for user \"es\" (abcdef, typo)"))
                .isEqualTo("FATAL: password authentication failed for user \"***\" (***, typo)");
        assertThat(DatabaseUrl.of("jdbc:postgresql:x?user=postgres", NONE).redacted("PostgreSQL knows no postgres"))
                .isEqualTo("PostgreSQL knows no ***");
        assertThat(DatabaseUrl.of("jdbc:h2:x", new Login("es", "a$\\b")).redacted("a$\\b [*]at es"))
                .isEqualTo("*** at es");
    }
}
