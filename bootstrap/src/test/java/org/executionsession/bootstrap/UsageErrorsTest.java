package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageErrorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve jdbc:postgresql://es:Zq7xWv@db/x",
                "serve --databse=jdbc:h2:x;PASSWORD=Zq7xWv",
                "jdbc:h2:x;PASSWORD=Zq7xWv",
                "--tls-key-password a Zq7xWv",
                "--tls-key-password=a b=Zq7xWv",
                "--tls-key-password --Zq7xWv",
                "--database --port=Zq7xWv",
                "-pZq7xWv",
                "--database=Zq7xWv --database=Zq7xWv",
                "health --url=http://es:Zq7xWv@127.0.0.1:1/health/live?key=Zq7xWv"
            })
    void anArgumentInTheWrongPlace_isNotRepeatedInTheMessage(String arguments) {
        String err = err(arguments);
        assertThat(err).doesNotContainIgnoringCase("Zq7xWv").isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve --no-such-flag=1|There is no such option or command: --no-such-flag",
                "no-such-command|There is no such option or command: an argument that is not an option",
                "--port=abc|Invalid value for option '--port': 'abc' is not an int"
            })
    void wrongUsage_isExplained(String arguments, String message) {
        assertThat(err(arguments)).startsWith(message).contains("Usage: execution-sessions");
    }

    private static String err(String arguments) {
        StringWriter err = new StringWriter();
        int status = Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments.split(" "));
        assertThat(status).isNotZero();
        return err.toString();
    }
}
