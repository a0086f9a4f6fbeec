package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the server listens, as it says, is where it is found. */
class ListenHostIT {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "localhost, localhost",
        "::1, [::1]",
        "[::1], [::1]",
        "0:0:0:0:0:0:0:1, [0:0:0:0:0:0:0:1]",
        "[0:0:0:0:0:0:0:1], [0:0:0:0:0:0:0:1]",
        "::1%lo, [::1%25lo]",
        "[::1%25lo], [::1%25lo]",
        "::, [::]",
        "[::], [::]",
        "0.0.0.0, 0.0.0.0"
    })
    void thePrintedUrl_works(String host, String inUrl, @TempDir Path folder) throws IOException {
        try (RunnableJar server =
                RunnableJar.serve(folder, "--insecure", "--host=" + host, "--admin-port=0", "--admin-host=" + host)) {
            String url = server.url().toString();
            assertThat(url).startsWith("http://" + inUrl + ":");
            String operators = server.adminUrl().toString();
            assertThat(operators).startsWith("http://" + inUrl + ":");
            for (String place : new String[] {url, operators}) {
                assertThat(RunnableJar.run(folder, Map.of(), "health", "--url=" + place + "/health/live")
                                .status())
                        .as(place)
                        .isZero();
            }
            if (!inUrl.contains("%")) {
                assertThat(new HttpCaller(server.url()).get("/qrs/about").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"[2001:db8::1], [2001:db8::1]", "2001:db8::1, [2001:db8::1]", "192.0.2.1, 192.0.2.1"})
    void anUnavailableAddress_isNamedAsInAUrl(String host, String inUrl, @TempDir Path folder) throws IOException {
        RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), "--insecure", "--port=0", "--host=" + host);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).startsWith("execution-sessions: cannot listen on " + inUrl + ":0: ");
    }
}
