package org.executionsession.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.http.support.RunningServer.closing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters beyond ASCII that become s, k or i if their case is ignored. They are other letters in paths. */
class LookAlikeLettersHttpTest {

    /** Long s, the Kelvin sign, i without a dot, and I with a dot. */
    private static final Map<String, List<String>> LOOK_ALIKES =
            Map.of("s", List.of("\u017f"), "k", List.of("\u212a"), "i", List.of("\u0131", "\u0130"));

    private static final String ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";

    private static final RunningServer SERVER = RunningServer.start(
            RunningServer.settings(),
            LimitsConfig.defaults(),
            ManagementConfig.builder()
                    .adminPort(0)
                    .metrics(() -> "# the metrics\n")
                    .build());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    record Operation(String method, String path) {

        /** Returns the paths in which a name has one other letter, and by each the path with an unknown name instead. */
        List<String[]> variants() {
            List<String[]> variants = new ArrayList<>();
            String[] segments = path.split("/");
            for (int i = 1; i < segments.length; i++) {
                if (!segments[i].equals("{id}")) {
                    String unknown = with(segments, i, "nowhere");
                    for (String name : withLookAlikes(segments[i])) {
                        variants.add(new String[] {with(segments, i, name), unknown});
                    }
                }
            }
            return variants;
        }

        private static String with(String[] segments, int index, String name) {
            String[] changed = segments.clone();
            changed[index] = URLEncoder.encode(name, UTF_8);
            return String.join("/", changed).replaceAll("\\{\\w+}", ID);
        }
    }

    private static List<String> withLookAlikes(String name) {
        List<String> names = new ArrayList<>();
        LOOK_ALIKES.forEach((letter, others) -> {
            if (name.contains(letter)) {
                others.forEach(other -> names.add(name.replace(letter, other)));
            }
        });
        return names;
    }

    static Stream<Operation> operations() {
        JsonNode paths = TestResponse.json(SERVER.document().getBytes(UTF_8)).get("paths");
        List<Operation> operations = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                operations.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey()))));
        for (String path : List.of(
                "/openapi.json",
                "/about/openapi/main",
                "/docs",
                "/docs/swagger-ui.css",
                "/page/index.html",
                "/health/live",
                "/metrics")) {
            operations.add(new Operation("GET", path));
        }
        return operations.stream()
                .filter(operation -> !operation.method().equals("PARAMETERS"))
                .filter(operation -> !operation.variants().isEmpty());
    }

    /** The caller has no privileges, so the status shows whether the server has found a route: then most are 403. */
    @ParameterizedTest
    @MethodSource("operations")
    void aNameWithALookAlike_isAnUnknownName(Operation operation) {
        for (String[] variant : operation.variants()) {
            assertThat(status(operation.method(), variant[0]))
                    .as("%s %s", operation.method(), variant[0])
                    .isEqualTo(status(operation.method(), variant[1]));
        }
    }

    private static int status(String method, String path) {
        return SERVER.send(method, path, BodyPublishers.noBody(), "X-Qlik-User", "UserDirectory=ACME; UserId=nobody")
                .status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/execut\u0131onsession/count",
                "/ta\u017fk/count",
                "/tas\u212a/count",
                "/qr\u017f/task/count",
                "/docs/\u017fwagger-ui.css",
                "/docs/swagger-u\u0130.css",
                "/health/l\u0131ve",
                "/metric\u017f"
            })
    void aPathWithALookAlike_returns404(String path) {
        SERVER.get(URLEncoder.encode(path, UTF_8).replace("%2F", "/")).isProblem(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/l\u0131ve", "/health/l\u0130ve", "/metric\u017f"})
    void theAdminPort_servesNoPathWithALookAlike(String path) throws IOException {
        int port = SERVER.server().adminPort().orElseThrow();
        String encoded = URLEncoder.encode(path, UTF_8).replace("%2F", "/");
        assertThat(Connections.exchange(port, closing("GET " + encoded, "", "")).status())
                .isEqualTo(404);
        assertThat(Connections.exchange(port, closing("GET " + bytes(path), "", ""))
                        .status())
                .isEqualTo(400);
    }

    /** Returns a text whose characters are the bytes of another one in UTF-8. */
    private static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
