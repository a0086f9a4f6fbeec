package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.ValueKind;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As many comparisons as a filter may have fit into a request, and into every other limit on the way. */
class ManyIdsHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String PATH = "/executionsession";

    @AfterEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<String> ids() {
        return QueryableProperties.SESSIONS.properties().stream()
                .filter(property -> property.kind() == ValueKind.GUID)
                .map(Property::path);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void theMaximumOfIds_fitsIntoARequest(String property) {
        // As encodeURIComponent and its like write a blank.
        String filter = encoded(filter(property, FilterParser.MAX_COMPARISONS)).replace("+", "%20");

        assertThat(SERVER.get(PATH + "/count?filter=" + filter).text()).isEqualTo("{\"value\":0}");
    }

    /** As libraries write a query: all but unreserved characters, as in a form, and as encodeURIComponent. */
    @ParameterizedTest
    @ValueSource(strings = {"RFC 3986", "URLEncoder", "encodeURIComponent"})
    void theMaximumOfIdsOnTheLongestPath_leavesRoomForHeaders(String encoding) {
        String property = ids().max(Comparator.comparingInt(String::length)).orElseThrow();
        String filter = LongStream.range(0, FilterParser.MAX_COMPARISONS)
                .mapToObj(i -> "(" + property + " eq '{" + new UUID(1, i) + "}')")
                .collect(joining(" or "));
        String form = encoded(filter);
        String encoded = switch (encoding) {
            case "URLEncoder" -> form;
            case "encodeURIComponent" ->
                form.replace("+", "%20").replace("%27", "'").replace("%28", "(").replace("%29", ")");
            default -> form.replace("+", "%20");
        };

        assertThat(filter).hasSizeLessThanOrEqualTo(FilterParser.MAX_LENGTH);
        assertThat(SERVER.send(
                                "GET",
                                PATH + "/count?filter=" + encoded,
                                BodyPublishers.noBody(),
                                "X-Padding",
                                "x".repeat(4 * 1024))
                        .text())
                .isEqualTo("{\"value\":0}");
    }

    @Test
    void theMaximumOfIdsInBraces_isAcceptedByEveryRequest() {
        SERVER.create("{\"id\":\"" + new UUID(1, 499) + "\"}").entity(201);
        String filter = "?filter="
                + encoded(LongStream.range(0, FilterParser.MAX_COMPARISONS)
                        .mapToObj(i -> "(id eq '{" + new UUID(1, i) + "}')")
                        .collect(joining(" or ")));
        assertThat(SERVER.get(PATH + filter).entity(200)).hasSize(1);
        assertThat(SERVER.get(PATH + "/full" + filter).entity(200)).hasSize(1);
        assertThat(SERVER.post("/selection" + PATH + filter, "{}").entity(201).get("items"))
                .hasSize(1);
        assertThat(SERVER.post(PATH + "/table" + filter, "{\"columns\":[{\"name\":\"id\",\"definition\":\"id\"}]}")
                        .entity(201)
                        .get("rows"))
                .hasSize(1);
    }

    @Test
    void oneIdMoreThanTheMaximum_isRejectedWithTheLimit() {
        assertThat(SERVER.get(PATH + "?filter=" + encoded(filter("id", FilterParser.MAX_COMPARISONS + 1)))
                        .isProblem(400)
                        .detail())
                .endsWith("there must not be more than 500 comparisons");
    }

    private static String filter(String property, int comparisons) {
        return LongStream.range(0, comparisons)
                .mapToObj(i -> property + " eq " + new UUID(1, i))
                .collect(joining(" or "));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
